"""One box saved as it is left: the same rules as for a whole response, over only what the box touches.

The writer says what stood in the box when it was shown. If somebody has written something else there
since, nothing is saved and both values are given back: a value is never overwritten unseen.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from surveys import access, answers, checking, outline, rules, values, workflow
from surveys import sheet as sheets
from surveys.models import Answer, AnswerChange, Door, Finding, Response, State


@dataclass
class Conflict:
    """What stands in the box now, and the change that put it there."""

    value: values.Value | None
    change: AnswerChange | None


@dataclass
class Outcome:
    """What came of saving a box. `seen` is what the box holds now, as canonical text.

    `hidden` says of the questions whose conditions look at this one whether they are hidden now.
    """

    item: object
    seen: str
    conflict: Conflict | None = None
    findings: list = field(default_factory=list)
    hidden: dict = field(default_factory=dict)


@transaction.atomic
def save(response_id, code, typed, seen, *, by):
    """Save one box of a response the user may fill in. None when there is no such box for them.

    Raises workflow.Refused when the response is not open.
    """
    response = _lock(response_id)
    if response is None or not access.speaks_for(by, response):
        return None
    paper = outline.load_id(response.questionnaire_id)
    response.questionnaire = paper.questionnaire
    item = paper.item.get(code)
    if item is None:
        return None
    if not response.is_open:
        raise workflow.Refused("locked_kommun" if response.organisation.is_kommun else "locked")
    around = paper.around(item.question.code)
    sheet = _part_of(response, paper, around.questions)
    old, new = sheet.values.get(code), values.read(item, typed)
    if canonical(old) != seen and old != new:
        return Outcome(item, canonical(old), conflict=_conflict(response, item, old))
    if old != new:
        _write(response, item, old, new, by)
        _put(sheet, code, new)
    sheets.hide(sheet, around.questions)
    _settle_hidden(response, sheet, around)
    return Outcome(
        item,
        canonical(new),
        findings=_check(response, sheet, around),
        hidden={q.code: q.code in sheet.hidden for q in around.dependents},
    )


def _lock(response_id):
    """The response, held until the transaction ends. One short query: this runs at every keystroke's end."""
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=response_id)
        .order_by()
        .first()
    )


def canonical(value):
    return value.canonical if value else ""


def _part_of(response, paper, questions):
    """The sheet of a few questions, hidden ones not yet settled."""
    wanted = [item.pk for question in questions for item in question.box_list]
    held = {
        paper.item_by_id[answer.item_id].code: values.of_answer(answer)
        for answer in Answer.objects.filter(response=response, item__in=wanted, row=0).order_by()
    }
    return sheets.Sheet(paper, sheets.organisation_of(response), held)


def _put(sheet, code, value):
    sheet.values.pop(code, None)
    if value is not None:
        sheet.values[code] = value


def _write(response, item, old, new, by):
    answers.put(response, item, new)
    AnswerChange.objects.create(
        response=response,
        item=item,
        old=canonical(old),
        new=canonical(new),
        by=by,
        door=Door.FORM,
    )
    if response.state == State.NOT_STARTED:
        workflow.begin(response, by=by)


def _conflict(response, item, value):
    change = response.changes.filter(item=item).select_related("by").first()
    return Conflict(value, change)


def _settle_hidden(response, sheet, around):
    for question in around.dependents:
        hidden = question.code in sheet.hidden
        boxes = [item.pk for item in question.box_list]
        kept = Answer.objects.filter(response=response, item__in=boxes, hidden=not hidden)
        kept.update(hidden=hidden)


def _check(response, sheet, around):
    """Rules that look at the question, run and kept as the whole check would keep them."""
    found = rules.broken_in(sheet, around.checked, around.rules, _previous(response, around))
    boxes = [item.pk for question in around.checked for item in question.box_list]
    built_in = Q(item__in=boxes) & ~Q(rule__in=[rule.code for rule in sheet.outline.rules])
    authors = Q(rule__in=[rule.code for rule in around.rules])
    kept = Finding.objects.filter(built_in | authors, response=response)
    checking.keep_findings(response, found, kept.order_by())
    return found


def _previous(response, around):
    """Last round's answers, only where something here looks at them."""
    if not around.looks_back:
        return None
    earlier = sheets.previous_response(response)
    return sheets.of(earlier) if earlier else None
