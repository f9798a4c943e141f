"""The only writer of answers. Anything may be saved; what is wrong becomes a finding, not a loss."""

from dataclasses import dataclass

from django.db import transaction

from surveys import checking, outline, values, workflow
from surveys.models import Answer, AnswerChange, Door, Response, State


@dataclass
class Saved:
    """How many boxes changed, and what stands between the response and its hand-in."""

    changed: int
    verdict: checking.Verdict


@transaction.atomic
def save(response, typed, *, by, door=Door.FORM):
    """Write what was typed, {item code: text}, into an open response; '' empties a box.

    Boxes not named keep what they hold. Raises workflow.Refused when the response is not open, or a
    box is in a section that somebody else is to fill in.
    """
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("questionnaire__round", "questionnaire__survey", "organisation__parent")
        .get(pk=response.pk)
    )
    items = outline.load(response.questionnaire).item
    typed = {items[code]: text for code, text in typed.items()}
    workflow.refuse_writing(response, typed, by=by, door=door)
    changed = _write(response, typed, by, door)
    if changed and response.state == State.NOT_STARTED:
        workflow.begin(response, by=by, door=door)
        response.refresh_from_db(fields=["state"])
    return Saved(changed, checking.check(response))


def _write(response, typed, by, door):
    kept = {
        answer.item_id: answer
        for answer in Answer.objects.filter(response=response, item__in=typed, row=0)
    }
    new, gone, changes = [], [], []
    for item, text in typed.items():
        old = values.of_answer(kept[item.pk]) if item.pk in kept else None
        value = values.read(item, text)
        if value == old:
            continue
        changes.append(
            AnswerChange(
                response=response,
                item=item,
                old=old.canonical if old else "",
                new=value.canonical if value else "",
                by=by,
                door=door,
            )
        )
        if value is None:
            gone.append(kept[item.pk].pk)
        else:
            new.append(Answer(response=response, item=item, **{value.column: value.content}))
    if gone:
        Answer.objects.filter(pk__in=gone).delete()
    Answer.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["response", "item", "row"],
        update_fields=Answer.VALUE_FIELDS,
    )
    AnswerChange.objects.bulk_create(changes)
    return len(changes)
