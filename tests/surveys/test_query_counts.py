"""A page asks the database as often for one row as for many, and for few answers as for all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys import answers, workflow
from surveys.models import Response, State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def queries(visit):
    """How many queries a page takes for somebody, once the questionnaires are remembered."""

    def queries(person, name, *arguments, **asked):
        client = visit(person)
        address = reverse(name, args=arguments)
        client.get(address, asked)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address, asked).status_code == 200
        return len(captured)

    return queries


def cut(rss, kommuner):
    """Leaves an RSS with only so many kommuner's responses."""
    mine = Response.objects.filter(organisation__parent__code=rss, organisation__kind="kommun")
    mine.exclude(pk__in=mine.order_by("pk")[:kommuner]).delete()


@pytest.mark.parametrize("kommuner", [1, 3, 26])
def test_desk_of_an_rss(queries, kommuner):
    cut("rss-01", kommuner)
    person = factories.member("rss", "rss-01")

    assert queries(person, "desk") == 9


@pytest.mark.parametrize("kommuner", [1, 3, 26])
def test_kommuner_of_an_rss(queries, kommuner):
    cut("rss-01", kommuner)
    person = factories.member("rss", "rss-01")
    for kommun in Response.objects.filter(organisation__parent__code="rss-01"):
        factories.member("kommun", kommun.organisation.code)

    assert queries(person, "kommuner", factories.organisation("rss", "rss-01").pk) == 12


@pytest.mark.parametrize("handed_in", [1, 3])
def test_queue(queries, handed_in):
    for code in ("01", "03", "04")[:handed_in]:
        lead = factories.member("region", code)
        factories.in_state(State.SUBMITTED, "region", code, lead=lead, reviewer=None)

    assert queries(factories.staff(), "queue", lage="submitted") == 13


@pytest.mark.parametrize("answered", [1, 3, 182])
@pytest.mark.parametrize(
    "page, number", [("overview", 16), ("section", 12), ("findings", 18), ("review", 14)]
)
def test_pages_of_a_response(queries, page, number, answered):
    lead = factories.member()
    one = factories.response()
    typed = {box: text for box, text in factories.published().items() if text}
    answers.save(one, dict(list(typed.items())[:answered]), by=lead)
    person = factories.staff() if page == "review" else lead
    more = ["kontinuitet"] if page == "section" else []

    assert queries(person, page, one.pk, *more) == number


ODD = {
    1: {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"},
    3: {
        "fast_lakare_andel": "90",
        "fast_lakare_sabo_andel": "80",
        "vfu_veckor.i_ar": "9999",
        "vfu_veckor.forra_aret": "100",
        "vfu_platser.i_ar": "999",
        "vfu_platser.forra_aret": "100",
    },
}


@pytest.mark.parametrize("odd", ODD)
def test_pages_with_explanations(queries, odd):
    lead = factories.member()
    one = factories.answered(by=lead, **ODD[odd])

    assert one.explanations.count() == odd
    assert queries(lead, "findings", one.pk) == 18
    assert queries(factories.staff(), "review", one.pk) == 14


@pytest.mark.parametrize("times", [1, 3])
def test_review_of_one_returned_many_times(queries, times):
    lead, reviewer = factories.member(), factories.staff()
    one = factories.answered(by=lead)
    for _ in range(times):
        workflow.submit(one, by=lead)
        workflow.return_to_respondent(one, by=reviewer, reason="Igen.")

    assert queries(reviewer, "review", one.pk) == 14
    assert queries(lead, "overview", one.pk) == 17


REMARKED = ["fast_lakare_andel", "fast_lakare_1177", "breddinfort", "vfu_veckor.i_ar"]


@pytest.mark.parametrize("boxes", [0, 1, 4])
def test_pages_with_remarks(queries, boxes):
    lead, reviewer = factories.member(), factories.staff()
    one = factories.in_state(State.RETURNED, lead=lead, reviewer=reviewer)
    for code in REMARKED[:boxes]:
        factories.remark(one, code, by=reviewer)

    assert queries(reviewer, "review", one.pk) == 14
    assert queries(lead, "overview", one.pk) == 17
    assert queries(lead, "findings", one.pk) == 18
    assert queries(lead, "section", one.pk, "kontinuitet") == 12
    assert queries(lead, "desk") == 8


@pytest.mark.parametrize("answered", [1, 182])
def test_saving_a_section(django_assert_num_queries, visit, answered):
    lead = factories.member()
    one = factories.response()
    typed = {box: text for box, text in factories.published().items() if text}
    answers.save(one, dict(list(typed.items())[:answered]), by=lead)
    client = visit(lead)
    address = reverse("section", args=[one.pk, "digitalisering"])
    client.post(address, {"nsg_svi": "ja", "lag_2022_913": "nej"})

    with django_assert_num_queries(20):
        client.post(address, {"nsg_svi": "nej", "lag_2022_913": "ja"})


@pytest.mark.parametrize("approved", [1, 6])
@pytest.mark.parametrize("kind, own, now, then", [("region", "01", 9, 8), ("rss", "rss-01", 11, 6)])
def test_pages_of_results(queries, kind, own, now, then, approved):
    """However many the country's answers are; an RSS has no earlier round here."""
    reviewer = factories.staff()
    codes = Response.objects.filter(
        questionnaire__survey__code=kind, questionnaire__round__year=2023
    )
    for code in codes.values_list("organisation__code", flat=True)[:approved]:
        lead = factories.member(kind, code)
        factories.in_state(State.APPROVED, kind, code, lead=lead, reviewer=reviewer)
    lead = factories.member(kind, own)
    one = factories.response(kind, own)
    if one.is_open:
        one = factories.in_state(State.SUBMITTED, kind, own, lead=lead, reviewer=None)
    question = one.questionnaire.questions.get(code__in=["utbildningsforman", "forman_bidrag"])

    assert queries(lead, "results", one.pk) == now
    assert queries(lead, "question_purpose", one.pk, question.code) == then


@pytest.mark.parametrize("handed_in", [1, 3])
def test_where_the_round_stands(queries, handed_in):
    for code in ("01", "03", "04")[:handed_in]:
        lead = factories.member("region", code)
        factories.in_state(State.DRAFT, "region", code, lead=lead, reviewer=None)
    lead = factories.member("region", "05")
    factories.in_state(State.SUBMITTED, "region", "05", lead=lead, reviewer=None)

    assert queries(factories.staff(), "standing") == 12


@pytest.mark.parametrize("handed_in", [1, 3])
@pytest.mark.parametrize("code", ["fast_lakare_andel", "malgrupp_fokus", "vfu_veckor"])
def test_one_question_over_all(queries, handed_in, code):
    for one in ("01", "03", "04")[:handed_in]:
        lead = factories.member("region", one)
        factories.in_state(State.SUBMITTED, "region", one, lead=lead, reviewer=None)
    asked = factories.response().questionnaire

    assert queries(factories.staff(), "question_across", asked.pk, code) == 10


@pytest.mark.parametrize("times", [2, 4])
def test_comparing_hand_ins(queries, times):
    lead, reviewer = factories.member(), factories.staff()
    one = factories.answered(by=lead)
    for _ in range(times):
        workflow.submit(one, by=lead)
        workflow.return_to_respondent(one, by=reviewer, reason="Igen.")

    assert queries(reviewer, "compare", one.pk) == 9


@pytest.mark.parametrize("handed_in", [1, 3])
def test_approving_many(queries, handed_in):
    for code in ("03", "04", "05")[:handed_in]:
        lead = factories.member("region", code)
        factories.in_state(State.SUBMITTED, "region", code, lead=lead, reviewer=None)

    assert queries(factories.staff(), "approve_many") == 6
