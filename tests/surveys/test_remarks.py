"""Remarks on single boxes: every act, from every state, by everybody; and what they stand in the way of."""

import pytest

from surveys import answers, remarks, workflow
from surveys.models import Remark, SectionTask, State
from tests import factories
from tests.surveys.test_workflow import AGAIN, KINDS, REGION, in_state, person

pytestmark = pytest.mark.django_db

WRITE, ANSWER, CLOSE = "write", "answer", "close"
UNDER_REVIEW = {State.SUBMITTED, State.RETURNED}
OPEN = {State.NOT_STARTED, State.DRAFT, State.RETURNED}
BOX = "fast_lakare_andel"


def a_box(one):
    return one.questionnaire.items.filter(question__kind="yesno").first()


def standing(one, state=Remark.State.OPEN):
    """A remark in a state, past the doors: only the act itself is on trial."""
    who, when = factories.user(), "2024-03-01T12:00+01:00"
    answered = state == Remark.State.ANSWERED
    closed = state == Remark.State.CLOSED
    return Remark.objects.create(
        response=one,
        item=a_box(one),
        text="Stämmer det?",
        by=who,
        state=state,
        answer="Ja." if answered else "",
        answered_by=who if answered else None,
        answered_at=when if answered else None,
        closed_by=who if closed else None,
        closed_at=when if closed else None,
    )


def said(act, one, by, remark=None):
    """What the act says when it is refused; nothing when it is done."""
    try:
        if act == WRITE:
            remarks.write(one, a_box(one), "Varför så många?", by=by)
        elif act == ANSWER:
            remarks.answer(remark, "Vi har räknat om.", by=by)
        else:
            remarks.close(remark, by=by)
    except workflow.Refused as refusal:
        return str(refusal)
    return None


def expected(act, kind, role, state):
    may = KINDS[kind][role]
    if act == ANSWER:
        if state not in OPEN:
            to, of = ("till RSS ", "RSS") if kind[0] == "kommun" else ("", "Socialstyrelsen")
            return f"Svaret är inlämnat {to}och kan inte ändras. Be {of} om retur om något är fel."
        if "begin" not in may:
            return "Avsnittet fylls i av andra i organisationen. Du kan läsa svaren men inte ändra dem."
        return None
    verb = {WRITE: "anmärka på", CLOSE: "stänga anmärkningar i"}[act]
    if state not in UNDER_REVIEW:
        return f"Det går inte att {verb} ett svar som är {state.label.lower()}. {AGAIN}"
    return (
        None
        if "return" in may
        else f"Du har inte rätt att {verb} svaret. Be någon som har den rätten."
    )


@pytest.mark.parametrize("role", REGION)
@pytest.mark.parametrize("act", [WRITE, ANSWER, CLOSE])
@pytest.mark.parametrize("kind, code", KINDS)
def test_every_act_in_every_state_by_everybody(kind, code, act, role):
    by = person(role, kind, code)
    told = {}
    for state in State:
        with factories.undone():
            one = in_state(state, kind, code)
            before = None if act == WRITE else standing(one)

            sentence = said(act, one, by, before)

            kept = Remark.objects.filter(response=one).values_list("state", flat=True)
            told[state] = sentence, list(kept)
    leads_to = {WRITE: ["open"], ANSWER: ["answered"], CLOSE: ["closed"]}[act]
    stays = [] if act == WRITE else ["open"]
    wanted = {state: expected(act, (kind, code), role, state) for state in State}

    assert told == {
        state: (sentence, stays if sentence else leads_to) for state, sentence in wanted.items()
    }


@pytest.mark.parametrize(
    "act, before, sentence, after",
    [
        (WRITE, "open", "Rutan har redan en anmärkning. Stäng den innan du skriver en ny.", "open"),
        (
            WRITE,
            "answered",
            "Rutan har redan en anmärkning. Stäng den innan du skriver en ny.",
            "answered",
        ),
        (WRITE, "closed", None, "closed open"),
        (ANSWER, "open", None, "answered"),
        (
            ANSWER,
            "answered",
            "Anmärkningen är redan besvarad. Svaret står vid rutan.",
            "answered",
        ),
        (ANSWER, "closed", "Anmärkningen är redan stängd.", "closed"),
        (CLOSE, "open", None, "closed"),
        (CLOSE, "answered", None, "closed"),
        (CLOSE, "closed", "Anmärkningen är redan stängd.", "closed"),
    ],
)
def test_every_act_on_a_remark_in_every_state(act, before, sentence, after):
    by = factories.member() if act == ANSWER else factories.staff()
    one = in_state(State.RETURNED, "region", "01")
    remark = standing(one, before)

    assert said(act, one, by, remark) == sentence
    kept = one.remarks.order_by("pk").values_list("state", flat=True)
    assert " ".join(kept) == after


class TestTheWholeWay:
    @pytest.fixture
    def lead(self):
        return factories.member(name="Anna Ek")

    @pytest.fixture
    def reviewer(self):
        return factories.staff(name="Bo Alm")

    @pytest.fixture
    def one(self, lead, reviewer):
        return factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)

    def refused(self, act, one, by):
        with pytest.raises(workflow.Refused) as refusal:
            act(one, by=by)
        return str(refusal.value)

    def give_back(self, one, reviewer):
        workflow.return_to_respondent(one, by=reviewer, reason="Se anmärkningarna vid rutorna.")

    def test_a_remark_says_who_when_and_what(self, one, lead, reviewer):
        remark = factories.remark(one, BOX, by=reviewer, text="  Stämmer det?\n")
        self.give_back(one, reviewer)
        remarks.answer(remark, " Ja,\nvi har räknat om. ", by=lead)
        remarks.close(remark, by=reviewer)

        remark.refresh_from_db()
        assert (remark.text, remark.by, remark.item.code) == ("Stämmer det?", reviewer, BOX)
        assert (remark.answer, remark.answered_by) == ("Ja,\nvi har räknat om.", lead)
        assert remark.closed_by == reviewer
        assert remark.at < remark.answered_at < remark.closed_at

    def test_it_is_not_handed_in_again_before_remarks_are_answered(self, one, lead, reviewer):
        remark = factories.remark(one, BOX, by=reviewer)
        self.give_back(one, reviewer)
        answers.save(one, {BOX: "1"}, by=lead)  # a changed value is no answer
        factories.explain_all(one, by=lead)

        assert self.refused(workflow.submit, one, lead) == (
            "Svaret kan inte lämnas in än. Besvara anmärkningarna först: skriv vad ni har gjort, "
            "eller varför värdet stämmer."
        )
        remarks.answer(remark, "Rättat.", by=lead)
        assert workflow.submit(one, by=lead).to_state == State.SUBMITTED

    def test_one_that_was_closed_needs_no_answer(self, one, lead, reviewer):
        remark = factories.remark(one, BOX, by=reviewer)
        self.give_back(one, reviewer)
        remarks.close(remark, by=reviewer)

        assert workflow.submit(one, by=lead).to_state == State.SUBMITTED

    def test_it_is_not_approved_before_remarks_are_closed(self, one, lead, reviewer):
        remark = factories.remark(one, BOX, by=reviewer)
        other = factories.remark(one, "fast_lakare_1177", by=reviewer)
        refusal = (
            "Svaret kan inte godkännas än. Anmärkningar som inte är stängda: {}. Stäng dem, eller "
            "lämna svaret i retur."
        )

        assert self.refused(workflow.approve, one, reviewer) == refusal.format(2)
        remarks.close(other, by=reviewer)
        assert self.refused(workflow.approve, one, reviewer) == refusal.format(1)
        remarks.close(remark, by=reviewer)
        assert workflow.approve(one, by=reviewer).to_state == State.APPROVED

    def test_an_answer_alone_closes_nothing(self, one, lead, reviewer):
        remark = factories.remark(one, BOX, by=reviewer)
        self.give_back(one, reviewer)
        remarks.answer(remark, "Rättat.", by=lead)
        workflow.submit(one, by=lead)

        assert "inte är stängda: 1." in self.refused(workflow.approve, one, reviewer)

    @pytest.mark.parametrize("text", ["", "  \n"])
    def test_nothing_is_no_remark_and_no_answer(self, one, lead, reviewer, text):
        with pytest.raises(workflow.Refused) as refusal:
            factories.remark(one, BOX, by=reviewer, text=text)
        assert str(refusal.value) == "Skriv vad anmärkningen gäller innan du sparar den."

        remark = factories.remark(one, BOX, by=reviewer)
        self.give_back(one, reviewer)
        with pytest.raises(workflow.Refused) as refusal:
            remarks.answer(remark, text, by=lead)
        assert str(refusal.value) == "Skriv ett svar innan du sparar det."
        remark.refresh_from_db()
        assert remark.state == Remark.State.OPEN

    def test_marks_of_a_list_are_one_box(self, one, reviewer):
        marks = list(one.questionnaire.items.filter(question__code="naravard_insatser"))

        remark = remarks.write(one, marks[2], "Fler?", by=reviewer)

        assert remark.item == min(marks, key=lambda item: item.position)
        with pytest.raises(workflow.Refused):
            remarks.write(one, marks[1], "Färre?", by=reviewer)

    def test_a_colleague_answers_in_its_own_sections_only(self, one, reviewer):
        remark = factories.remark(one, BOX, by=reviewer)
        self.give_back(one, reviewer)
        colleague = factories.member(role="contributor")
        membership = colleague.memberships.get()
        sections = {section.code: section for section in one.questionnaire.sections.all()}
        task = SectionTask.objects.create(section=sections["nara_vard"], membership=membership)

        with pytest.raises(workflow.Refused) as refusal:
            remarks.answer(remark, "Ja.", by=colleague)
        assert refusal.value.code == "not_given"

        task.section = sections["kontinuitet"]
        task.save()
        assert remarks.answer(remark, "Ja.", by=colleague).state == Remark.State.ANSWERED
