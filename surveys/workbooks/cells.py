"""What people write in a cell, understood: generous about how it is written, never guessing what is meant."""

import re

from surveys import figures, values
from surveys.messages import cell as sentence
from surveys.models import Kind, Missing

YES = {"ja", "j", "x", "1", "sant", "true", "yes", "✓", "✔", "markerat"}
NO = {"nej", "n", "0", "-", "–", "falskt", "false", "no"}
UNKNOWN = {"kanejuppskattas", "kan_ej_uppskattas", "vetej"}
# What Excel shows where a formula went wrong, in English and in Swedish.
ERROR_VALUES = {"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!"}
ERROR_VALUES |= {"#saknas!", "#referens!", "#värdefel!", "#division/0!", "#namn?", "#ogiltigt!"}
# Dates and times of day, as `surveys.workbooks.grid` shows them.
DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d.*)?|\d+:\d\d(:\d\d)?")


class NotUnderstood(Exception):
    """What stands in the cell is no answer in that box. Says why, and what to write."""

    def __init__(self, code, **words):
        super().__init__(sentence(code, **words))


def bare(text):
    """A text without what people vary: capitals, and spaces of every kind."""
    return "".join(text.split()).casefold()


def understood(item, text):
    """The Value a text in a cell stands for, None for an empty or unmarked box.

    What the value's canonical text says is what the one who saves it is to be given.
    """
    if bare(text) in ERROR_VALUES:
        raise NotUnderstood("error_value", given=text)
    value = values.read(item, _as_in_the_form(item, text))
    if value is not None and value.is_unreadable:
        raise _why_not(item, text)
    return value


def _as_in_the_form(item, text):
    """What a form would have sent: ja, an option's code, kan_ej_uppskattas; all else as it stands."""
    kind, word = Kind(item.question.kind), bare(text)
    if kind == Kind.TEXT:
        return text
    if kind in {Kind.MULTI, Kind.YESNO} and word in YES:
        return values.YES
    if kind in {Kind.MULTI, Kind.YESNO} and word in NO:
        return values.NO if kind == Kind.YESNO else ""
    if kind == Kind.SINGLE:
        meant = _options(item)
        if text in meant or word in meant:
            return meant.get(text) or meant[word]
    return Missing.UNKNOWN.value if word in UNKNOWN else text


def _options(item):
    """{what may be written: code}: the labels as they are, then however they and the codes are written."""
    labels = values.choices(item)
    meant = {label: code for code, label in labels.items()}
    for code, label in labels.items():
        meant.setdefault(bare(label), code)
    for code in labels:
        meant.setdefault(bare(code), code)
    return meant


def _why_not(item, text):
    kind, given = Kind(item.question.kind), text[:80]
    if bare(text) in UNKNOWN:
        return NotUnderstood("unknown_not_allowed", given=given)
    if kind.is_numeric:
        return NotUnderstood(_why_no_number(text), given=given)
    if kind == Kind.SINGLE:
        options = ", ".join(values.choices(item).values())
        return NotUnderstood("not_an_option", given=given, options=options)
    return NotUnderstood("not_yesno" if kind == Kind.YESNO else "not_a_mark", given=given)


def _why_no_number(text):
    if DATE.fullmatch(text):
        return "date"
    number = figures.read_number(text)
    if number is None:
        return "not_a_number"
    return "number_too_large" if abs(number) >= values.LARGEST else "too_many_decimals"
