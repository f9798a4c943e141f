"""Remarks on single boxes, and the only writer of them.

    open --answer--> answered --close--> closed
      |                                    ^
      +---------------close----------------+

A remark is written and closed by those who review, while the response is handed in or returned. It is
answered in words by those who may fill in its box, while the response is open to them; an answer stands.
"""

from django.db import transaction
from django.utils import timezone

from surveys import access, outline, workflow
from surveys.models import Kind, Remark
from surveys.workflow import Refused


@transaction.atomic
def write(response, item, text, *, by):
    """Remark on a box, which has no other remark that is not closed."""
    response = workflow.lock(response)
    _refuse_reviewing("anmärka på", response, by)
    item = _box_of(response, item)
    if _not_closed(response).filter(item=item).exists():
        raise Refused("remark_stands")
    return Remark.objects.create(
        response=response, item=item, text=_words(text, "remark_needed"), by=by
    )


@transaction.atomic
def answer(remark, text, *, by):
    """Say in words what was done, or why the value is right. Changing the value is not enough."""
    remark = _lock(remark)
    workflow.refuse_writing(remark.response, [remark.item], by=by)
    if remark.is_closed:
        raise Refused("remark_closed")
    if not remark.is_open:
        raise Refused("remark_answered")
    remark.state = Remark.State.ANSWERED
    remark.answer = _words(text, "remark_answer_needed")
    remark.answered_by, remark.answered_at = by, timezone.now()
    remark.save()
    return remark


@transaction.atomic
def close(remark, *, by):
    """Nothing more is asked about the box, answered or not."""
    remark = _lock(remark)
    _refuse_reviewing("stänga anmärkningar i", remark.response, by)
    if remark.is_closed:
        raise Refused("remark_closed")
    remark.state = Remark.State.CLOSED
    remark.closed_by, remark.closed_at = by, timezone.now()
    remark.save()
    return remark


def _lock(remark):
    """The remark as it stands in the database; its response is held until the transaction ends."""
    response = workflow.lock(remark.response)
    return response.remarks.select_related("item__question").get(pk=remark.pk)


def _refuse_reviewing(verb, response, by):
    if response.state not in access.UNDER_REVIEW:
        state = response.get_state_display().lower()
        raise Refused("not_from_state", act=verb, state=state)
    if not access.may_remark(by, response):
        raise Refused("no_right", act=verb)


def _box_of(response, item):
    """Where a remark on an item stands: marks of a list are one box to the eye."""
    item = outline.load(response.questionnaire).item_by_id[item.pk]
    return item.question.box_list[0] if item.question.kind == Kind.MULTI else item


def _not_closed(response):
    return response.remarks.exclude(state=Remark.State.CLOSED)


def _words(text, problem):
    if not text.strip():
        raise Refused(problem)
    return text.strip()


# ---- for pages ----


def of(response):
    """All remarks on a response, in the order of its boxes, in one query."""
    boxes = outline.load(response.questionnaire).item_by_id
    remarks = list(response.remarks.select_related("by", "answered_by", "closed_by").order_by("id"))
    for remark in remarks:
        remark.item = boxes[remark.item_id]
    return sorted(remarks, key=lambda remark: (remark.item.position, remark.pk))


def unanswered(remarks):
    return [remark for remark in remarks if remark.is_open]


def not_closed(remarks):
    return [remark for remark in remarks if not remark.is_closed]
