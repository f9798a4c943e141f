"""Text that a spreadsheet would run as a formula, made harmless on its way into a csv file, and whole
again on its way back: what begins with such a sign, after apostrophes or none, gets one apostrophe
before it."""

import re

RISKY = frozenset("=+-@\t\r'")
FORMULA = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text):
    if text and text[0] in RISKY and FORMULA.match(text):
        return f"'{text}"
    return text


def unguarded(text):
    return text[1:] if GUARDED.match(text) else text
