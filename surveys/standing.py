"""Where a round stands: who has handed in, how far the others have come, who is late, what is left.

The number of queries is the same however many the respondents are. Of kommuner only numbers are told:
how many there are in each state, and how many of an RSS's have handed in to it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db.models import Count

from regions.models import Organisation
from surveys import access, queries, rounds, sums, worktime
from surveys.models import Response, Round, State, Survey

# Where there is something to fill in, and the reader wonders how far it has come.
UNDER_WAY = {State.DRAFT, State.RETURNED}
# What has never been handed in.
AWAITED = {State.NOT_STARTED, State.DRAFT}


@dataclass
class Line:
    """One respondent's response. `progress` only while it is being filled in; `kommuner` are those of
    an RSS that have handed in to it, and all of them."""

    response: Response
    is_late: bool
    progress: queries.Progress | None
    worked: timedelta
    kommuner: tuple[int, int] | None = None

    @property
    def is_begun(self):
        return self.response.state != State.NOT_STARTED

    @property
    def unexplained(self):
        return self.response.query_count - self.response.explanation_count


@dataclass
class Tally:
    """A survey in figures: how many respondents there are in each state."""

    survey: Survey
    states: Counter
    late: int = 0
    explained: int = 0
    unexplained: int = 0
    errors: int = 0
    remarks: int = 0
    typical: worktime.Typical | None = None

    @property
    def in_all(self):
        return self.states.total()

    @property
    def handed_in(self):
        return sum(self.states[state] for state in sums.HANDED_IN)

    @property
    def percent(self):
        return queries.Progress(self.handed_in, self.in_all).percent if self.in_all else None

    @property
    def by_state(self):
        return [(state, self.states[state]) for state in State]


@dataclass
class County:
    """A region with the RSS of its county; either may be missing from the round."""

    organisation: Organisation
    region: Line | None = None
    rss: list[Line] = field(default_factory=list)

    @property
    def rss_states(self):
        """[(state, number)] of those states that some RSS of the county is in."""
        states = Counter(line.response.state for line in self.rss)
        return [(state, states[state]) for state in State if states[state]]

    @property
    def late_rss(self):
        return sum(line.is_late for line in self.rss)


@dataclass
class Standing:
    """A round as it stands. `kommuner` is None when they are not asked."""

    round: Round
    lines: list[Line]
    tallies: list[Tally]
    kommuner: Tally | None

    @cached_property
    def counties(self):
        found = {}
        for line in self.lines:
            organisation = line.response.organisation
            region = organisation.parent if organisation.is_rss else organisation
            county = found.setdefault(region.pk, County(region))
            if organisation.is_rss:
                county.rss.append(line)
            else:
                county.region = line
        return sorted(found.values(), key=lambda county: county.organisation.code)


def of(round, user):
    """The Standing of a round as somebody may see it."""
    responses = access.visible_to(user).filter(questionnaire__round=round)
    responses = queries.with_remarks(queries.with_findings(responses))
    responses = list(responses.order_by("questionnaire__survey", "organisation__code"))
    progress = queries.progress_of_many([one for one in responses if one.state in UNDER_WAY])
    times = worktime.of_many([one.pk for one in responses])
    kommuner = _kommuner(round)
    lines = [
        Line(
            one,
            is_late=is_late(one),
            progress=progress.get(one.pk),
            worked=times[one.pk],
            kommuner=_of_area(kommuner, one),
        )
        for one in responses
    ]
    return Standing(round, lines, _tallies(lines, times), _tally_of_kommuner(kommuner))


def is_late(response):
    """Never handed in, and the last day has passed. What is in retur has been handed in once."""
    return response.state in AWAITED and queries.days_left(rounds.deadline_of(response)) < 0


def _kommuner(round):
    """{(RSS's id, state): number of kommuner}: all that is told of them here."""
    asked = Response.objects.filter(
        questionnaire__round=round, organisation__kind=Organisation.Kind.KOMMUN
    )
    counted = asked.order_by().values_list("organisation__parent", "state")
    return {(rss, state): number for rss, state, number in counted.annotate(number=Count("pk"))}


def _of_area(kommuner, response):
    if not response.organisation.is_rss:
        return None
    states = Counter({state: kommuner.get((response.organisation_id, state), 0) for state in State})
    handed_in = sum(states[state] for state in sums.HANDED_IN)
    return (handed_in, states.total()) if states.total() else None


def _tally_of_kommuner(kommuner):
    states = Counter()
    for (_, state), number in kommuner.items():
        states[state] += number
    return Tally(Survey.objects.get(code="kommun"), states) if states else None


def _tallies(lines, times):
    by_survey = {}
    for line in lines:
        by_survey.setdefault(line.response.questionnaire.survey, []).append(line)
    return [_tally(survey, of_survey, times) for survey, of_survey in by_survey.items()]


def _tally(survey, lines, times):
    handed_in = [line.response for line in lines if line.response.state in sums.HANDED_IN]
    typical = worktime.typical_of(handed_in, times)
    return Tally(
        survey,
        Counter(line.response.state for line in lines),
        late=sum(line.is_late for line in lines),
        explained=sum(line.response.explanation_count for line in lines),
        unexplained=sum(line.unexplained for line in lines),
        errors=sum(line.response.error_count for line in lines),
        remarks=sum(line.response.remark_count for line in lines),
        typical=typical[0] if typical else None,
    )


# ---- the list ----

LATE = "sena"
# The last letters of the Swedish alphabet, as three signs that sort after z in this order.
AFTER_Z = str.maketrans("åäö", "{|}")
ORDERS = {
    "namn": lambda line: line.response.organisation.name.casefold().translate(AFTER_Z),
    "lage": lambda line: list(State).index(line.response.state),
    "hur-langt": lambda line: line.progress.percent if line.progress else -1,
    "inlamnat": lambda line: (
        line.response.submitted_at.timestamp() if line.response.submitted_at else 0
    ),
    "fel": lambda line: line.response.error_count,
    "oforklarade": lambda line: line.unexplained,
    "anmarkningar": lambda line: (
        line.response.remark_count,
        line.response.answered_remark_count,
    ),
    "arbetstid": lambda line: line.worked,
}


def narrowed(lines, survey="", state=""):
    """The lines of one survey, and in one state or late; what means nothing chooses nothing."""
    if survey in {"region", "rss"}:
        lines = [line for line in lines if line.response.questionnaire.survey.code == survey]
    if state == LATE:
        lines = [line for line in lines if line.is_late]
    if state in State.values:
        lines = [line for line in lines if line.response.state == state]
    return lines


def ordered(lines, order=""):
    """Sorted by one of ORDERS, the largest first after a minus sign."""
    key = ORDERS.get(order.removeprefix("-"))
    return sorted(lines, key=key, reverse=order.startswith("-")) if key else lines
