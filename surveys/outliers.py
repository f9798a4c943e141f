"""Numbers that lie far from the others: Tukey's fences, which a few wild numbers do not move.

Half of the numbers lie between the lower and the upper quartile. A number is odd when it lies further
outside than one and a half times the width between them. With fewer than eight nothing is odd.
"""

from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

FEWEST = 8
REACH = Decimal("1.5")


@dataclass(frozen=True)
class Fences:
    """The quartiles, and the limits beyond which a number is odd."""

    lower: Decimal
    upper: Decimal
    low: Decimal
    high: Decimal

    def is_odd(self, number):
        return not self.low <= number <= self.high


def fences(numbers):
    """The Fences of some numbers; None when they are too few to tell."""
    if len(numbers) < FEWEST:
        return None
    lower, _, upper = quantiles(map(Decimal, numbers), n=4, method="inclusive")
    reach = REACH * (upper - lower)
    return Fences(lower, upper, lower - reach, upper + reach)
