"""One box saved as it is left: the same rules as for a whole response, over only what the box touches.

The writer says what stood in the box when it was shown. If somebody has written something else there
since, nothing is saved and both values are given back: a value is never overwritten unseen.
"""

from dataclasses import dataclass, field

from django.db import transaction

from surveys import access, checking, outline, rows, rules, values, workflow
from surveys import sheet as sheets
from surveys.models import Answer, AnswerChange, Door, Kind, State


@dataclass
class Conflict:
    """What the writer would put in a box where somebody else has written since; `change` says who."""

    item: object
    typed: values.Value | None
    held: values.Value | None
    change: AnswerChange | None


@dataclass
class Outcome:
    """What came of saving a box, which now holds `held`.

    `judged` are the questions checked anew, `findings` what is open in them, `hidden` says
    of each of them with a condition whether it is hidden now.
    """

    item: object
    held: values.Value | None
    conflict: Conflict | None = None
    judged: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    hidden: dict = field(default_factory=dict)


@transaction.atomic(savepoint=False)
def save(response_id, code, typed, seen, *, by):
    """Save one box of a response the user may fill in. None when there is no such box for them.

    Raises workflow.Refused when the response is not open or locked, or the box is somebody else's to fill in or
    follows the kommuner's answers.
    """
    if by.is_staff:
        return None
    response, tasks, locked_out = rows.lock(response_id, by)
    if response is None:
        return None
    paper = outline.load_id(response.questionnaire_id)
    response.questionnaire = paper.questionnaire
    item = paper.item.get(code)
    if item is None:
        return None
    workflow.refuse_unless_open(response)
    if locked_out:
        raise workflow.Refused("locked_out")
    if item.question.section_id not in access.sections_of(tasks, paper):
        raise workflow.Refused("not_given")
    workflow.refuse_followed(response, [item])
    around = paper.around(item.question.code)
    kept, found_before = rows.standing(response, around)
    sheet = _sheet_of(response, paper, {pk: answer.value for pk, answer in kept.items()})
    sheet.taken_over = {paper.item_by_id[pk].code for pk, a in kept.items() if a.taken_over}
    held, value = sheet.values.get(code), values.read(item, typed)
    if value != held and values.read(item, seen) != held:
        return Outcome(item, held, conflict=conflict(response, item, value, held))
    sheet.put(code, value)
    sheets.hide(sheet, around.read)
    _confirm(sheet, item, kept)
    if value != held:
        hidden = item.question.code in sheet.hidden
        rows.write(response, item, held, value, by=by, door=Door.FORM, hidden=hidden)
        _keep_hidden(sheet, around.dependents, kept)
        if response.state == State.NOT_STARTED:
            # From now on what is kept of a box's surroundings is kept of the whole.
            workflow.begin(response, by=by)
            checking.check(response)
    return Outcome(
        item,
        value,
        judged=around.judged,
        findings=_check(response, sheet, around, found_before),
        hidden={q.code: q.code in sheet.hidden for q in around.judged if q.visible_when},
    )


def conflict(response, item, typed, held):
    """Both values, and the change that brought the one that is held."""
    change = response.changes.filter(item=item, row=0).select_related("by").first()
    return Conflict(item, typed, held, change)


def _sheet_of(response, paper, held):
    """The sheet of a few boxes, hidden questions not yet settled."""
    codes = {paper.item_by_id[pk].code: value for pk, value in held.items()}
    return sheets.Sheet(paper, sheets.organisation_of(response), codes)


def _confirm(sheet, item, kept):
    """Who leaves a box has looked at what was taken over there; marks of a list are one box to the eye."""
    beside = item.question.box_list if item.question.kind == Kind.MULTI else [item]
    left = [one for one in beside if one.code in sheet.taken_over]
    if left:
        sheet.taken_over -= {one.code for one in left}
        Answer.objects.filter(pk__in=[kept[one.pk].pk for one in left]).update(taken_over=False)


def _keep_hidden(sheet, questions, kept):
    """Settle on the rows which answers are hidden; of most boxes none changes."""
    for hidden in (True, False):
        turned = [
            kept[item.pk].pk
            for question in questions
            for item in question.box_list
            if (question.code in sheet.hidden) is hidden
            and item.pk in kept
            and kept[item.pk].hidden is not hidden
        ]
        if turned:
            Answer.objects.filter(pk__in=turned).update(hidden=hidden)


def _check(response, sheet, around, found_before):
    """What the whole check would find in these questions, kept as it would keep it."""
    previous = _previous(response) if around.looks_back else None
    found = rules.broken_in(sheet, around.judged, around.rules, previous)
    checking.keep_findings(response, found, found_before)
    return checking.open_among(response, found)


def _previous(response):
    """Last round's sheet, without what was hidden there, which does not count."""
    earlier = rows.last_round(response)
    if earlier is None:
        return None
    questionnaire_id, held = earlier
    return _sheet_of(response, outline.load_id(questionnaire_id), held)
