"""Making a round's tables: a Build is a row first, is claimed once, and keeps what it made.

    waiting --claimed--> running --> done, with its tables
       ^                    |  '---> failed, with a reason in Swedish
       '---- sweep: its worker is gone

The row is the truth, the queue only a bell: what the bell does not reach, the sweep picks up.
"""

import logging
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from analysis import facts, messages, spec, tables
from analysis.cells import Table
from analysis.models import Build, BuiltTable
from surveys.linedyaml import BadFile
from surveys.models import State, Step

log = logging.getLogger(__name__)

TASK = "analysis.tasks.build_tables"
UNHEARD = timedelta(seconds=60)
LIFELESS = timedelta(seconds=120)
MOST_ATTEMPTS = 3
BEAT = timedelta(milliseconds=250)


@transaction.atomic
def request_build(round, by):
    """Ask for the tables of a round. A build that nobody has begun already answers the request."""
    waiting = Build.objects.filter(round=round, state=Build.State.WAITING).first()
    build = waiting or new_build(round, by)
    transaction.on_commit(lambda: ring(build.pk), robust=True)
    return build


def new_build(round, by):
    """A waiting Build that no bell is rung for."""
    return Build.objects.create(round=round, requested_by=by)


def ring(build_id):
    """Tell the workers of a build. Nothing is lost when they cannot be told."""
    current_app.send_task(TASK, [build_id])


def run_build(build_id, progress=None):
    """Make the tables, unless somebody else does or has done so. Returns whether this call did.

    `progress(done, in_all, table)` is called after each table.
    """
    build = _claim(build_id)
    if build is None:
        return False
    try:
        _keep(build, list(_made(build, progress)))
    except BadFile as error:
        _fail(build, messages.build("bad_spec", problems=" ".join(map(str, error.problems))))
    except Exception as error:
        log.exception("build %s failed", build.pk)
        name = type(error).__name__
        _fail(build, messages.build("unexpected", error=name, build=build.pk))
    return True


def _claim(build_id):
    """Take a waiting build; None when it is not waiting any more."""
    now = timezone.now()
    taken = Build.objects.filter(pk=build_id, state=Build.State.WAITING).update(
        state=Build.State.RUNNING, heartbeat_at=now, tables_done=0, attempts=F("attempts") + 1
    )
    return Build.objects.select_related("round").get(pk=build_id) if taken else None


def _made(build, progress):
    """The tables' rows one by one, with the build's row telling how far it has come."""
    described, document = spec.read(build.round.year)
    # Read first: an answer approved meanwhile makes the tables out of date rather than look fresh.
    build.answers_state = _answers_state()
    outlines = facts.outlines_of(described)
    spec.check(described, document, outlines, facts.indicators())
    build.tables_in_all = len(described.tables)
    _beat(build, 0)
    gathered = facts.gather(described, outlines)
    for done, (position, table) in enumerate(tables.as_ready(described, gathered), 1):
        yield BuiltTable(build=build, code=table.code, position=position, content=table.packed())
        if timezone.now() - build.heartbeat_at > BEAT:
            _beat(build, done)
        if progress:
            progress(done, build.tables_in_all, table)


def _answers_state():
    return Step.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _beat(build, done):
    build.heartbeat_at, build.tables_done = timezone.now(), done
    _running(build).update(
        heartbeat_at=build.heartbeat_at, tables_done=done, tables_in_all=build.tables_in_all
    )


def _running(build):
    """The build's row, as long as it is this attempt's: a sweep may have given it to another."""
    return Build.objects.filter(pk=build.pk, state=Build.State.RUNNING, attempts=build.attempts)


@transaction.atomic
def _keep(build, made):
    """Keep the tables and be done, all at once."""
    done = _running(build).update(
        state=Build.State.DONE,
        finished_at=timezone.now(),
        tables_done=len(made),
        tables_in_all=len(made),
        answers_state=build.answers_state,
        reason="",
    )
    if not done:
        return
    build.tables.all().delete()
    # One by one: in a bulk insert a large text is escaped sign by sign.
    for kept in made:
        kept.save()


def _fail(build, reason):
    _running(build).update(state=Build.State.FAILED, finished_at=timezone.now(), reason=reason)


def sweep():
    """Ring again for builds nobody has taken, and free those whose worker is gone.

    Returns how many were rung for and how many were given up.
    """
    now = timezone.now()
    lifeless = Build.objects.filter(state=Build.State.RUNNING, heartbeat_at__lt=now - LIFELESS)
    given_up = lifeless.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Build.State.FAILED,
        finished_at=now,
        reason=messages.build("given_up", attempts=MOST_ATTEMPTS),
    )
    freed = list(lifeless.values_list("pk", flat=True))
    Build.objects.filter(pk__in=freed, state=Build.State.RUNNING).update(state=Build.State.WAITING)
    unheard = Build.objects.filter(state=Build.State.WAITING).filter(
        Q(requested_at__lt=now - UNHEARD) | Q(pk__in=freed)
    )
    rung = list(unheard.values_list("pk", flat=True))
    for build_id in rung:
        ring(build_id)
    return len(rung), given_up


# ---- what has been made ----


def newest(round):
    """The newest finished build of a round, or None."""
    done = Build.objects.filter(round=round, state=Build.State.DONE)
    return done.select_related("round").first()


def is_stale(build):
    """Whether a response has been approved or un-approved since the build read the answers."""
    newer = Step.objects.filter(pk__gt=build.answers_state)
    return newer.filter(Q(to_state=State.APPROVED) | Q(from_state=State.APPROVED)).exists()


def headings(build):
    """The build's tables with `code` and `title` only."""
    titled = build.tables.annotate(title=F("content__title")).defer("content")
    return list(titled.order_by("position"))


def table_of(build, code):
    """One table of a build, or None."""
    kept = build.tables.filter(code=code).first()
    return kept and Table.unpacked(kept.content)


def tables_of(build):
    """The build's tables in order, read one at a time."""
    for kept in build.tables.order_by("position").iterator(chunk_size=1):
        yield Table.unpacked(kept.content)
