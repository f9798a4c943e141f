"""Two people write at once, over connections of their own: one waits for the other, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from surveys import answers, workflow
from surveys.models import AnswerChange, State, Step
from tests import factories
from tests.surveys.test_answers import replayed

pytestmark = pytest.mark.usefixtures("own_database")


def at_once(*acts):
    """Does the acts at the same moment. Returns what each gave, or raised."""
    start = Barrier(len(acts))

    def do(act):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return act()
        except workflow.Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_the_same_box_gets_one_answer_and_a_log_without_gaps():
    one, lead = factories.response(), factories.member()
    colleague = factories.member(role="contributor")

    def writer(by, numbers):
        def write():
            for number in numbers:
                answers.save(one, {"fast_lakare_andel": str(number)}, by=by)

        return write

    at_once(writer(lead, range(10, 20)), writer(colleague, range(30, 40)))

    assert one.answers.count() == 1
    assert AnswerChange.objects.count() == 20
    assert replayed(one) == {"fast_lakare_andel": f"{one.answers.get().number:.0f}"}


def test_different_boxes_are_both_kept_and_the_response_begins_once():
    one, lead = factories.response(), factories.member()

    at_once(
        lambda: answers.save(one, {"breddinfort": "ja"}, by=lead),
        lambda: answers.save(one, {"fast_lakare_1177": "nej"}, by=lead),
    )

    assert set(one.answers.values_list("item__code", "choice")) == {
        ("breddinfort", "ja"),
        ("fast_lakare_1177", "nej"),
    }
    assert Step.objects.filter(to_state=State.DRAFT).count() == 1


def test_of_two_who_hand_in_one_does():
    lead, other = factories.member(), factories.member()
    one = factories.answered(by=lead)

    codes = at_once(
        lambda: workflow.submit(one, by=lead) and "done",
        lambda: workflow.submit(one, by=other) and "done",
    )

    assert sorted(codes) == ["done", "not_from_state"]
    assert Step.objects.filter(to_state=State.SUBMITTED).count() == 1


def test_of_one_who_approves_and_one_who_returns_the_later_meets_what_the_first_did():
    lead, reviewer = factories.member(), factories.staff()
    one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)

    codes = at_once(
        lambda: workflow.approve(one, by=reviewer) and "done",
        lambda: workflow.return_to_respondent(one, by=reviewer, reason="Nej.") and "done",
    )

    one.refresh_from_db()
    # Returned even when the approval came first: an approved response may be returned.
    assert one.state == State.RETURNED
    assert codes in (["done", "done"], ["not_from_state", "done"])


def test_of_two_who_remark_on_a_box_one_does():
    lead, reviewer, other = factories.member(), factories.staff(), factories.staff()
    one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)

    codes = at_once(
        lambda: factories.remark(one, by=reviewer) and "done",
        lambda: factories.remark(one, by=other) and "done",
    )

    assert sorted(codes) == ["done", "remark_stands"]
    assert one.remarks.count() == 1


def test_nothing_is_approved_past_a_remark_that_is_being_written():
    lead, reviewer, other = factories.member(), factories.staff(), factories.staff()
    one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)

    codes = at_once(
        lambda: workflow.approve(one, by=reviewer) and "done",
        lambda: factories.remark(one, by=other) and "done",
    )

    assert sorted(codes) in (["done", "not_from_state"], ["done", "remarks_not_closed"])
