"""The writer of answers, many at once. Anything may be saved; what is wrong becomes a finding, not a loss."""

from dataclasses import dataclass

from django.db import transaction

from surveys import checking, outline, values, workflow
from surveys.models import Answer, AnswerChange, Door, State

# What is written over when a box already holds something.
REPLACE = {
    "update_conflicts": True,
    "unique_fields": ["response", "item", "row"],
    "update_fields": [*Answer.VALUE_FIELDS, "taken_over"],
}


@dataclass
class Saved:
    """How many boxes changed, and what stands between the response and its hand-in.

    `passed` are the boxes that were left as they are: [(item, typed value, held value)].
    """

    changed: int
    verdict: checking.Verdict
    passed: list


@transaction.atomic
def save(
    response,
    typed,
    *,
    by,
    door=Door.FORM,
    seen=None,
    taken_over=False,
    instead_of_sums=False,
    upload=None,
):
    """Write what was typed, {item code: text}, into an open response; '' empties a box.

    Boxes not named keep what they hold. So do those that hold another value than the writer has
    `seen`, {item code: text}, where that is said: nothing is written over that was not seen.
    What is `taken_over` from last round is marked so until somebody confirms it. What is put
    `instead_of_sums` has its reason in an Override. What came in by an `upload` says so in the log.
    Raises workflow.Refused when the response is not open, or a box is in a section that somebody
    else is to fill in, or follows the kommuner's answers.
    """
    response = workflow.lock(response)
    items = outline.load(response.questionnaire).item
    typed = {items[code]: text for code, text in typed.items()}
    workflow.refuse_writing(response, typed, by=by, door=door)
    if not instead_of_sums:
        workflow.refuse_followed(response, typed, door=door)
    changed, passed = _write(response, typed, seen or {}, by, door, taken_over, upload)
    if changed and response.state == State.NOT_STARTED:
        workflow.begin(response, by=by, door=door)
        response.refresh_from_db(fields=["state"])
    return Saved(changed, checking.check(response), passed)


def _write(response, typed, seen, by, door, taken_over, upload):
    kept = {
        answer.item_id: answer
        for answer in Answer.objects.filter(response=response, item__in=typed, row=0)
    }
    new, gone, changes, passed = [], [], [], []
    for item, text in typed.items():
        old = values.of_answer(kept[item.pk]) if item.pk in kept else None
        value = values.read(item, text)
        if value == old:
            continue
        if item.code in seen and values.read(item, seen[item.code]) != old:
            passed.append((item, value, old))
            continue
        changes.append(
            AnswerChange(
                response=response,
                item=item,
                old=values.canonical(old),
                new=values.canonical(value),
                by=by,
                door=door,
                upload=upload,
            )
        )
        if value is None:
            gone.append(kept[item.pk].pk)
        else:
            new.append(
                Answer(
                    response=response,
                    item=item,
                    taken_over=taken_over,
                    **{value.column: value.content},
                )
            )
    if gone:
        Answer.objects.filter(pk__in=gone).delete()
    Answer.objects.bulk_create(new, **REPLACE)
    AnswerChange.objects.bulk_create(changes)
    return len(changes), passed
