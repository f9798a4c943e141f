"""Long work: a row first, claimed once, with a heartbeat while it runs, and an end.

    waiting --claimed--> running --> done
       ^                    |  '---> failed, with a reason in Swedish
       '---- sweep: its worker is gone

The row is the truth, the queue only a bell: what the bell does not reach, the sweep picks up.
Whoever runs a job ends it only while it is still theirs, so work that two begin is kept once.
"""

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from surveys.models import Job

log = logging.getLogger(__name__)

UNHEARD = timedelta(seconds=60)
LIFELESS = timedelta(seconds=120)
MOST_ATTEMPTS = 3
BEAT = timedelta(milliseconds=250)


class NoLongerMine(Exception):
    """A sweep has given the job to another: what this attempt did is not kept."""


def run(jobs, pk, work, *, unexpected, refusals=()):
    """Take a waiting job of a queryset and do its `work`, unless somebody else does or has done so.
    Returns whether this call did.

    One of the `refusals` ends the job with its own words; what nobody foresaw ends it with those of
    `unexpected(number=...)`, and the log says where it broke.
    """
    job = claim(jobs, pk)
    if job is None:
        return False
    kind = job._meta.model_name
    try:
        work(job)
    except NoLongerMine:
        log.info("%s %s: given to another worker", kind, pk)
    except refusals as refusal:
        fail(job, str(refusal))
    except Exception as error:
        log.error("%s %s: %s", kind, pk, _where(error))
        fail(job, unexpected(number=pk))
    return True


def claim(jobs, pk):
    """Take a waiting job of a queryset; None when it is not waiting any more."""
    taken = jobs.filter(pk=pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, heartbeat_at=timezone.now(), done=0, attempts=F("attempts") + 1
    )
    return jobs.get(pk=pk) if taken else None


def beat(job, done, in_all):
    """Tell that the work goes on, and how far it has come. Between beats it costs nothing."""
    if _is_time(job, done, in_all):
        _tell(job, done, in_all)


def beat_from_within(job, done, in_all, every=BEAT):
    """The same from within a transaction: over a connection of its own, for others to see at once."""
    if _is_time(job, done, in_all, every):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_tell_and_close, job, done, in_all).result()


def _is_time(job, done, in_all, every=BEAT):
    return in_all != job.in_all or done == in_all or timezone.now() - job.heartbeat_at >= every


def _tell(job, done, in_all):
    job.heartbeat_at, job.done, job.in_all = timezone.now(), done, in_all
    mine(job).update(heartbeat_at=job.heartbeat_at, done=done, in_all=in_all)


def _tell_and_close(job, done, in_all):
    # The work must not wait for its own news: a row that somebody holds is left for the next beat.
    try:
        with transaction.atomic():
            if mine(job).select_for_update(skip_locked=True).exists():
                _tell(job, done, in_all)
    finally:
        connection.close()


def finish_mine(job, **fields):
    """End a job well, or raise NoLongerMine: then nothing that was done may be kept."""
    if not finish(job, **fields):
        raise NoLongerMine


def finish(job, **fields):
    """End a job well. False when it is this attempt's no more: then nothing may be kept."""
    fields = {"state": Job.State.DONE, "reason": "", "finished_at": timezone.now(), **fields}
    return bool(mine(job).update(**fields))


def fail(job, reason):
    mine(job).update(state=Job.State.FAILED, finished_at=timezone.now(), reason=reason)


def _where(error):
    """Of which kind and where, for the log: never the error's own words, which may quote answers."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename}:{last.lineno}"


def mine(job):
    """The job's row, as long as it is this attempt's: a sweep may have given it to another."""
    return type(job).objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def sweep(jobs, ring, given_up):
    """Ring again for jobs nobody has taken, and free those whose worker is gone.

    One that was tried too often ends with the reason `given_up`. Returns how many were rung for and
    how many were given up.
    """
    now = timezone.now()
    lifeless = jobs.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - LIFELESS)
    ended = lifeless.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Job.State.FAILED, finished_at=now, reason=given_up
    )
    freed = list(lifeless.values_list("pk", flat=True))
    jobs.filter(pk__in=freed, state=Job.State.RUNNING).update(state=Job.State.WAITING)
    unheard = jobs.filter(state=Job.State.WAITING).filter(
        Q(requested_at__lt=now - UNHEARD) | Q(pk__in=freed)
    )
    rung = list(unheard.values_list("pk", flat=True))
    for pk in rung:
        ring(pk)
    return len(rung), ended
