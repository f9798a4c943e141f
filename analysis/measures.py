"""The number rules. Plain functions of plain numbers; nothing here knows of tables or the database.

A figure is a Decimal, UNKNOWN ("kan ej uppskattas") or None (an empty box). The three are never
mixed: only Decimals are added up, and an UNKNOWN makes the sum a lower bound.
"""

from decimal import Decimal
from typing import NamedTuple

from surveys.figures import NO_BREAK_SPACE, round_half_up, swedish
from surveys.models import Missing

UNKNOWN = Missing.UNKNOWN.value


class Total(NamedTuple):
    """A sum of what was given. `unknown` and `empty` count the figures that could not be added."""

    value: Decimal
    unknown: int = 0
    empty: int = 0

    @property
    def is_lower_bound(self):
        return self.unknown > 0 or self.empty > 0


class Share(NamedTuple):
    """A part of a whole. Shares are put together by their parts and wholes, never averaged."""

    numerator: Decimal | int
    denominator: int

    @property
    def percent(self):
        """Exact as far as Decimal goes; None of nothing."""
        if not self.denominator:
            return None
        return Decimal(self.numerator) * 100 / Decimal(self.denominator)


def total(figures, decimals=0):
    """The sum of figures as they are shown, so that a table's column adds up to its total."""
    counts = {}
    for figure in figures:
        counts[figure] = counts.get(figure, 0) + 1
    return total_of_counts(counts, decimals)


def total_of_counts(counts, decimals=0):
    """The same from {figure: how many times}."""
    unknown, empty = counts.get(UNKNOWN, 0), counts.get(None, 0)
    value = sum(
        (
            round_half_up(figure, decimals) * times
            for figure, times in counts.items()
            if is_number(figure)
        ),
        Decimal(0),
    )
    return Total(value, unknown, empty)


def is_number(figure):
    return figure is not None and figure != UNKNOWN


def combined(shares):
    """Several shares as one: 12 of 15 and 28 of 51 is 40 of 66."""
    shares = list(shares)
    return Share(
        sum(share.numerator for share in shares), sum(share.denominator for share in shares)
    )


def falling(rows, number, is_last):
    """Rows by falling number, ties in the order they came, those that are last at the end."""
    return sorted(rows, key=lambda row: (is_last(row), -number(row)))


def is_rounded(number, decimals=0):
    """Whether showing the number hides something of it."""
    return round_half_up(number, decimals) != number


def shown(number, decimals=0, unit=""):
    """A number as printed: 1 249, 16,9 %, -0,7."""
    text = swedish(number, decimals)
    return f"{text}{NO_BREAK_SPACE}{unit}" if unit else text


def plain(number):
    """A Decimal as JSON writes numbers: an int where it is whole, else a float."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)
