"""Letters to the respondents of a round: planned, claimed and sent, each once.

    waiting --claimed--> taken --> sent
     |   ^                 | |'--> refused   the mail server said no
     v   '----not now------' '---> unsure    the worker or the line died: never sent again
    passed   a newer one went instead, or it was no longer needed

The row is the truth. Whatever the clock did and whenever a worker died, a run of `send_due` makes up
for what was missed: whoever needs the letter of the day has it afterwards, and nobody has it twice. A
letter that was passed over waits again if its day comes back. Kommuner get none: they are their RSS's.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from regions import team
from regions.models import Organisation
from surveys import calendar, corrections, post, rounds, wording
from surveys.models import Letter, Reason, Response, State
from surveys.post import Outcome

log = logging.getLogger(__name__)

OPEN = [State.NOT_STARTED, State.DRAFT, State.RETURNED]
# Longer than a task may run: whoever claimed the letter is no more.
LOST = timedelta(minutes=20)
# Before a mail server that said "not now" is asked again.
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Need:
    """What one respondent needs today: a letter for `reason`, or none. `passed` are the reasons that
    it stands in for."""

    response: Response
    leads: list
    reason: str | None
    passed: list

    @property
    def letters(self):
        return self.letters_for(self.reason) if self.reason else []

    def letters_for(self, reason, **fields):
        """The Letters, unsaved, that there would be for a reason."""
        deadline = None if reason == Reason.ISSUED else rounds.deadline_of(self.response)
        return [
            Letter(
                response=self.response,
                reason=reason,
                deadline=deadline,
                to=person.email,
                name=person.name,
                **fields,
            )
            for person in self._recipients(reason)
        ]

    def _recipients(self, reason):
        if reason != Reason.HEAD:
            return self.leads
        head = getattr(self.response.organisation, "head", None)
        return [head] if head else []


def send_due(now=None):
    """Plan what is due and send what waits. Safe to run at any time, and by several at once."""
    now = now or timezone.now()
    lost = Letter.objects.filter(state=Letter.State.TAKEN, taken_at__lt=now - LOST)
    lost.update(state=Letter.State.UNSURE)
    plan(now)
    just_tried = Q(taken_at__gt=now - PAUSE, taken_at__lte=now)
    waiting = Letter.objects.filter(state=Letter.State.WAITING).exclude(just_tried)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        if _send(pk, now) == Outcome.NOT_REACHED:
            log.warning("letters wait: the mail server is away")
            return


# ---- planning ----


@transaction.atomic
def plan(now):
    """Have a letter wait for everyone who needs one today, and none for anybody else."""
    needs = needs_today(to_be_written_to(now), now)
    due = [letter for need in needs for letter in need.letters]
    due += corrections.letters(of_those_written_to(), now)
    wanted = {letter.key: letter for letter in due}
    of_these = Q(response__in={one.response_id for one in due} | {one.response.pk for one in needs})
    of_these |= Q(state=Letter.State.WAITING)
    known = {one.key: one for one in Letter.objects.filter(of_these).defer("subject", "body")}
    new = [letter for key, letter in wanted.items() if key not in known]
    Letter.objects.bulk_create([*new, *_passed_over(needs, known)], ignore_conflicts=True)
    again = [one.pk for key, one in known.items() if key in wanted]
    Letter.objects.filter(pk__in=again, state=Letter.State.PASSED).update(
        state=Letter.State.WAITING, why=""
    )
    _let_go([one for key, one in known.items() if key not in wanted], needs)


def to_be_written_to(now):
    """The responses whose respondents may need a letter: not handed in, in a round not long over."""
    day = calendar.day_of(now) - calendar.SILENCE
    lately = Q(questionnaire__round__deadline__gt=day) | Q(extension__deadline__gt=day)
    return unanswered().filter(lately)


def unanswered():
    """Those of them that are not handed in."""
    return of_those_written_to().filter(state__in=OPEN)


def of_those_written_to():
    """The responses, in whatever state, of regions and RSS that are still there."""
    there = Q(organisation__last_year=None) | Q(
        organisation__last_year__gte=F("questionnaire__round__year")
    )
    responses = Response.objects.filter(there).exclude(organisation__kind=Organisation.Kind.KOMMUN)
    return responses.exclude(questionnaire__issued_at=None).select_related(
        "questionnaire__round", "organisation__head", "extension"
    )


def needs_today(responses, now):
    """[Need] of responses to be written to. Two queries however many they are."""
    responses, day = list(responses), calendar.day_of(now)
    leads = team.leads_of([response.organisation_id for response in responses])
    return [_need(response, leads.get(response.organisation_id, []), day) for response in responses]


def _need(response, leads, day):
    deadline, returned = rounds.deadline_of(response), response.state == State.RETURNED
    reason, passed = calendar.due(
        day, response.questionnaire.round.opens, deadline, rounds.extended_on(response)
    )
    if reason and not calendar.is_needed(reason, day, deadline, returned=returned):
        reason, passed = None, []
    return Need(response, leads, reason, passed)


def _passed_over(needs, known):
    """Letters that a newer one stands in for, to be kept in the log. One whose reason somebody in the
    organisation was written to about is not missed by those who came later."""
    told = {key[:3] for key in known}
    state = {"state": Letter.State.PASSED, "why": Letter.Why.NEWER}
    letters = [
        letter
        for need in needs
        for reason in need.passed
        for letter in need.letters_for(reason, **state)
    ]
    return [letter for letter in letters if letter.key[:3] not in told]


def _let_go(unwanted, needs):
    """Those that wait and need not go any more."""
    passed = {(need.response.pk, reason) for need in needs for reason in need.passed}
    for why in Letter.Why:
        is_newer = why == Letter.Why.NEWER
        pks = [one.pk for one in unwanted if ((one.response_id, one.reason) in passed) == is_newer]
        Letter.objects.filter(pk__in=pks, state=Letter.State.WAITING).update(
            state=Letter.State.PASSED, why=why
        )


# ---- sending ----


def _send(pk, now):
    letter = Letter.objects.select_related(
        "response__questionnaire__round",
        "response__organisation",
        "response__extension",
        "correction__question",
    ).get(pk=pk)
    message = _message(letter)
    outcome = post.send(message, lambda: _claim(letter, message, now))
    if outcome not in {Outcome.NOT_REACHED, Outcome.NOT_CLAIMED}:
        _keep(letter, outcome, now)
    return outcome


def _message(letter):
    words = wording.letter_words(letter.response, letter.name, to_head=letter.reason == Reason.HEAD)
    if letter.correction:
        words |= wording.correction_words(letter.correction)
    subject, body = wording.fill_in(wording.text_of(letter.reason), words)
    return EmailMessage(
        subject=subject,
        body=body,
        to=[letter.to],
        reply_to=[settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else [],
        headers={"Auto-Submitted": "auto-generated"},
    )


@transaction.atomic
def _claim(letter, message, now):
    """Make the letter ours, unless it is another's, or what happened since has made it needless: while
    we look nobody hands in, and who has handed in is not written to."""
    if letter.key not in {one.key for one in _due_beside(letter, now)}:
        return False
    claimed = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING).update(
        state=Letter.State.TAKEN,
        taken_at=now,
        attempts=F("attempts") + 1,
        subject=message.subject[:200],
        body=message.body,
    )
    return bool(claimed)


def _due_beside(letter, now):
    """The letters of its kind that there ought to be now to those of its response, which is locked."""
    of_its_response = Q(pk=letter.response_id)
    if letter.reason == Reason.CORRECTED:
        held = of_those_written_to().filter(of_its_response).select_for_update(of=("self",))
        return corrections.letters(held, now)
    held = to_be_written_to(now).filter(of_its_response).select_for_update(of=("self",))
    return [one for need in needs_today(held, now) for one in need.letters]


BECOMES = {
    Outcome.SENT: Letter.State.SENT,
    Outcome.NOT_NOW: Letter.State.WAITING,
    Outcome.REFUSED: Letter.State.REFUSED,
    Outcome.UNSURE: Letter.State.UNSURE,
}


def _keep(letter, outcome, now):
    sent_at = now if outcome == Outcome.SENT else None
    Letter.objects.filter(pk=letter.pk).update(state=BECOMES[outcome], sent_at=sent_at)
    if outcome != Outcome.SENT:  # never the server's own words: they name addresses
        log.warning("letter %s: %s", letter.pk, outcome.name.lower())
