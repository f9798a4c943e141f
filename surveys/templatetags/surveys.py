from django import template
from django.utils.html import format_html

from surveys import figures, messages, queries, rounds, usage, values, worktime
from surveys.models import Kind

register = template.Library()


@register.filter
def swedish(number, decimals=None):
    """1249 -> '1 249', with a no-break space; with so many decimals at most."""
    if decimals is not None:
        number = figures.round_half_up(number, decimals)
    return figures.swedish(number)


@register.filter
def less(number, other):
    """What is left of a number when another is taken from it."""
    return number - other


@register.filter
def days_left(deadline):
    """Days to a deadline: 0 on the day, negative after it."""
    return queries.days_left(deadline)


@register.filter
def deadline(response):
    """The day the response is to be handed in by."""
    return rounds.deadline_of(response)


@register.filter
def is_list(value):
    return isinstance(value, list)


@register.filter
def in_box(value, item):
    """A box's value to read among other words: never nothing."""
    if item.question.kind == Kind.MULTI:
        return "markerat" if value else "inte markerat"
    return values.shown(item, value) or "tomt"


@register.filter
def in_words(time):
    """'2 timmar 10 minuter'."""
    return worktime.in_words(time)


@register.filter
def in_short(time):
    """'2 tim 10 min'."""
    return worktime.in_short(time)


@register.filter
def address(email):
    """An e-mail address that a narrow line breaks after the @."""
    before, at, after = email.rpartition("@")
    return format_html("{}<wbr>{}", before + at, after)


@register.filter
def in_a_row(words):
    """'Anna, Bo och Cilla'."""
    return messages.enumeration(words)


@register.filter
def in_report(marks):
    """'tabell 8 i bilaga 3 och figur 3 i rapporten', of the marks of a question's `used_in`."""
    return in_a_row([usage.place(mark) for mark in marks])
