"""A mistake found after the issue: the wording stays, a numbered correction is said beside it."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from surveys import answers, corrections
from surveys.models import Correction, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

CODE = "fast_lakare_andel"
TEXT = "Räkna även med privata vårdcentraler.\nSvara i procent."


@pytest.fixture
def reviewer():
    return factories.staff(name="Bo Alm")


def question(kind="region", code=CODE):
    return factories.response(kind, _first(kind)).questionnaire.questions.get(code=code)


def _first(kind):
    return {"region": "01", "rss": "rss-01", "kommun": "0115"}[kind]


def test_it_is_numbered_and_says_who_had_answered_and_handed_in(reviewer):
    factories.in_state(State.SUBMITTED, lead=factories.member(), reviewer=None)
    lead = factories.member("region", "03")
    answers.save(factories.response("region", "03"), {CODE: "50"}, by=lead)
    answers.save(
        factories.response("region", "04"), {"breddinfort": "ja"}, by=reviewer, door="command"
    )

    first = corrections.write(question(), TEXT, by=reviewer)
    second = corrections.write(question(code="breddinfort"), "Mer.", by=reviewer)

    assert (first.number, second.number) == (1, 2)
    assert (first.asked, first.answered, first.handed_in) == (21, 2, 1)
    assert first.affected == [
        {"name": "Region Stockholm", "state": "inlämnat"},
        {"name": "Region Uppsala", "state": "påbörjat"},
    ]


def test_of_kommuner_only_the_number_is_kept(reviewer):
    lead = factories.member("rss", "rss-01")
    factories.in_state(State.SUBMITTED, "kommun", "0115", lead=lead, reviewer=None)

    one = corrections.write(question("kommun", "naravard_insatser"), TEXT, by=reviewer)

    assert (one.answered, one.handed_in, one.affected) == (1, 1, [])


def test_what_is_said_stays_said(reviewer):
    corrections.write(question(), TEXT, by=reviewer)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Correction.objects.update(text="Annat")


def test_respondents_and_reviewers_read_it(visit, reviewer):
    lead = factories.member()
    one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=None)
    corrections.write(question(), TEXT, by=reviewer)

    section = read(visit(lead).get(reverse("section", args=[one.pk, "kontinuitet"])))
    overview = read(visit(lead).get(reverse("overview", args=[one.pk])))
    review = read(visit(reviewer).get(reverse("review", args=[one.pk])))

    said = "Rättelse 1: Räkna även med privata vårdcentraler. Svara i procent."
    assert said in section.one(id=f"hjalp-{CODE}").text
    assert f"hjalp-{CODE}" in section.one(id=f"id_{CODE}").attributes["aria-describedby"]
    assert said in overview.text
    assert "Rättelse 1 till frågan" in review.text


def test_one_is_written_on_its_page_which_says_whom_it_is_about(visit, reviewer):
    factories.in_state(State.SUBMITTED, lead=factories.member(), reviewer=None)
    client, where = visit(reviewer), reverse("corrections", args=[2023, "region"])
    empty = client.post(where, {"question": "", "text": ""})
    assert empty.status_code == 422
    assert "Välj den fråga" in read(empty).text

    page = read(client.post(where, {"question": CODE, "text": TEXT}, follow=True))

    assert "Rättelse 1 är sparad. Hade svarat på frågan: 1 av 21." in page.text
    assert "Region Stockholm, inlämnat" in page.text


def test_kommuner_are_not_named_on_the_page(visit, reviewer):
    lead = factories.member("rss", "rss-01")
    factories.in_state(State.SUBMITTED, "kommun", "0115", lead=lead, reviewer=None)
    where = reverse("corrections", args=[2023, "kommun"])
    form = {"question": "naravard_insatser", "text": TEXT}

    page = read(visit(reviewer).post(where, form, follow=True))

    assert "Hade svarat på frågan då: 1 av 290, av dem inlämnade 1." in page.text
    assert "Österåker" not in page.text and "Vallentuna" not in page.text


def test_an_analyst_reads_and_does_not_write(visit):
    client, where = (
        visit(factories.staff("analytiker")),
        reverse("corrections", args=[2023, "region"]),
    )

    assert client.get(where).status_code == 200
    assert client.post(where, {"question": CODE, "text": TEXT}).status_code == 403


def test_what_is_not_issued_has_none(visit, reviewer):
    assert visit(reviewer).get(reverse("corrections", args=[2029, "region"])).status_code == 404
