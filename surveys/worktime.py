"""How long the work with a response took: the time people were at it, not the time it lay open.

What somebody did at most five minutes apart is one stretch of work; a stretch is at least a minute.
Two people at once count twice. What is read from files does not count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from django.db.models import F, Q, Window
from django.db.models.functions import Lag, Lead
from django.utils import timezone

from surveys.models import AnswerChange, Door, State, WorkSession

PAUSE = timedelta(minutes=5)
SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Span:
    """From one moment to another, the same one or later."""

    start: datetime
    end: datetime


@dataclass
class Typical:
    """The median of what was measured in `measured` of `handed_in` responses."""

    questionnaire: object
    median: timedelta | None
    measured: int
    handed_in: int


def stretches(spans):
    """The spans of one person, those less than a pause apart joined into one."""
    joined = []
    for span in sorted(spans):
        if joined and span.start - joined[-1].end < PAUSE:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def active_time(spans):
    """How long one person was at it."""
    return sum((max(s.end - s.start, SHORTEST) for s in stretches(spans)), timedelta())


def seen(response, by, now=None):
    """Somebody who fills in has opened a page of the response."""
    now = now or timezone.now()
    mine = WorkSession.objects.filter(response=response, by=by)
    if not mine.filter(ended_at__gt=now - PAUSE, ended_at__lte=now).update(ended_at=now):
        WorkSession.objects.create(response=response, by=by, started_at=now, ended_at=now)


def of(response):
    """The time worked on one response so far, by all who did."""
    return of_many([response.pk])[response.pk]


def of_many(response_ids):
    """The time worked on many responses by response id, in two queries however many there are."""
    times = dict.fromkeys(response_ids, timedelta())
    spans = {}
    for key, span in [*_changes(response_ids), *_sessions(response_ids)]:
        spans.setdefault(key, []).append(span)
    for (response_id, _), of_one in spans.items():
        times[response_id] += active_time(of_one)
    return times


def _sessions(response_ids):
    rows = WorkSession.objects.filter(response__in=response_ids).order_by()
    for response, by, start, end in rows.values_list("response", "by", "started_at", "ended_at"):
        yield (response, by), Span(start, end)


def _changes(response_ids):
    """The log of answers, already joined into stretches: only their first and last lines are read."""
    order = {"partition_by": [F("response"), F("by")], "order_by": ["at", "id"]}
    edges = (
        AnswerChange.objects.filter(response__in=response_ids)
        .exclude(door=Door.COMMAND)
        .annotate(before=Window(Lag("at"), **order), after=Window(Lead("at"), **order))
        .annotate(
            begins=Q(before=None) | Q(at__gte=F("before") + PAUSE),
            ends=Q(after=None) | Q(after__gte=F("at") + PAUSE),
        )
        .filter(Q(begins=True) | Q(ends=True))
        .order_by("response", "by", "at", "id")
        .values_list("response", "by", "at", "begins", "ends")
    )
    for key, lines in groupby(edges, key=lambda line: line[:2]):
        start = None
        for _, _, at, begins, ends in lines:
            start = at if begins else start
            if ends:
                yield key, Span(start, at)


def typical(responses):
    """What the work with each questionnaire typically takes, of the responses that are handed in."""
    listed = responses.filter(state__in=[State.SUBMITTED, State.APPROVED])
    listed = list(listed.order_by("questionnaire__survey", "pk"))
    return typical_of(listed, of_many([response.pk for response in listed]))


def typical_of(responses, times):
    """The same, of responses that are handed in, and the time worked on each by its id."""
    handed_in = {}
    for response in responses:
        handed_in.setdefault(response.questionnaire, []).append(times[response.pk])
    return [_typical(one, worked) for one, worked in handed_in.items()]


def _typical(questionnaire, times):
    measured = [time for time in times if time]
    middle = median(measured) if measured else None
    return Typical(questionnaire, middle, len(measured), len(times))


# ---- in words ----


def in_words(time):
    """'2 timmar 10 minuter': to five minutes once it is more than half an hour."""
    hours, minutes = _rounded(time)
    words = [f"{hours} timm{'e' if hours == 1 else 'ar'}"] if hours else []
    words += [f"{minutes} minut{'' if minutes == 1 else 'er'}"] if minutes or not hours else []
    return "\u00a0".join(" ".join(words).split(" "))


def in_short(time):
    """'2 tim 10 min'."""
    hours, minutes = _rounded(time)
    words = [f"{hours} tim"] if hours else []
    words += [f"{minutes} min"] if minutes or not hours else []
    return "\u00a0".join(" ".join(words).split(" "))


def _rounded(time):
    minutes = round(time / timedelta(minutes=1))
    if minutes > 30:
        minutes = 5 * round(minutes / 5)
    return divmod(minutes, 60)
