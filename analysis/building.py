"""Making a round's tables: a Build is a job (surveys.jobs) that keeps the tables it made."""

import logging

from celery import current_app
from django.db import transaction
from django.db.models import F, Max, Q

from analysis import facts, messages, spec, tables
from analysis.cells import Table
from analysis.models import Build, BuiltTable
from surveys import jobs
from surveys.linedyaml import BadFile
from surveys.models import State, Step

log = logging.getLogger(__name__)

TASK = "analysis.tasks.build_tables"


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
    build = jobs.claim(Build.objects.select_related("round"), build_id)
    if build is None:
        return False
    try:
        _keep(build, list(_made(build, progress)))
    except BadFile as error:
        jobs.fail(build, messages.build("bad_spec", problems=" ".join(map(str, error.problems))))
    except Exception as error:
        log.exception("build %s failed", build.pk)
        name = type(error).__name__
        jobs.fail(build, messages.build("unexpected", error=name, build=build.pk))
    return True


def _made(build, progress):
    """The tables' rows one by one, with the build's row telling how far it has come."""
    described, document = spec.read(build.round.year)
    # Read first: an answer approved meanwhile makes the tables out of date rather than look fresh.
    build.answers_state = _answers_state()
    outlines = facts.outlines_of(described)
    spec.check(described, document, outlines, facts.indicators())
    in_all = len(described.tables)
    jobs.beat(build, 0, in_all)
    gathered = facts.gather(described, outlines)
    for done, (position, table) in enumerate(tables.as_ready(described, gathered), 1):
        yield BuiltTable(build=build, code=table.code, position=position, content=table.packed())
        jobs.beat(build, done, in_all)
        if progress:
            progress(done, in_all, table)


def _answers_state():
    return Step.objects.aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic
def _keep(build, made):
    """Keep the tables and be done, all at once."""
    in_all = {"done": len(made), "in_all": len(made)}
    if not jobs.finish(build, answers_state=build.answers_state, **in_all):
        return
    build.tables.all().delete()
    # One by one: in a bulk insert a large text is escaped sign by sign.
    for kept in made:
        kept.save()


def sweep():
    """What jobs.sweep does, for builds."""
    given_up = messages.build("given_up", attempts=jobs.MOST_ATTEMPTS)
    return jobs.sweep(Build.objects.all(), ring, given_up)


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
