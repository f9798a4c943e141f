from django import template

from surveys import figures, queries

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
