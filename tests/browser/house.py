"""A site with a response in each state, and people who may look at them."""

import io
import re
from dataclasses import dataclass

from django.core.management import call_command
from django.test import Client

from analysis import building
from surveys import answers, checking, remarks, workflow
from surveys.exports import making
from surveys.models import Export, Round
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
        "administratör": factories.staff("administrator"),
    }
    build = building.new_build(Round.objects.get(year=2023), people["analytiker"])
    building.run_build(build.pk)
    _take_out(people["analytiker"])
    region = _returned_with_faults(people["region"], people["handläggare"])
    kommun = factories.in_state("submitted", "kommun", "0115", lead=people["rss"], reviewer=None)
    remark = _remarked(region, people["region"], people["handläggare"])
    kommuner = f"/organisationer/{kommun.organisation.parent_id}/kommuner/"
    places = {
        "kommuner": kommuner,
        "handed in kommun": f"{kommuner}{kommun.pk}/",
        "open kommun": f"{kommuner}{factories.response('kommun', '0114').pk}/",
        "region": f"/enkater/{region.pk}/",
        "other region": f"/enkater/{factories.response('region', '03').pk}/",
        "rss": f"/enkater/{factories.response('rss', 'rss-01').pk}/",
        "kommun": f"/enkater/{factories.answered('kommun', '0114', by=people['kommun']).pk}/",
        "handed in": f"/enkater/{kommun.pk}/",
        "grannkommun": f"/enkater/{_odd(people['grannkommun']).pk}/",
        "remark": f"/enkater/{region.pk}/anmarkningar/{remark.pk}/",
        "returned": f"/granskning/{region.pk}/",
        "approved": f"/granskning/{factories.response('region', '03').pk}/",
        "link": _link(),
    }
    return {who: _key(person) for who, person in people.items()}, places


def _take_out(by):
    """A file that is finished, and one that waits."""
    wishes = {"round": Round.objects.get(year=2023), "layout": "answers", "requested_by": by}
    making.run(Export.objects.create(format="csv", **wishes).pk)
    Export.objects.create(format="xlsx", **wishes)


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


def _link():
    told = io.StringIO()
    account = ["ny@exempel.se", "Ny Person", "--for", "region:01"]
    call_command("create_account", *account, stdout=told)
    return re.search(r"/losenord/\S+", told.getvalue())[0]


def _key(person):
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value
