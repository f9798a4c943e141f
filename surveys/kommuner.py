"""An RSS and its kommuner: how far each has come, who answers there, and who is invited."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from regions.models import Invitation, Membership, Organisation
from surveys import queries
from surveys.models import Response, Round, State

HANDED_IN = {State.SUBMITTED, State.APPROVED}


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
        "questionnaire__round", "questionnaire__survey", "organisation__parent"
    )


def rounds_of(rss):
    """The rounds in which an RSS's kommuner are asked, newest first."""
    asked = responses_of(rss).order_by().values("questionnaire__round")
    return Round.objects.filter(pk__in=asked).order_by("-year")


def of(rss, round):
    """An RSS's kommuner's responses in a round, those that are not handed in first, each with
    `.progress`, `.members` and open `.invitations`. As many queries for one as for all."""
    responses = responses_of(rss).filter(questionnaire__round=round)
    responses = queries.with_progress(queries.with_remarks(responses))
    with_people(responses)
    return sorted(responses, key=lambda one: (one.state in HANDED_IN, one.organisation.name))


def with_people(responses):
    """Sets `.members` and `.invitations` of each."""
    organisations = [response.organisation_id for response in responses]
    members, invited = {}, {}
    speaking = Membership.objects.filter(organisation__in=organisations, user__staff_role="")
    speaking = speaking.select_related("user").order_by("-role", "user__name", "user__email")
    for member in speaking:
        members.setdefault(member.organisation_id, []).append(member)
    waiting = Invitation.objects.open().filter(organisation__in=organisations)
    for invitation in waiting.select_related("invited_by"):
        invitation.expired = invitation.has_expired()
        invited.setdefault(invitation.organisation_id, []).append(invitation)
    for response in responses:
        response.members = members.get(response.organisation_id, [])
        response.invitations = invited.get(response.organisation_id, [])
