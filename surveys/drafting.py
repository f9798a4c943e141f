"""Preparing next year's questionnaires: begun as a copy, changed a version at a time, issued once.

A draft is its definition's text. Every change is a new Version, so that nothing is lost and whoever
comes second with the same part is told.
"""

import itertools
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from surveys import definition, editing, linter, messages, rounds
from surveys.models import Draft, Questionnaire, Round, RoundDraft, Survey, Version


class Refused(Exception):
    """The draft may not be changed or issued now. The text says why, in Swedish."""

    def __init__(self, code, **words):
        super().__init__(messages.refusal(code, **words))
        self.code = code


@dataclass
class Conflict(Exception):
    """Somebody else has changed the same part since it was shown: how it reads now, and by which Version."""

    now: object
    version: Version


@transaction.atomic
def begin(round_text, *, by):
    """A new round: a draft of every survey, copied with its codes from the newest that was issued."""
    year = round_text.year
    if Round.objects.filter(year=year).exists() or RoundDraft.objects.filter(year=year).exists():
        raise Refused("round_exists", year=year)
    round = RoundDraft.objects.create(begun_by=by, **round_text.model_dump())
    for survey in Survey.objects.all():
        last = last_issued(survey, year)
        if last:
            copied = _for_the_year(definition.of(last), year)
            draft = Draft.objects.create(round=round, survey=survey)
            _keep(draft, 1, copied, f"Kopierad från {last.round}", by)
    return round


def last_issued(survey, year):
    """The newest issued questionnaire of a survey before a year, or None."""
    issued = Questionnaire.objects.filter(
        survey=survey, round__year__lt=year, issued_at__isnull=False
    )
    return issued.select_related("round", "survey").order_by("-round__year").first()


def _for_the_year(text, year):
    title = text.title.replace(str(text.year), str(year))
    return text.model_copy(update={"year": year, "title": title})


def latest(draft):
    return draft.versions.select_related("by").first()


def read(version):
    """A version's Definition: its text as an object, and the line of everything in it."""
    return _read(version.text, version.draft.survey.code)


# A version never changes, every page of a draft reads one, and reading takes longer than all the rest.
@lru_cache(maxsize=32)
def _read(text, survey):
    return definition.read_bytes(text.encode(), survey)


def problems(one):
    """What the linter says about a Definition."""
    return linter.lint(one)


@transaction.atomic
def save(draft, change, *, by, what, seen=None, part=None):
    """Make `change(definition)` a new Version; the newest as it was when it changes nothing.

    `seen` is the number of the version that the change was made from, `part(definition)` what it
    changes. Raises Conflict when that has become another since, Refused when the round is issued, and
    editing.Gone when what is changed is no longer there.
    """
    _hold(draft)
    newest = latest(draft)
    now = read(newest).text
    if seen is not None and seen != newest.number:
        _refuse_when_changed(draft, seen, part)
    changed = change(now)
    if changed == now:
        return newest
    return _keep(draft, newest.number + 1, changed, what, by)


def restore(draft, number, *, by):
    """Let an earlier version be what holds again."""
    earlier = draft.versions.get(number=number)
    what = f"Återställd till version {number}"
    return save(draft, lambda now: read(earlier).text, by=by, what=what)


@transaction.atomic
def change_round(round, round_text, *, by):
    """Other days or another title. The year stays."""
    held = RoundDraft.objects.select_for_update().get(pk=round.pk)
    if not held.is_open:
        raise Refused("round_issued")
    held.title, held.opens = round_text.title, round_text.opens
    held.deadline = round_text.deadline
    held.save()


@transaction.atomic
def issue(round, *, by):
    """Freeze the round's questionnaires and open its responses, as `issue_round` does from files.

    Refused while the linter has anything to say. Returns what rounds.Issued tells.
    """
    round = RoundDraft.objects.select_for_update().get(pk=round.pk)
    if not round.is_open:
        raise Refused("round_issued")
    if Round.objects.filter(year=round.year).exists():
        raise Refused("round_exists", year=round.year)
    read_now = [read(latest(draft)) for draft in round.drafts.all()]
    found = [problem for one in read_now for problem in problems(one)]
    if found or not read_now:
        raise Refused("problems_left", number=len(found))
    round.issued_at = timezone.now()
    round.save()
    return rounds.issue_checked(text_of_round(round), [one.text for one in read_now])


def text_of_round(round):
    return definition.RoundText(
        year=round.year, title=round.title, opens=round.opens, deadline=round.deadline
    )


def _hold(draft):
    """The round's row is what everybody waits for who changes or issues it."""
    if not RoundDraft.objects.select_for_update().get(pk=draft.round_id).is_open:
        raise Refused("round_issued")


def _keep(draft, number, text, what, by):
    return Version.objects.create(
        draft=draft, number=number, text=definition.as_yaml(text), what=what[:300], by=by
    )


def _refuse_when_changed(draft, seen, part):
    """Whoever changed the part last since `seen` is the one to tell of."""
    since = draft.versions.filter(number__gte=seen).select_related("by", "draft__survey")
    later = [(version, _part(part, version)) for version in since]
    for (version, now), (_, before) in itertools.pairwise(later):
        if now != before and later[0][1] != later[-1][1]:
            raise Conflict(later[0][1], version)


def _part(part, version):
    """None where it is not there."""
    try:
        return part(read(version).text)
    except editing.Gone:
        return None
