"""A site with a response in each state, and people who may look at them."""

import io
import re
from dataclasses import dataclass

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from analysis import building
from regions import team
from regions.models import HeadContact
from surveys import answers, checking, remarks, workflow
from surveys.models import Extension, Letter, Round
from tests import factories
from tests.site import Site

TABLES = "/tabeller/2023/"


@dataclass
class House:
    """`keys` are the cookies of those who are signed in, `places` the addresses worth a visit."""

    site: Site
    keys: dict[str, str]
    places: dict[str, str]

    def enter(self, browse, who, **options):
        """A page where somebody is signed in, or a stranger is not."""
        page = browse(self.site, **options)
        if who in self.keys:
            key = {"name": "sessionid", "value": self.keys[who], "url": self.site.url}
            page.context.add_cookies([key])
        return page


def settle(site) -> House:
    return House(site, *site.ask(_settle))


def _settle():
    people = {
        "region": factories.member(),
        "other region": factories.member("region", "03"),
        "rss": factories.member("rss", "rss-01"),
        "kommun": factories.member("kommun", "0114"),
        "grannkommun": factories.member("kommun", "0117"),
        "handläggare": factories.staff(),
        "analytiker": factories.staff("analytiker"),
    }
    build = building.new_build(Round.objects.get(year=2023), people["analytiker"])
    building.run_build(build.pk)
    region = _returned_with_faults(people["region"], people["handläggare"])
    kommun = factories.in_state("submitted", "kommun", "0115", lead=people["rss"], reviewer=None)
    remark = _remarked(region, people["region"], people["handläggare"])
    places = {
        "region": f"/enkater/{region.pk}/",
        "other region": f"/enkater/{factories.response('region', '03').pk}/",
        "rss": f"/enkater/{factories.response('rss', 'rss-01').pk}/",
        "kommun": f"/enkater/{factories.answered('kommun', '0114', by=people['kommun']).pk}/",
        "handed in": f"/enkater/{kommun.pk}/",
        "grannkommun": f"/enkater/{_odd(people['grannkommun']).pk}/",
        "remark": f"/enkater/{region.pk}/anmarkningar/{remark.pk}/",
        "returned": f"/granskning/{region.pk}/",
        "approved": f"/granskning/{factories.response('region', '03').pk}/",
        "respondent": _written_to(),
        "link": _link(),
    }
    return {who: _key(person) for who, person in people.items()}, places


def _returned_with_faults(lead, reviewer):
    """A region's response with errors, a query to explain and one that is explained."""
    one = factories.response()
    workflow.return_to_respondent(one, by=reviewer, reason="Stämmer antalet\nVFU-veckor?")
    answers.save(one, {"vfu_veckor.i_ar": "20000"}, by=lead)
    for query in checking.verdict(one).queries:
        checking.explain(query, "Det stämmer, vi har räknat om.", lead)
    wrong = {
        "vfu_platser.i_ar": "ca 12",
        "vfu_platser.forra_aret": "",
        "nsg_svi": "",
        "fast_lakare_andel": "172",
        "utbildningsforman.grundlon_ar": "20",
    }
    answers.save(one, wrong, by=lead)
    answers.save(one, {"malgrupp_fokus." + option: "" for option in MARKED}, by=lead)
    return one


def _remarked(one, lead, reviewer):
    """One remark that is answered, one that is closed, and one that waits for an answer."""
    answered = factories.remark(one, "lag_2022_913", by=reviewer, text="Gäller det alla?")
    remarks.answer(answered, "Ja, alla enheter.\nÄven de privata.", by=lead)
    remarks.close(factories.remark(one, "breddinfort", by=reviewer), by=reviewer)
    return factories.remark(one, "fast_lakare_andel", by=reviewer, text="Mer än alla?\nRätta.")


MARKED = ["aldre_komplexa_behov", "barn_och_unga", "funktionsnedsattning", "annan_malgrupp"]


def _odd(lead):
    """A kommun's response with nothing wrong, and queries to explain."""
    one = factories.answered("kommun", "0117", by=lead, **ODD)
    one.explanations.all().delete()
    return one


ODD = {"vfu_veckor.i_ar": "200", "vfu_veckor.forra_aret": "100"}


def _written_to():
    """The page, for staff, of a respondent that is led, has a head and an extension, and got letters."""
    one = factories.response("region", "04")
    lead = factories.member("region", "04", name="Lena Lead")
    team.invite_lead(
        one.organisation, email="ny@region.example", name="Nina Ny", by=factories.staff()
    )
    HeadContact.objects.create(organisation=one.organisation, name="Disa", email="d@region.example")
    Extension.objects.create(response=one, deadline="2024-04-30", reason="Sjukdom", by=lead)
    letter = {"response": one, "to": lead.email, "taken_at": timezone.now(), "subject": "Ämne"}
    for reason, state in (("weeks_1", "refused"), ("day", "unsure"), ("head", "taken")):
        Letter.objects.create(
            reason=reason, deadline="2024-03-31", state=state, body="Hej Lena!\n\nSvara.", **letter
        )
    return f"/omgangar/2023/uppgiftslamnare/{one.pk}/"


def _link():
    told = io.StringIO()
    account = ["ny@exempel.se", "Ny Person", "--for", "region:01"]
    call_command("create_account", *account, stdout=told)
    return re.search(r"/losenord/\S+", told.getvalue())[0]


def _key(person):
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value
