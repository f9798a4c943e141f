"""Files with answers: kept, checked in a dry run, taken in, undone. Each is a job (surveys.jobs) that a
person asks for and a worker does.

What is taken in is what the check showed: a box that somebody has changed since is left as it is and
told of. Taking in is one transaction, and undoing another.
"""

import hashlib
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import PurePath

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from surveys import answers, checking, jobs, outline, sums, workflow
from surveys import messages as say
from surveys.models import AnswerChange, Door, Response, State, Upload, UploadedFile
from surveys.workbooks import grid, intake, marking

TASK = "surveys.tasks.work_on_upload"
# A file is of use while answers may still be returned and mended; then it goes.
KEPT_AFTER_DEADLINE = timedelta(days=30)
KEPT_AT_LEAST = timedelta(days=30)

# What a phase may be asked for after.
AFTER = {
    Upload.Phase.TAKE: Q(phase="check", state="done") | Q(phase="take", state="failed"),
    Upload.Phase.UNDO: Q(phase="take", state="done") | Q(phase="undo", state="failed"),
}


@dataclass
class Told:
    """What came of one respondent when a file was taken in or undone.

    `passed` are the boxes that somebody had changed since; `refused` the sentence that says why nothing
    was written; `errors` and `queries` how many stand between the response and its hand-in.
    """

    response: int
    name: str
    changed: int = 0
    passed: list[str] = field(default_factory=list)
    refused: str = ""
    errors: int = 0
    queries: int = 0
    handed_in: bool = False


# ---- asked for by people ----


@transaction.atomic
def receive(response, file, *, area, by):
    """Keep a file that somebody sends in, to be checked soon."""
    content = file.read()
    upload = Upload.objects.create(
        response=response,
        area=area,
        requested_by=by,
        name=PurePath(file.name).name[-200:],
        checksum=hashlib.sha256(content).hexdigest(),
    )
    UploadedFile.objects.create(upload=upload, content=content)
    _ring_soon(upload)
    return upload


def take_in(upload, *, by, hand_in=False):
    """Have the good cells taken in, and kommuner with nothing left to mend handed in if so wished."""
    _ask(upload, Upload.Phase.TAKE, by, hand_in=hand_in)


def undo(upload, *, by):
    """Have the boxes hold what they did before the file was taken in."""
    _ask(upload, Upload.Phase.UNDO, by)


@transaction.atomic
def _ask(upload, phase, by, **fields):
    asked = Upload.objects.filter(AFTER[phase], pk=upload.pk).update(
        phase=phase,
        state=Upload.State.WAITING,
        requested_at=timezone.now(),
        requested_by=by,
        finished_at=None,
        attempts=0,
        done=0,
        in_all=0,
        reason="",
        **fields,
    )
    if not asked:
        raise workflow.Refused("upload_moved_on")
    _ring_soon(upload)


def _ring_soon(upload):
    transaction.on_commit(lambda: ring(upload.pk), robust=True)


def ring(upload_id):
    """Tell the workers. Nothing is lost when they cannot be told."""
    current_app.send_task(TASK, [upload_id])


# ---- done by a worker ----


def work_on(upload_id):
    """Do what an upload waits for, unless somebody else does or has done so. Returns whether this did."""
    return jobs.run(
        Upload.objects.select_related("requested_by"),
        upload_id,
        lambda upload: WORK[upload.phase](upload),
        unexpected=partial(say.upload, "unexpected"),
        refusals=(grid.Unusable, workflow.Refused),
    )


def _check(upload):
    """The dry run: what the file would change, and all that is wrong in it."""
    jobs.beat(upload, 0, 2)
    grids = grid.read(bytes(upload.file.content), upload.name)
    jobs.beat(upload, 1, 2)
    plan = intake.plan(grids, target(upload))
    jobs.finish(upload, found=asdict(plan), done=2)


def target(upload):
    """What the file is read against, by the rights of whoever asked."""
    if not upload.area:
        return intake.of_response(_with_all(upload.response_id), upload.requested_by)
    rss = _with_all(upload.response_id)
    return intake.of_area(rss.organisation, sums.source_of(rss), upload.requested_by)


def _with_all(response_id):
    related = ("questionnaire__round", "questionnaire__survey", "organisation__parent")
    return Response.objects.select_related(*related).get(pk=response_id)


@transaction.atomic
def _take_in(upload):
    changes = defaultdict(list)
    for change in upload.found["changes"]:
        changes[change["response_id"]].append(change)
    told = []
    respondents = sorted(upload.found["respondents"])
    for done, response_id in enumerate(respondents):
        jobs.beat_from_within(upload, done, len(respondents))
        told.append(_take_in_one(upload, _with_all(response_id), changes[response_id]))
    _end(upload, told)


def _take_in_one(upload, response, changes):
    by, told = upload.requested_by, Told(response.pk, response.organisation.name)
    typed = {change["code"]: change["typed"] for change in changes}
    seen = {change["code"]: change["old"] for change in changes}
    if typed:
        _write(response, typed, seen, told, by=by, upload=upload)
    if upload.hand_in and not told.refused and _is_answered_here(response, typed):
        _hand_in(response, upload.found["explanations"].get(str(response.pk), ""), by, told)
    return told


def _is_answered_here(response, typed):
    """Whether the file is how a kommun answers. One with people of its own, whose answers the file says
    nothing new of, hands in itself."""
    return bool(typed) or not response.organisation.memberships.exists()


def _write(response, typed, seen, told, **words):
    """Write in boxes that hold what was `seen`, and tell what came of it."""
    try:
        saved = answers.save(response, typed, seen=seen, door=Door.WORKBOOK, **words)
    except workflow.Refused as refusal:
        told.refused = str(refusal)
        return
    told.changed = saved.changed
    told.passed = [outline.load(response.questionnaire).label(item) for item, *_ in saved.passed]


def _hand_in(response, explanation, by, told):
    """Hand in what has nothing left to mend; the file's own explanation stands for its odd values."""
    response = _with_all(response.pk)
    if response.state not in workflow.SUBMIT.from_states:
        return
    verdict = checking.verdict(response)
    told.errors = len(verdict.errors)
    if not verdict.errors and explanation:
        for query in verdict.queries:
            checking.explain(query, explanation, by)
        verdict.queries = []
    told.queries = len(verdict.queries)
    if not verdict.may_be_submitted:
        return
    try:
        workflow.submit(response, by=by, door=Door.WORKBOOK)
    except workflow.Refused as refusal:
        told.refused = str(refusal)
    else:
        told.handed_in = True


@transaction.atomic
def _undo(upload):
    changes = defaultdict(list)
    written = AnswerChange.objects.filter(upload=upload).select_related("item").order_by("id")
    for change in written:
        changes[change.response_id].append(change)
    handed_in = {one["response"] for one in upload.told["respondents"] if one["handed_in"]}
    told = []
    respondents = sorted({*changes, *handed_in})
    for done, response_id in enumerate(respondents):
        jobs.beat_from_within(upload, done, len(respondents))
        response = _with_all(response_id)
        if response_id in handed_in and response.state == State.SUBMITTED:
            reason = say.upload("undone", name=upload.name)
            by = upload.requested_by
            workflow.return_to_respondent(response, by=by, reason=reason, door=Door.WORKBOOK)
            response = _with_all(response_id)
        told.append(_put_back(upload, response, changes[response_id]))
    _end(upload, told)


def _put_back(upload, response, changes):
    told = Told(response.pk, response.organisation.name)
    typed = {change.item.code: change.old for change in changes}
    seen = {change.item.code: change.new for change in changes}
    if typed:
        _write(response, typed, seen, told, by=upload.requested_by)
    return told


def _end(upload, told):
    told = {"respondents": [asdict(one) for one in told]}
    jobs.finish_mine(upload, told=told, done=upload.in_all)


WORK = {Upload.Phase.CHECK: _check, Upload.Phase.TAKE: _take_in, Upload.Phase.UNDO: _undo}


def sweep():
    """What jobs.sweep does, for uploads."""
    given_up = say.upload("given_up", attempts=jobs.MOST_ATTEMPTS)
    return jobs.sweep(Upload.objects.all(), ring, given_up)


def remove_old(now=None):
    """Remove the files of rounds that are over, and what was found in them. Returns how many."""
    now = now or timezone.now()
    old = Upload.objects.filter(
        response__questionnaire__round__deadline__lt=(now - KEPT_AFTER_DEADLINE).date(),
        requested_at__lt=now - KEPT_AT_LEAST,
    )
    removed, _ = UploadedFile.objects.filter(upload__in=old).delete()
    old.exclude(found=None).update(found=None)
    return removed


# ---- for pages ----


def marked_copy(upload):
    """The file with what is wrong marked in its cells, as bytes of a workbook."""
    problems = [intake.Problem(**problem) for problem in upload.found["problems"]]
    return marking.marked(bytes(upload.file.content), upload.name, problems)
