"""Numbers as people in Sweden write them: read and shown, in one place."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

NO_BREAK_SPACE = "\u00a0"
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
# One decimal sign, and spaces only where they part thousands.
NUMBER = re.compile(r"[+-]?(\d{1,3}( \d{3})+|\d+)([.,]\d+)?$")


def round_half_up(number, decimals=0):
    """71.5 gives 72 and 137.5 gives 138, as in the published tables."""
    return Decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def swedish(number, decimals=None):
    """1249 -> '1 249' with a no-break space, -0.7 -> '-0,7'. Without `decimals`, as given."""
    number = Decimal(number)
    number = plain(number) if decimals is None else round_half_up(number, decimals)
    if number == 0:
        number = abs(number)
    return f"{number:,f}".replace(",", NO_BREAK_SPACE).replace(".", ",")


def plain(number):
    """The same number without trailing zeros or exponent: 71.5000 -> 71.5, 1E+2 -> 100, -0 -> 0."""
    number = Decimal(number).normalize() + 0
    return number.quantize(Decimal(1)) if number.as_tuple().exponent > 0 else number


def read_number(text):
    """'1 249', '71,5', '12.5', '12,5 %' -> Decimal; None when it is not a number."""
    text = SPACES.sub(" ", text.strip()).removesuffix("%").strip().replace("−", "-")
    if not NUMBER.match(text):
        return None
    try:
        return Decimal(text.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
