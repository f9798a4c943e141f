"""The states of a response, and the only one who changes them.

    not_started --begin--> draft --submit--> submitted --approve--> approved
                             ^                  |                      |
                  returned <-+------return------+--------return--------+
                     |
                     +--submit--> submitted

Every change leaves a Step: who, when, from where to where, why, and through which door.

An open response of a kommun may be locked by its RSS: the kommun reads it then and no more, while those
at the RSS fill it in and hand it in as before. A hand-in ends the lock, so that what is returned is open
to the kommun again. Each turn of the lock leaves a Locking.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from surveys import access, checking, letters, receipt, sums
from surveys.messages import refusal
from surveys.models import Door, Locking, Remark, Response, State, Step

# Doors that people come through themselves: their rights are asked there. A command is run by whoever
# runs the server.
BY_PEOPLE = {Door.FORM, Door.WORKBOOK}


class Refused(Exception):
    """The act is not possible now, or not for this person. The text says why, in Swedish."""

    def __init__(self, code, **words):
        super().__init__(refusal(code, **words))
        self.code = code


@dataclass(frozen=True)
class Act:
    """An act on a response: the states it may start from, where it leads, and who may do it."""

    verb: str
    from_states: frozenset
    to_state: State
    allowed: callable


BEGIN = Act("påbörja", frozenset({State.NOT_STARTED}), State.DRAFT, access.may_fill)
SUBMIT = Act(
    "lämna in", frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED, access.may_submit
)
RETURN = Act(
    "lämna i retur",
    frozenset({State.SUBMITTED, State.APPROVED}),
    State.RETURNED,
    access.may_review,
)
APPROVE = Act("godkänna", frozenset({State.SUBMITTED}), State.APPROVED, access.may_review)
ACTS = [BEGIN, SUBMIT, RETURN, APPROVE]


def begin(response, *, by, door=Door.FORM):
    """The first answer has been written."""
    return _take(BEGIN, response, by=by, door=door)


@transaction.atomic
def submit(response, *, by, door=Door.FORM):
    """Hand in, and keep the receipt: refused while there are errors, or queries nobody has explained,
    or remarks nobody has answered."""
    response = lock(response)
    _refuse_wrong(SUBMIT, response, by, door)
    verdict = checking.check(response)
    if verdict.errors:
        raise Refused("errors_left")
    if verdict.queries:
        raise Refused("queries_left")
    if response.remarks.filter(state=Remark.State.OPEN).exists():
        raise Refused("remarks_left")
    step = _take(SUBMIT, response, by=by, door=door)
    kept = receipt.keep(step)
    if door == Door.FORM:  # whoever reads in a file tells those concerned in a better way
        letters.send_soon(kept)
    return step


def return_to_respondent(response, *, by, reason, door=Door.FORM):
    """Give back for completion; the reason is shown to the respondent."""
    if not reason.strip():
        raise Refused("reason_needed")
    return _take(RETURN, response, by=by, door=door, reason=reason.strip())


@transaction.atomic
def approve(response, *, by, door=Door.FORM):
    """Refused while there are remarks that nobody has closed: nothing is closed unseen."""
    response = lock(response)
    _refuse_wrong(APPROVE, response, by, door)
    left = response.remarks.exclude(state=Remark.State.CLOSED).count()
    if left:
        raise Refused("remarks_not_closed", left=left)
    return _take(APPROVE, response, by=by, door=door)


@transaction.atomic
def _take(act, response, *, by, door, reason=""):
    response = lock(response)
    _refuse_wrong(act, response, by, door)
    step = Step.objects.create(
        response=response,
        from_state=response.state,
        to_state=act.to_state,
        by=by,
        reason=reason,
        door=door,
    )
    response.state = act.to_state
    if act is SUBMIT:
        response.submitted_at, response.submitted_by = timezone.now(), by
        if response.locked_at:
            _turn_lock(response, by, locked=False)
    response.approved_at, response.approved_by = (
        (timezone.now(), by) if act is APPROVE else (None, None)
    )
    response.save()
    return step


@transaction.atomic
def lock_out(response, *, by):
    """Lock an open response to its kommun; one that is locked stays so."""
    response = lock(response)
    _refuse_unless_looked_after("låsa", response, by)
    if not response.is_open:
        raise Refused("not_from_state", act="låsa", state=response.get_state_display().lower())
    if not response.locked_at:
        _turn_lock(response, by, locked=True)
        response.save(update_fields=["locked_at", "locked_by"])


@transaction.atomic
def let_in(response, *, by):
    """Unlock a response to its kommun; one that is not locked stays so."""
    response = lock(response)
    _refuse_unless_looked_after("låsa upp", response, by)
    if response.locked_at:
        _turn_lock(response, by, locked=False)
        response.save(update_fields=["locked_at", "locked_by"])


def _refuse_unless_looked_after(verb, response, by):
    if not access.may_look_after(by, response):
        raise Refused("no_right", act=verb)


def _turn_lock(response, by, *, locked):
    """The response is left to be saved."""
    Locking.objects.create(response=response, locked=locked, by=by)
    response.locked_at, response.locked_by = (timezone.now(), by) if locked else (None, None)


def lock(response):
    """The response as it stands in the database, held until the transaction ends."""
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("questionnaire__round", "questionnaire__survey", "organisation__parent")
        .get(pk=response.pk)
    )


def _refuse_wrong(act, response, by, door):
    if response.state not in act.from_states:
        state = response.get_state_display().lower()
        raise Refused("not_from_state", act=act.verb, state=state)
    if door in BY_PEOPLE and not act.allowed(by, response):
        raise Refused(
            "locked_out" if access.is_locked_out(by, response) else "no_right", act=act.verb
        )


def refuse_writing(response, items, *, by, door=Door.FORM):
    """Raise what stands in the way of writing in some boxes: the state, or who is writing."""
    refuse_unless_open(response)
    if door in BY_PEOPLE and access.is_locked_out(by, response):
        raise Refused("locked_out")
    sections = {item.question.section_id for item in items}
    if door in BY_PEOPLE and not sections <= access.sections_given(by, response):
        raise Refused("not_given")


def refuse_followed(response, items, *, door=Door.FORM):
    """Raise when one of the boxes follows the kommuner's answers, or holds a number that was put in a
    sum's place: the reason there would stand for a number nobody gave it for."""
    if door == Door.SUMS:
        return
    written = {item.pk for item in items}
    follows, overridden = sums.compiled(response)
    if written & follows:
        raise Refused("follows")
    if written & overridden:
        raise Refused("overridden")


def refuse_unless_open(response):
    if not response.is_open:
        raise Refused("locked_kommun" if response.organisation.is_kommun else "locked")


def may(act, user, response):
    """Whether a page should offer the act."""
    return response.state in act.from_states and act.allowed(user, response)
