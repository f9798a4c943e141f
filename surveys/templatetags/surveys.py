from django import template

from surveys import figures, queries, values
from surveys.models import Kind

register = template.Library()


@register.filter
def swedish(number):
    """1249 -> '1 249', with a no-break space."""
    return figures.swedish(number)


@register.filter
def days_left(deadline):
    """Days to a deadline: 0 on the day, negative after it."""
    return queries.days_left(deadline)


@register.filter
def is_list(value):
    return isinstance(value, list)


@register.filter
def in_words(value, item):
    """A box's value to read among other words: never nothing."""
    if item.question.kind == Kind.MULTI:
        return "markerat" if value else "inte markerat"
    return values.shown(item, value) or "tomt"
