"""Every act on a response, from every state, by everybody: done or refused, and in which words."""

import pytest
from django.contrib.auth.models import AnonymousUser

from surveys import workflow
from surveys.models import Door, State, Step
from tests import factories

pytestmark = pytest.mark.django_db

AGAIN = "Ladda om sidan och se vad som går att göra nu."

ACTS = {
    "begin": ("påbörja", lambda one, by: workflow.begin(one, by=by)),
    "submit": ("lämna in", lambda one, by: workflow.submit(one, by=by)),
    "return": (
        "lämna i retur",
        lambda one, by: workflow.return_to_respondent(one, by=by, reason="Se fråga 3."),
    ),
    "approve": ("godkänna", lambda one, by: workflow.approve(one, by=by)),
}
# Where each act leads from where. What is not here is refused.
LEADS_TO = {
    ("begin", State.NOT_STARTED): State.DRAFT,
    ("submit", State.DRAFT): State.SUBMITTED,
    ("submit", State.RETURNED): State.SUBMITTED,
    ("return", State.SUBMITTED): State.RETURNED,
    ("return", State.APPROVED): State.RETURNED,
    ("approve", State.SUBMITTED): State.APPROVED,
}
# Who may, of those who come to each kind of response.
REGION = {
    "lead": {"begin", "submit"},
    "contributor": {"begin"},
    "neighbour": set(),
    "rss_lead": set(),
    "rss_contributor": set(),
    "handlaggare": {"return", "approve"},
    "administrator": {"return", "approve"},
    "analytiker": set(),
    "stranger": set(),
}
KOMMUN = {
    "lead": {"begin", "submit"},
    "contributor": {"begin"},
    "neighbour": set(),
    "rss_lead": {"begin", "submit", "return", "approve"},
    "rss_contributor": {"begin"},
    "handlaggare": set(),
    "administrator": set(),
    "analytiker": set(),
    "stranger": set(),
}
KINDS = {
    ("region", "01"): REGION,
    ("rss", "rss-01"): REGION,
    ("kommun", "0114"): KOMMUN,
}
# Fewer at the homes for the elderly than among all: to be explained.
ODD = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}


def person(role, kind, code):
    """Somebody in a role towards the organisation. The neighbour is a lead of the same kind."""
    neighbour = {"region": "03", "rss": "rss-03", "kommun": "0115"}[kind]
    match role:
        case "lead" | "contributor":
            return factories.member(kind, code, role)
        case "neighbour":
            return factories.member(kind, neighbour)
        case "rss_lead" | "rss_contributor":
            # Of the kommun's own RSS; towards a region or an RSS another one.
            own = "rss-01" if kind == "kommun" else "rss-03"
            return factories.member("rss", own, role.removeprefix("rss_"))
        case "stranger":
            return AnonymousUser()
    return factories.staff(role)


def in_state(state, kind, code):
    """A response in a state, past the doors: only the act itself is on trial."""
    one = factories.response(kind, code)
    who = factories.user()
    submitted = state not in {State.NOT_STARTED, State.DRAFT}
    approved = state == State.APPROVED
    fields = {
        "state": state,
        "submitted_at": "2024-03-01T12:00+01:00" if submitted else None,
        "submitted_by": who if submitted else None,
        "approved_at": "2024-03-02T12:00+01:00" if approved else None,
        "approved_by": who if approved else None,
    }
    type(one).objects.filter(pk=one.pk).update(**fields)
    return factories.response(kind, code)


def said(act, one, by):
    """What the act says when it is refused; nothing when it is done."""
    try:
        ACTS[act][1](one, by)
    except workflow.Refused as refusal:
        return str(refusal)
    return None


@pytest.mark.parametrize("role", REGION)
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("kind, code", KINDS)
def test_every_act_from_every_state_by_everybody(kind, code, act, role):
    verb, _ = ACTS[act]
    by = person(role, kind, code)
    may = act in KINDS[kind, code][role]
    outcomes, expected = {}, {}
    for state in State:
        one = in_state(state, kind, code)
        target = LEADS_TO.get((act, state))

        sentence = said(act, one, by)

        one.refresh_from_db()
        outcomes[state] = sentence, one.state
        if target is None:
            expected[state] = (
                f"Det går inte att {verb} ett svar som är {state.label.lower()}. {AGAIN}",
                state,
            )
        elif not may:
            expected[state] = (
                f"Du har inte rätt att {verb} svaret. Be någon som har den rätten.",
                state,
            )
        elif act == "submit":  # nothing is answered
            expected[state] = (
                "Svaret kan inte lämnas in än. Rätta felen i listan först.",
                state,
            )
        else:
            expected[state] = None, target

    assert outcomes == expected


@pytest.mark.parametrize("kind, code", KINDS)
@pytest.mark.parametrize("role", REGION)
@pytest.mark.parametrize("act", ACTS)
def test_a_page_offers_the_act_to_those_who_may_and_no_others(kind, code, act, role):
    one_act = {"begin": workflow.BEGIN, "submit": workflow.SUBMIT}
    one_act |= {"return": workflow.RETURN, "approve": workflow.APPROVE}
    by = person(role, kind, code)

    offered = {
        state for state in State if workflow.may(one_act[act], by, in_state(state, kind, code))
    }

    may = act in KINDS[kind, code][role]
    assert offered == {state for a, state in LEADS_TO if a == act and may}


class TestTheWholeWay:
    """Answered, handed in, returned, handed in again, approved, and returned even then."""

    @pytest.fixture
    def lead(self):
        return factories.member(name="Anna Ek")

    @pytest.fixture
    def reviewer(self):
        return factories.staff(name="Bo Alm")

    def test_each_step_says_who_when_from_where_to_where_and_why(self, lead, reviewer):
        one = factories.answered(by=lead)
        workflow.submit(one, by=lead)
        workflow.return_to_respondent(one, by=reviewer, reason="  Se fråga 3.\n")
        workflow.submit(one, by=lead)
        workflow.approve(one, by=reviewer)
        workflow.return_to_respondent(one, by=reviewer, reason="Mer kom fram.")

        steps = Step.objects.filter(response=one)
        assert list(steps.values_list("from_state", "to_state", "by__name", "reason", "door")) == [
            ("not_started", "draft", "Anna Ek", "", "form"),
            ("draft", "submitted", "Anna Ek", "", "form"),
            ("submitted", "returned", "Bo Alm", "Se fråga 3.", "form"),
            ("returned", "submitted", "Anna Ek", "", "form"),
            ("submitted", "approved", "Bo Alm", "", "form"),
            ("approved", "returned", "Bo Alm", "Mer kom fram.", "form"),
        ]
        times = [step.at for step in steps]
        assert times == sorted(times)

    def test_a_response_says_who_handed_it_in_and_who_approved_it(self, lead, reviewer):
        one = factories.answered(by=lead)
        workflow.submit(one, by=lead)
        workflow.approve(one, by=reviewer)

        one.refresh_from_db()
        assert (one.submitted_by, one.approved_by) == (lead, reviewer)
        assert one.submitted_at < one.approved_at

    def test_a_returned_response_is_approved_by_nobody_and_remembers_its_hand_in(
        self, lead, reviewer
    ):
        one = factories.in_state(State.APPROVED, lead=lead, reviewer=reviewer)
        workflow.return_to_respondent(one, by=reviewer, reason="Mer kom fram.")

        one.refresh_from_db()
        assert (one.approved_at, one.approved_by) == (None, None)
        assert one.submitted_by == lead

    def test_the_state_in_the_database_counts_and_not_the_one_in_hand(self, lead, reviewer):
        one = factories.answered(by=lead)
        workflow.submit(factories.response(), by=lead)

        with pytest.raises(workflow.Refused) as refusal:
            workflow.submit(one, by=lead)

        assert one.state == State.DRAFT
        assert str(refusal.value) == f"Det går inte att lämna in ett svar som är inlämnat. {AGAIN}"

    @pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
    def test_a_return_needs_a_reason(self, lead, reviewer, reason):
        one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)

        with pytest.raises(workflow.Refused) as refusal:
            workflow.return_to_respondent(one, by=reviewer, reason=reason)

        assert str(refusal.value) == (
            "Skriv varför svaret lämnas i retur, så att uppgiftslämnaren vet vad som ska ändras."
        )
        one.refresh_from_db()
        assert one.state == State.SUBMITTED


class TestHandIn:
    @pytest.fixture
    def lead(self):
        return factories.member()

    def refusal(self, one, lead):
        with pytest.raises(workflow.Refused) as refusal:
            workflow.submit(one, by=lead)
        one.refresh_from_db()
        assert (one.state, one.submitted_at) == (State.DRAFT, None)
        return str(refusal.value)

    def test_whole_and_explained_answers_are_handed_in(self, lead):
        one = factories.answered(by=lead, **ODD)

        step = workflow.submit(one, by=lead)

        assert (step.from_state, step.to_state) == (State.DRAFT, State.SUBMITTED)

    def test_an_error_stops_it(self, lead):
        one = factories.answered(by=lead, breddinfort="")

        assert self.refusal(one, lead) == (
            "Svaret kan inte lämnas in än. Rätta felen i listan först."
        )

    def test_a_query_nobody_has_explained_stops_it(self, lead):
        one = factories.answered(by=lead, **ODD)
        one.explanations.all().delete()

        assert self.refusal(one, lead) == (
            "Svaret kan inte lämnas in än. Ändra eller förklara de kontrollfrågor som är kvar."
        )

    def test_what_is_in_the_way_is_looked_for_anew(self, lead):
        one = factories.answered(by=lead)
        one.answers.filter(item__code="breddinfort").delete()  # past the door, findings unmoved

        assert self.refusal(one, lead) == (
            "Svaret kan inte lämnas in än. Rätta felen i listan först."
        )

    def test_a_file_is_brought_in_by_whoever_runs_the_server(self, lead):
        one = factories.answered(by=lead)
        robot = factories.User.objects.robot()

        workflow.submit(one, by=robot, door=Door.COMMAND)
        workflow.approve(one, by=robot, door=Door.COMMAND)

        assert list(one.steps.values_list("to_state", "door")) == [
            ("draft", "form"),
            ("submitted", "command"),
            ("approved", "command"),
        ]
