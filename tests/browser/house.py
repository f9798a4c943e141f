"""A site with a response in each state, and people who may look at them."""

import io
import re
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from analysis import building
from regions import team
from regions.models import HeadContact
from surveys import (
    answers,
    checking,
    corrections,
    definition,
    drafting,
    editing,
    remarks,
    uploads,
    workflow,
)
from surveys.exports import making
from surveys.models import Export, Extension, Letter, Question, Response, Round
from tests import factories
from tests.browser.visits import key_of
from tests.site import Site
from tests.surveys.test_uploads import sent_in, taken_in, undone, workbook

TABLES = "/tabeller/2023/"


@dataclass
class House:
    """`keys` are the cookies of those who are signed in, `places` the addresses worth a visit."""

    site: Site
    keys: dict[str, str]
    places: dict[str, str]

    def enter(self, context, who):
        """Sign somebody in there, or leave a stranger out."""
        if who in self.keys:
            key = {"name": "sessionid", "value": self.keys[who], "url": self.site.url}
            context.add_cookies([key])


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
    _prepared(people["handläggare"])
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
        "handed in twice": f"/granskning/{_handed_in_twice(people['handläggare']).pk}/",
        "questions": f"/granskning/fraga/{region.questionnaire_id}/",
        "respondent": _written_to(),
        "link": _link(),
        **_files(people["rss"]),
    }
    return {who: key_of(person) for who, person in people.items()}, places


def _prepared(person):
    """Next year begun, with a question changed and one taken away that others hang on; and a correction."""
    days = {"opens": "2024-11-01", "deadline": "2025-03-31"}
    begun = definition.RoundText(year=2024, title="Uppföljning 2024", **days)
    draft = drafting.begin(begun, by=person).drafts.get(survey__code="region")
    changes = {"text": "Vilka grupper?\nFler än en går bra.", "max_choices": 3}

    def change(text):
        question = editing.question(text, "malgrupp_fokus").model_copy(update=changes)
        return editing.drop_question(
            editing.put_question(text, "malgrupp_fokus", question), "breddinfort"
        )

    drafting.save(draft, change, by=person, what="Ändrad")
    question = Question.objects.get(
        questionnaire=drafting.last_issued(draft.survey, 2024), code="breddinfort"
    )
    corrections.write(question, "Det gäller hela år 2023.", by=person)


def _handed_in_twice(reviewer):
    """A region's response with something to compare; beside it a response with nothing to look at."""
    lead = factories.member("region", "04")
    one = factories.response("region", "04")
    workflow.return_to_respondent(one, by=reviewer, reason="Stämmer andelen?")
    changes = {"fast_lakare_andel": "33", "malgrupp_fokus.annan_malgrupp": ""}
    answers.save(one, changes, by=lead)
    factories.explain_all(one, by=lead)
    workflow.submit(one, by=lead)
    plain = factories.response("region", "05")
    Response.objects.filter(pk=plain.pk).update(
        state="submitted", approved_at=None, approved_by=None
    )
    plain.findings.all().delete()
    return one


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


def _files(lead):
    """Files that an RSS has sent in: with errors, unreadable, on its way, taken in, and undone."""
    rss = factories.response("rss", "rss-01")
    good = {"0136": factories.published("kommun", "0136")}
    odd = {"0136": good["0136"] | {"vfu_veckor.i_ar": "tolv", "lag_2022_913": "kanske"}}
    taken = taken_in(sent_in(rss, workbook(rss, good), lead), lead, hand_in=True)
    undone_one = taken_in(sent_in(rss, workbook(rss, {"0138": good["0136"]}), lead), lead)
    files = {
        "file with errors": sent_in(rss, workbook(rss, {"0138": odd["0136"]}), lead),
        "unreadable file": sent_in(rss, b"%PDF-1.7", lead),
        "file on its way": uploads.receive(
            rss, SimpleUploadedFile("svar.csv", b"kommunkod"), area=True, by=lead
        ),
        "file taken in": taken,
        "file undone": undone(undone_one, lead),
    }
    return {name: f"/enkater/{rss.pk}/filer/{file.pk}/" for name, file in files.items()}


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
