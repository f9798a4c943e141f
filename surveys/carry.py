"""Last round's answers beside this round's, by the question's code, and taken over from there.

What is taken over is marked until somebody confirms it; until then it is a query at hand-in.
"""

from django.db import transaction

from surveys import answers, checking, values, workflow
from surveys.models import Answer, Kind


def shown(items, previous):
    """What stood in these boxes last round, as people read it; '' where nothing did."""
    stood = [item for item in items if previous.value(item.code) is not None]
    if stood and stood[0].question.kind == Kind.MULTI:
        return "; ".join(item.option.label for item in stood)
    return "; ".join(previous.shown(item.code) for item in stood)


def texts(items, previous):
    """What to write in these boxes to make them as last round, {item code: text}; {} if nothing can be."""
    found = {item.code: _text(item, previous) for item in items}
    if not any(found.values()):
        return {}
    is_list = items[0].question.kind == Kind.MULTI
    return {code: text for code, text in found.items() if text or is_list}


def _text(item, previous):
    """A value that could not stand in this round's box is not taken over."""
    text = values.canonical(previous.value(item.code))
    value = values.read(item, text)
    return "" if value is None or value.is_unreadable else text


def take_over(response, typed, *, seen, by):
    """Write last round's values, marked as not yet confirmed. Returns answers.Saved."""
    return answers.save(response, typed, seen=seen, by=by, taken_over=True)


@transaction.atomic
def confirm(response, items, *, by):
    """Somebody has looked at what was taken over, and it holds this year too."""
    workflow.refuse_writing(response, items, by=by)
    Answer.objects.filter(response=response, item__in=items, taken_over=True).update(
        taken_over=False
    )
    checking.check(response)
