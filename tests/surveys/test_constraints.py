"""What must always hold of responses, answers and their log stands in the database."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from surveys import answers, workflow
from surveys.models import (
    Answer,
    AnswerChange,
    Finding,
    Option,
    Question,
    Questionnaire,
    Remark,
    Response,
    Round,
    Section,
    State,
    Step,
    Survey,
)
from tests import factories

pytestmark = pytest.mark.django_db

WHEN = "2024-03-01T12:00+01:00"


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.fixture
def lead():
    return factories.member()


@pytest.fixture
def one():
    return factories.response()


@pytest.fixture
def item(one):
    return one.questionnaire.items.get(code="fast_lakare_andel")


# The states, and who and when: (state, handed in, approved) that may be.
MAY_BE = {
    ("not_started", False, False),
    ("not_started", True, False),
    ("draft", False, False),
    ("draft", True, False),
    ("submitted", True, False),
    ("returned", False, False),
    ("returned", True, False),
    ("approved", True, True),
}


@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize("submitted", [False, True])
@pytest.mark.parametrize("state", State)
def test_a_state_and_its_times_go_together(one, lead, state, submitted, approved):
    fields = {
        "state": state,
        "submitted_at": WHEN if submitted else None,
        "submitted_by": lead if submitted else None,
        "approved_at": WHEN if approved else None,
        "approved_by": lead if approved else None,
    }
    try:
        with transaction.atomic():
            Response.objects.filter(pk=one.pk).update(**fields)
        done = True
    except IntegrityError:
        done = False

    assert done is ((state, submitted, approved) in MAY_BE)


@pytest.mark.parametrize("act, state", [("submitted", "submitted"), ("approved", "approved")])
@pytest.mark.parametrize("given", ["at", "by"])
def test_who_and_when_are_never_apart(one, lead, act, state, given):
    whole = {"state": state, "submitted_at": WHEN, "submitted_by": lead}
    if act == "approved":
        whole |= {"approved_at": WHEN, "approved_by": lead}
    other = "by" if given == "at" else "at"

    with refused(f"response_{act}_at_and_by"):
        Response.objects.filter(pk=one.pk).update(**whole | {f"{act}_{other}": None})


def test_there_are_five_states(one):
    with refused("response_state_known"):
        Response.objects.filter(pk=one.pk).update(state="lost")


def test_an_organisation_answers_a_questionnaire_once(one):
    with refused("response_once_an_organisation"):
        Response.objects.create(questionnaire=one.questionnaire, organisation=one.organisation)


VALUES = {
    "number": 1,
    "choice": "ja",
    "text": "ord",
    "missing": "kan_ej_uppskattas",
    "unreadable": "cirka 5",
}


@pytest.mark.parametrize("first", VALUES)
@pytest.mark.parametrize("second", VALUES)
def test_an_answer_has_exactly_one_value(one, item, first, second):
    both = {first: VALUES[first], second: VALUES[second]}
    if first == second:
        assert Answer.objects.create(response=one, item=item, **both).pk
        return

    with refused("answer_exactly_one_value"):
        Answer.objects.create(response=one, item=item, **both)


def test_an_answer_without_a_value_is_no_answer(one, item):
    with refused("answer_exactly_one_value"):
        Answer.objects.create(response=one, item=item)


def test_a_box_has_one_answer(one, item):
    Answer.objects.create(response=one, item=item, number=1)

    with refused("answer_once_a_box"):
        Answer.objects.create(response=one, item=item, number=2)


def test_a_return_says_why(one, lead):
    fields = {"response": one, "by": lead, "door": "form", "from_state": "submitted"}
    Step.objects.create(to_state="approved", **fields)

    with refused("step_return_says_why"):
        Step.objects.create(to_state="returned", **fields)


@pytest.mark.parametrize("field", ["from_state", "to_state"])
def test_a_step_goes_between_known_states(one, lead, field):
    fields = {"from_state": "draft", "to_state": "submitted", field: "lost"}

    with refused("step_states_known"):
        Step.objects.create(response=one, by=lead, door="form", **fields)


def test_doors_are_known(one, lead, item):
    fields = {"response": one, "by": lead, "door": "fax"}
    with refused("step_door_known"), transaction.atomic():
        Step.objects.create(from_state="draft", to_state="submitted", **fields)
    with refused("change_door_known"), transaction.atomic():
        AnswerChange.objects.create(item=item, new="1", **fields)


def test_a_change_changes_something(one, lead, item):
    with refused("change_changes_something"):
        AnswerChange.objects.create(response=one, by=lead, item=item, old="1", new="1", door="form")


def test_a_rule_finds_one_thing_at_a_box(one, item):
    fields = {"response": one, "item": item, "rule": "minimum", "message": "M"}
    Finding.objects.create(severity="fel", **fields)

    with refused("finding_once"):
        Finding.objects.create(severity="kontroll", **fields)


class TestNoneOfTheOptions:
    @pytest.fixture
    def question(self):
        round = Round.objects.create(
            year=2030, title="2030", opens="2030-11-01", deadline="2031-03-31"
        )
        draft = Questionnaire.objects.create(
            survey=Survey.objects.get(code="region"), round=round, title="Utkast"
        )
        section = Section.objects.create(questionnaire=draft, code="a", title="A", position=1)
        return Question.objects.create(
            questionnaire=draft, section=section, code="q", kind="multi", text="Q", position=1
        )

    def test_there_is_one(self, question):
        Option.objects.create(
            question=question, code="inget", label="X", last=True, is_none=True, position=1
        )

        with refused("option_none_once|option_code_once"):
            Option.objects.create(
                question=question, code="inget", label="Y", last=True, is_none=True, position=2
            )

    @pytest.mark.parametrize("fields", [{"code": "ingen", "last": True}, {"code": "inget"}])
    def test_it_has_its_own_code_and_stands_last(self, question, fields):
        with refused("option_none_called_so_and_last"):
            Option.objects.create(question=question, label="X", is_none=True, position=1, **fields)


class TestAppendOnly:
    """What happened stays told: neither objects nor SQL change the log or the steps."""

    @pytest.fixture(autouse=True)
    def history(self, lead, one):
        answers.save(one, {"fast_lakare_andel": "50"}, by=lead)
        answers.save(one, {"fast_lakare_andel": "60"}, by=lead)
        assert (Step.objects.count(), AnswerChange.objects.count()) == (1, 2)

    @pytest.mark.parametrize("model", [Step, AnswerChange])
    def test_a_row_cannot_be_saved_again(self, model):
        row = model.objects.first()

        with refused("append-only"):
            row.save()

    @pytest.mark.parametrize("model", [Step, AnswerChange])
    def test_a_row_cannot_be_removed(self, model):
        row = model.objects.first()

        with refused("append-only"):
            row.delete()

    @pytest.mark.parametrize("table", ["surveys_step", "surveys_answerchange"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
    def test_nor_by_sql(self, table, statement):
        with refused("append-only"), connection.cursor() as cursor:
            cursor.execute(statement.format(table))

    def test_many_at_once_cannot_be_changed_either(self):
        with refused("append-only"):
            Step.objects.update(at=Now())

    def test_a_response_with_a_history_cannot_be_removed(self, one):
        with pytest.raises(Exception, match="protected foreign keys"):
            one.delete()

    def test_a_person_with_a_history_cannot_be_removed(self, lead):
        with pytest.raises(Exception, match="protected foreign keys"):
            lead.delete()


def test_the_log_of_a_return_is_added_to_and_not_rewritten(lead):
    reviewer = factories.staff()
    one = factories.in_state(State.RETURNED, lead=lead, reviewer=reviewer)
    before = list(one.changes.values()), list(one.steps.values())

    answers.save(one, {"fast_lakare_andel": "1"}, by=lead)
    factories.explain_all(one, by=lead)
    workflow.submit(one, by=lead)

    changes, steps = list(one.changes.values()), list(one.steps.values())
    assert (changes[1:], steps[:-1]) == before
    assert (changes[0]["new"], steps[-1]["to_state"]) == ("1", "submitted")


class TestRemarks:
    """A remark is open, answered or closed, and says who and when of each."""

    @pytest.fixture
    def remark(self, one, item, lead):
        return Remark.objects.create(response=one, item=item, text="Stämmer det?", by=lead)

    ANSWERED = {"state": "answered", "answer": "Ja.", "answered_at": WHEN}
    CLOSED = {"state": "closed", "closed_at": WHEN}

    def change(self, remark, **fields):
        Remark.objects.filter(pk=remark.pk).update(**fields)

    def test_says_something(self, remark):
        with refused("remark_says_something"):
            self.change(remark, text="")

    @pytest.mark.parametrize(
        "fields",
        [
            {"state": "lost"},
            {"state": "answered"},
            {"state": "open", "answer": "Ja.", "answered_at": WHEN, "answered_by": True},
        ],
    )
    def test_is_answered_when_there_is_an_answer(self, remark, lead, fields):
        if "answered_by" in fields:
            fields = fields | {"answered_by": lead}
        with refused("remark_state_as_answered"):
            self.change(remark, **fields)

    @pytest.mark.parametrize("left_out", ["answer", "answered_at", "answered_by"])
    def test_an_answer_says_who_and_when(self, remark, lead, left_out):
        # Closed, where an answer may be there or not.
        whole = self.ANSWERED | self.CLOSED | {"answered_by": lead, "closed_by": lead}
        with refused("remark_answer_at_and_by"):
            self.change(remark, **whole | {left_out: "" if left_out == "answer" else None})

    @pytest.mark.parametrize("left_out", ["closed_at", "closed_by"])
    def test_a_closed_one_says_who_and_when(self, remark, lead, left_out):
        whole = self.CLOSED | {"closed_by": lead}
        with refused("remark_closed_at_and_by"):
            self.change(remark, **whole | {left_out: None})

    def test_one_that_is_not_closed_is_closed_by_nobody(self, remark, lead):
        with refused("remark_closed_at_and_by"):
            self.change(remark, closed_by=lead, closed_at=WHEN)

    def test_a_box_has_one_that_is_not_closed(self, remark, one, item, lead):
        with refused("remark_one_at_a_box"), transaction.atomic():
            Remark.objects.create(response=one, item=item, text="En till?", by=lead)

        self.change(remark, **self.CLOSED, closed_by=lead)
        assert Remark.objects.create(response=one, item=item, text="En till?", by=lead).pk
