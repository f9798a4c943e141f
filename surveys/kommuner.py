"""An RSS and its kommuner: how far each has come, who answers there, and who is invited."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from regions import team as people
from regions.models import Invitation, Membership, Organisation
from surveys import messages, queries, team
from surveys.models import Reminder, Response, Round, State

HANDED_IN = {State.SUBMITTED, State.APPROVED}
LINES_AT_ONCE = 200
NAME_LENGTH = Invitation._meta.get_field("name").max_length


@dataclass(frozen=True)
class Figures:
    """How far a number of kommuner have come."""

    handed_in: int
    at_work: int
    not_begun: int

    @property
    def all(self):
        return self.handed_in + self.at_work + self.not_begun


@dataclass(frozen=True)
class Summary:
    """An RSS's kommuner in one round, in figures."""

    rss: Organisation
    questionnaire: object
    figures: Figures


def figures_of(responses):
    states = Counter(response.state for response in responses)
    return Figures(
        handed_in=sum(states[state] for state in HANDED_IN),
        at_work=states[State.DRAFT] + states[State.RETURNED],
        not_begun=states[State.NOT_STARTED],
    )


def summaries(responses):
    """A Summary for each round and RSS that some responses of kommuner belong to, newest first."""

    def place(response):
        return -response.questionnaire.round.year, response.organisation.parent_id

    made = []
    for _, group in groupby(sorted(responses, key=place), key=place):
        group = list(group)
        first = group[0]
        made.append(Summary(first.organisation.parent, first.questionnaire, figures_of(group)))
    return made


def responses_of(rss):
    """The responses of an RSS's kommuner, in every round."""
    responses = Response.objects.filter(
        organisation__parent=rss, organisation__kind=Organisation.Kind.KOMMUN
    )
    return responses.select_related(
        "questionnaire__round", "questionnaire__survey", "organisation__parent", "locked_by"
    )


def rounds_of(rss):
    """The rounds in which an RSS's kommuner are asked, newest first."""
    asked = responses_of(rss).order_by().values("questionnaire__round")
    return Round.objects.filter(pk__in=asked).order_by("-year")


def of(rss, round):
    """An RSS's kommuner's responses in a round, those that are not handed in first, each with
    `.progress` and what `with_people` sets. As many queries for one as for all."""
    responses = responses_of(rss).filter(questionnaire__round=round)
    responses = queries.with_progress(queries.with_remarks(responses))
    with_people(responses)
    return sorted(responses, key=lambda one: (one.state in HANDED_IN, one.organisation.name))


def with_people(responses):
    """Sets `.members`, open `.invitations` and the last time it was `.reminded` of each."""
    organisations = [response.organisation_id for response in responses]
    members, invited = {}, {}
    speaking = Membership.objects.filter(
        organisation__in=organisations, user__staff_role="", user__is_active=True
    )
    speaking = speaking.select_related("user").order_by("-role", "user__name", "user__email")
    for member in speaking:
        members.setdefault(member.organisation_id, []).append(member)
    waiting = Invitation.objects.open().filter(organisation__in=organisations)
    for invitation in waiting.select_related("invited_by", "organisation__parent"):
        invitation.expired = invitation.has_expired()
        invited.setdefault(invitation.organisation_id, []).append(invitation)
    reminders = Reminder.objects.filter(response__in=responses).select_related("by")
    reminded = {one.response_id: one for one in reminders.order_by("response", "day")}
    for response in responses:
        response.reminded = reminded.get(response.pk)
        response.members = members.get(response.organisation_id, [])
        response.invitations = invited.get(response.organisation_id, [])


def awaited(rss, round):
    """Those of an RSS's kommuner's responses that are not handed in, with their people."""
    responses = responses_of(rss).filter(questionnaire__round=round).exclude(state__in=HANDED_IN)
    responses = list(responses.order_by("organisation__name"))
    with_people(responses)
    return responses


def without_people(rss, round):
    """The kommuner that have not handed in, and where nobody answers or is invited."""
    waiting = awaited(rss, round)
    return [one.organisation for one in waiting if not (one.members or one.invitations)]


# ---- inviting ----


class BadLines(Exception):
    """What is wrong with the lines, [(line number, sentence)]. Nobody has been invited."""

    def __init__(self, problems):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@transaction.atomic
def invite(response, *, email, name, by):
    """Invite somebody to answer for a kommun. Raises regions.team.Refused."""
    invitation = people.invite(
        response.organisation,
        email=email,
        name=name,
        by=by,
        answer_by=response.questionnaire.round.deadline,
    )
    return team.send_soon(invitation)


@transaction.atomic
def invite_many(rss, round, text, *, by):
    """Invite everybody in lines of "kommun; namn; e-post", or nobody. Returns how many.

    Raises BadLines with what is wrong in all of them.
    """
    responses = list(responses_of(rss).filter(questionnaire__round=round))
    invited, problems = _read(text, responses)
    # In the same order for everybody, so that two who invite at once do not wait for each other.
    for line, response, name, email in sorted(invited, key=lambda one: one[1].organisation_id):
        try:
            invite(response, email=email, name=name, by=by)
        except people.Refused as refusal:
            problems.append((line, str(refusal)))
    if problems:
        raise BadLines(sorted(problems))
    return len(invited)


def _read(text, responses):
    """([(line, response, name, email)], [(line, problem)])."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip(" ;\t")]
    if not lines:
        return [], [(1, messages.line("nothing"))]
    if len(lines) > LINES_AT_ONCE:
        told = messages.line("too_many", found=len(lines), limit=LINES_AT_ONCE)
        return [], [(lines[LINES_AT_ONCE][0], told)]
    by_name = _by_name(responses)
    read, problems, seen = [], [], {}
    for number, line in lines:
        parts = [part.strip() for part in re.split(r"[;\t]", line.rstrip("; \t"))]
        response = by_name.get(_plain(parts[0]))
        told = _wrong(parts, response)
        if not told:
            _, name, email = parts
            first = seen.setdefault((response.pk, email.lower()), number)
            if first != number:
                told = messages.line("twice", line=first)
        if told:
            problems.append((number, told))
        else:
            read.append((number, response, name, email))
    return read, problems


def _wrong(parts, response):
    """What is wrong with a line, or ''."""
    if len(parts) != 3:
        return messages.line("parts")
    kommun, name, email = parts
    if response is None:
        return messages.line("kommun", given=kommun)
    if not name:
        return messages.line("name")
    if len(name) > NAME_LENGTH:
        return messages.line("name_length", limit=NAME_LENGTH)
    try:
        validate_email(email)
    except ValidationError:
        return messages.line("email", given=email)
    return ""


def _by_name(responses):
    """The responses by all that people call a kommun: Borås, Borås kommun, Stockholms stad, 0180, 180."""
    named = {}
    for response in responses:
        kommun = response.organisation
        name = _plain(kommun.name)
        called = {name, *(f"{name}{s} {kind}" for s in ("", "s") for kind in ("kommun", "stad"))}
        named |= dict.fromkeys({*called, kommun.code, kommun.code.lstrip("0")}, response)
    return named


def _plain(name):
    return " ".join(name.split()).casefold()
