"""The respondents of a round as those who run it see them: who is written to, and until when they answer.

A kommun is its RSS's to look after and is never among them.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from regions import team
from regions.models import Invitation, Membership, Organisation
from surveys import access, calendar, mailing, queries, rounds, workflow
from surveys.models import Extension, ExtensionChange, Letter, Reason, Receipt, Response, State


def of_round(round):
    """The responses of a round's regions and RSS organisations."""
    responses = Response.objects.filter(questionnaire__round=round)
    return responses.exclude(organisation__kind=Organisation.Kind.KOMMUN)


# ---- who is written to ----


@dataclass
class Respondent:
    """A response with the people behind it: those who lead, and those invited to lead."""

    response: Response
    leads: list
    invited: list

    @property
    def organisation(self):
        return self.response.organisation

    @property
    def head(self):
        return getattr(self.organisation, "head", None)

    @property
    def deadline(self):
        return rounds.deadline_of(self.response)

    @property
    def has_ended(self):
        last = self.organisation.last_year
        return last is not None and last < self.response.questionnaire.round.year


def listed(responses):
    """[Respondent] in the order of survey and code. Three queries however many they are."""
    responses = list(
        responses.select_related(
            "questionnaire__round", "questionnaire__survey", "organisation__head", "extension"
        ).order_by("questionnaire__survey", "organisation__code")
    )
    organisations = [response.organisation_id for response in responses]
    leads, invited = team.leads_of(organisations), _invited_to_lead(organisations)
    return [
        Respondent(
            response,
            leads.get(response.organisation_id, []),
            invited.get(response.organisation_id, []),
        )
        for response in responses
    ]


def _invited_to_lead(organisations):
    found = {}
    invitations = Invitation.objects.open().filter(
        organisation__in=organisations,
        role=Membership.Role.LEAD,
        expires_at__gt=timezone.now(),
    )
    for one in invitations.order_by("created_at"):
        found.setdefault(one.organisation_id, []).append(one)
    return found


def newcomers(round):
    """(regions and RSS in the register without a response, how many kommuner) of a round's year."""
    new = list(rounds.newcomers(round))
    return [one for one in new if not one.is_kommun], sum(one.is_kommun for one in new)


# ---- until when ----


@transaction.atomic
def extend(response, deadline, reason, *, by):
    """Give a respondent a later deadline than the round's, or another one than it was given."""
    response = workflow.lock(response)
    _refuse_unless_preparer(response, by)
    if not response.is_open:
        raise workflow.Refused("handed_in")
    last = response.questionnaire.round.deadline
    if deadline <= last:
        raise workflow.Refused("extension_not_later", deadline=last)
    if deadline < queries.today():
        raise workflow.Refused("extension_past")
    if not reason.strip():
        raise workflow.Refused("extension_reason_needed")
    given = {"deadline": deadline, "reason": reason.strip(), "by": by, "at": timezone.now()}
    Extension.objects.update_or_create(response=response, defaults=given)
    ExtensionChange.objects.create(response=response, **given)


@transaction.atomic
def end_extension(response, *, by):
    """The round's deadline holds again."""
    _refuse_unless_preparer(response, by)
    ended, _ = Extension.objects.filter(response=response).delete()
    if ended:
        ExtensionChange.objects.create(response=response, by=by)


def earlier_extensions(response):
    """The log of a response's extensions, the newest first, without the one in force."""
    changes = list(response.extension_changes.select_related("by"))
    return changes[1:] if hasattr(response, "extension") else changes


def _refuse_unless_preparer(response, by):
    if response.organisation.is_kommun or not access.may_prepare(by):
        raise workflow.Refused("may_not_prepare")


# ---- what is written to them ----


@dataclass
class Planned:
    """A letter of a round's calendar: when it goes, what has become of it, and to how many it would go
    if its day were today."""

    reason: Reason
    day: date | None
    is_due: bool
    sent: int
    stuck: int
    letters: int
    respondents: int


def planned(round, now=None):
    """[Planned] in the order of the days; by the round's own deadline, extensions aside."""
    now = now or timezone.now()
    days = calendar.days(round.opens, round.deadline)
    due, _ = calendar.due(calendar.day_of(now), round.opens, round.deadline)
    needs = mailing.needs_today(mailing.unanswered().filter(questionnaire__round=round), now)
    kept = Letter.objects.filter(response__questionnaire__round=round).defer("subject", "body")
    kept = list(kept.order_by())
    gone = {one.key for one in kept if one.state not in NOT_GONE}
    found = []
    for reason, day in [*days.items(), (Reason.EXTENDED, None), (Reason.CORRECTED, None)]:
        states = [one.state for one in kept if one.reason == reason]
        left = [_left(need, reason, day, gone) for need in needs] if day else []
        found.append(
            Planned(
                reason,
                day,
                reason == due,
                states.count(Letter.State.SENT),
                sum(state in STUCK for state in states),
                sum(left),
                sum(map(bool, left)),
            )
        )
    return found


def _left(need, reason, day, gone):
    """How many letters there would be to a respondent for a reason: to those who have not had it."""
    returned = need.response.state == State.RETURNED
    deadline = need.response.questionnaire.round.deadline
    if not calendar.is_needed(reason, day, deadline, returned=returned):
        return 0
    return sum(letter.key not in gone for letter in need.letters_for(reason))


NOT_GONE = {Letter.State.WAITING, Letter.State.PASSED}
STUCK = {Letter.State.REFUSED, Letter.State.UNSURE}


@dataclass
class Line:
    """A line of the log: a letter, or the thanks for a hand-in."""

    at: object
    response: Response
    why: str
    to: str
    state: str
    label: str
    letter: Letter | None = None


def log_of(responses, state="", most=None):
    """([Line], how many there are), the newest first. `state` narrows it; the thanks count as sent."""
    letters = Letter.objects.filter(response__in=responses).select_related(
        "response__organisation", "response__questionnaire"
    )
    thanks = Receipt.objects.filter(response__in=responses, mailed_at__isnull=False)
    thanks = thanks.select_related("response__organisation", "response__questionnaire")
    if state:
        letters = letters.filter(state=state)
        thanks = thanks if state == Letter.State.SENT else thanks.none()
    lines = [_line_of_letter(one) for one in letters] + [_line_of_thanks(one) for one in thanks]
    lines.sort(key=lambda line: line.at, reverse=True)
    return lines[:most], len(lines)


def _line_of_letter(letter):
    label = letter.get_why_display() if letter.why else letter.get_state_display()
    at = letter.sent_at or letter.taken_at or letter.planned_at
    return Line(
        at,
        letter.response,
        letter.get_reason_display(),
        letter.to,
        letter.state,
        label,
        letter if letter.body else None,
    )


def _line_of_thanks(receipt):
    return Line(
        receipt.mailed_at,
        receipt.response,
        Reason.THANKS.label,
        "",
        Letter.State.SENT,
        Letter.State.SENT.label,
    )
