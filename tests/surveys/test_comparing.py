"""Two hand-ins of a response told apart, and the page that shows it."""

import copy

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from surveys import answers, comparing, compiling, workflow
from surveys.models import Door
from tests import factories
from tests.surveys.reading import read

# ---- the contents of receipts, whatever they are ----

LABELS = ["", "Under året", "Året innan"]
lines = st.dictionaries(st.sampled_from(LABELS), st.sampled_from(["Ja", "12", "1 249"]), max_size=3)
questions = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["table", "multi"]),
            "lines": lines,
            "explanations": st.dictionaries(
                st.sampled_from(LABELS), st.sampled_from(["Så är det."])
            ),
        }
    ),
)
KINDS = {"a": "table", "b": "multi", "c": "number"}


def content(held):
    """A receipt's content with one section of questions."""
    return {
        "sections": [
            {
                "code": "s",
                "title": "Avsnitt",
                "questions": [
                    {
                        "code": code,
                        "kind": KINDS[code],
                        "text": f"Fråga {code}",
                        "lines": [
                            {"label": label, "value": shown, "shown": shown}
                            for label, shown in one["lines"].items()
                        ],
                        "explanations": [
                            {"about": about, "values": [], "text": text, "by": "Anna"}
                            for about, text in one["explanations"].items()
                        ],
                    }
                    for code, one in sorted(held.items())
                ],
            }
        ]
    }


def all_of(found):
    return [difference for _, of_section in found for difference in of_section]


@given(questions)
def test_nothing_differs_from_itself(held):
    assert comparing.differences(content(held), content(copy.deepcopy(held))) == []


@given(questions, questions)
def test_what_differs_is_the_same_seen_from_the_other_side(one, other):
    there = all_of(comparing.differences(content(one), content(other)))
    back = all_of(comparing.differences(content(other), content(one)))
    there = {(d.question, d.label, d.is_explanation): (d.old, d.new) for d in there}
    back = {(d.question, d.label, d.is_explanation): (d.new, d.old) for d in back}
    assert there == back


@given(questions, questions)
def test_what_is_told_differs_and_what_differs_is_told(one, other):
    found = all_of(comparing.differences(content(one), content(other)))
    assert all(d.old != d.new for d in found)
    told = {d.question for d in found}
    for code in {*one, *other}:
        was, now = one.get(code, {}), other.get(code, {})
        is_same = all(
            (was.get(key) or {}) == (now.get(key) or {}) for key in ("lines", "explanations")
        )
        if is_same:
            assert f"Fråga {code}" not in told
        elif KINDS[code] != "multi":
            assert f"Fråga {code}" in told


@given(questions, questions)
def test_what_is_left_out_is_never_told(one, other):
    found = all_of(comparing.differences(content(one), content(other), leave_out={"a"}))
    assert "Fråga a" not in {d.question for d in found}


def test_marks_are_one_box_and_a_hidden_question_says_so():
    marked = {"b": {"lines": {"Barn": "Ja", "Äldre": "Ja"}, "explanations": {}}}
    [one] = all_of(comparing.differences(content({}), content(marked)))
    assert (one.old, one.new) == (None, ["Barn", "Äldre"])


# ---- the page ----


@pytest.fixture
def reviewer():
    return factories.staff()


def handed_in_twice(lead, reviewer, code="01", first=(), **changes):
    one = factories.answered("region", code, by=lead, **dict(first))
    workflow.submit(one, by=lead)
    workflow.return_to_respondent(one, by=reviewer, reason="Se över.")
    answers.save(one, changes, by=lead)
    factories.explain_all(one, by=lead)
    workflow.submit(one, by=lead)
    return one


def see(visit, person, one, **asked):
    reply = visit(person).get(reverse("compare", args=[one.pk]), asked)
    assert reply.status_code == 200
    return read(reply)


def rows(page):
    return [
        [cell.text for cell in row if cell.name in {"th", "td"}]
        for body in page.all("tbody")
        for row in body.all("tr")
    ]


pytestmark = pytest.mark.django_db


def test_the_boxes_that_differ_stand_side_by_side(visit, reviewer):
    lead = factories.member("region", "03")
    changes = {"fast_lakare_andel": "33", "breddinfort": "nej"}
    first = {"breddinfort_exempel": "Mobila team."}
    one = handed_in_twice(lead, reviewer, "03", first, **changes)

    shown = rows(see(visit, reviewer, one))

    told = {row[0]: row[1:] for row in shown}
    [share] = [
        told[text] for text in told if text.startswith("Hur stor andel av befolkningen i reg")
    ]
    assert share == ["Kan ej uppskattas", "33\u00a0%"]
    # What hangs on the answer that was changed is not shown any more.
    assert sorted({row[2] for row in shown if "visades" in row[2]}) == ["Frågan visades inte"]


def test_any_two_of_many_can_be_chosen(visit, reviewer):
    lead = factories.member()
    one = handed_in_twice(lead, reviewer, fast_lakare_andel="33")
    workflow.return_to_respondent(one, by=reviewer, reason="Igen.")
    workflow.submit(one, by=lead)
    newest, middle, first = one.receipts.all()

    assert "Inget skiljer mellan de två inlämningarna." in see(visit, reviewer, one).text
    across = rows(see(visit, reviewer, one, fran=first.number, till=newest.number))
    backwards = rows(see(visit, reviewer, one, fran=middle.number, till=first.number))
    assert across == backwards
    assert across[0][2] == "33\u00a0%"
    # What means nothing chooses nothing.
    assert "Inget skiljer" in see(visit, reviewer, one, fran="x", till="'").text


def test_one_hand_in_has_nothing_to_be_compared_with(visit, reviewer):
    lead = factories.member()
    one = factories.in_state("submitted", lead=lead, reviewer=reviewer)

    assert "Det finns inget att jämföra." in see(visit, reviewer, one).text
    review = read(visit(reviewer).get(reverse("review", args=[one.pk])))
    assert "Jämför inlämningarna" not in review.links


def test_the_review_leads_there_once_it_has_been_handed_in_twice(visit, reviewer):
    one = handed_in_twice(factories.member(), reviewer)
    review = read(visit(reviewer).get(reverse("review", args=[one.pk])))
    assert review.links["Jämför inlämningarna"] == reverse("compare", args=[one.pk])


def test_staff_are_not_told_what_a_sum_grew_by(visit, reviewer):
    """It grows by what the kommun that came in between has answered."""
    lead = factories.member("rss", "rss-09")
    one = factories.answered("rss", "rss-09", by=lead, **{"vfu_veckor.i_ar": "7"})
    workflow.submit(one, by=lead)
    workflow.return_to_respondent(one, by=reviewer, reason="Ta med kommunen.")
    kommun = factories.answered("kommun", "0980", by=lead)
    workflow.submit(kommun, by=lead)
    one.refresh_from_db()
    compiling.begin(one, by=lead)
    factories.explain_all(one, by=lead)
    workflow.submit(one, by=lead)

    page = see(visit, reviewer, one)

    summed = set(one.changes.filter(door=Door.SUMS).values_list("item__question__text", flat=True))
    assert summed
    assert not {row[0] for row in rows(page)} & summed
    assert "Frågor med summor av kommunernas svar jämförs inte." in page.text
