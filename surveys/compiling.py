"""Letting an RSS's numbers follow its kommuner's answers, and putting another number in their place.

The numbers are brought up when somebody at the RSS looks at them and when they are handed in, so that
no kommun waits for another. Each is written to the log as the sum it is.
"""

from django.db import transaction

from regions.models import User
from surveys import access, answers, figures, outline, sums, workflow
from surveys.models import Compilation, Door, Override


@transaction.atomic
def begin(response, *, by):
    """From now on the numbers follow. What stood in the boxes is in the log."""
    _refuse_unless_lead(response, by)
    Compilation.objects.get_or_create(response=response, defaults={"by": by})
    bring_up(response)


@transaction.atomic
def end(response, *, by):
    """The numbers stay as they are, and follow no more."""
    _refuse_unless_lead(response, by)
    Compilation.objects.filter(response=response).delete()


def bring_up(response, made=None):
    """Write the sums as they are now, `made` where they are counted already. Returns how many numbers
    changed."""
    follows = sums.following(response) if response.is_open else set()
    if not follows:
        return 0
    box = outline.load(response.questionnaire).item
    made = made or sums.of(response)
    typed = {code: _typed(one) for code, one in made.by_code.items() if box[code].pk in follows}
    return answers.save(response, typed, by=User.objects.robot(), door=Door.SUMS).changed


def _typed(one):
    return "" if one.number is None else f"{figures.plain(one.number):f}"


@transaction.atomic
def override(response, item, typed, reason, *, by):
    """Put a number in place of the sum, with the reason why. A box that does not follow is refused."""
    compilation = Compilation.objects.filter(response=response).first()
    if compilation is None:
        raise workflow.Refused("follows_not")
    if not reason.strip():
        raise workflow.Refused("override_reason_needed")
    Override.objects.update_or_create(
        compilation=compilation, item=item, defaults={"reason": reason.strip(), "by": by}
    )
    answers.save(response, {item.code: typed}, by=by, instead_of_sums=True)


@transaction.atomic
def follow(response, item, *, by):
    """Let a number follow again."""
    workflow.refuse_writing(response, [item], by=by)
    Override.objects.filter(compilation__response=response, item=item).delete()
    bring_up(response)


def _refuse_unless_lead(response, by):
    workflow.refuse_unless_open(response)
    if not access.may_submit(by, response):
        raise workflow.Refused("no_right", act="sammanställa")
