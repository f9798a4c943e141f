"""Where in the report an answer is used, from the marks of `used_in`: B3:8, T3, Figur 3, Löptext, VFU."""

import re

from surveys import messages

MARKS = {
    "appendix": re.compile(r"B(?P<appendix>\d+):(?P<number>\d+)"),
    "table": re.compile(r"T(?P<number>\d+)"),
    "figure": re.compile(r"Figur (?P<number>\d+)"),
    "text": re.compile(r"Löptext"),
    "vfu": re.compile(r"VFU"),
}


def place(mark):
    """'B3:8' -> 'tabell 8 i bilaga 3'. A mark of a kind not known here is told as it is."""
    for code, pattern in MARKS.items():
        if found := pattern.fullmatch(mark):
            return messages.place(code, **found.groupdict())
    return mark


def is_table(mark):
    return any(MARKS[code].fullmatch(mark) for code in ("appendix", "table"))


def is_known(mark):
    return any(pattern.fullmatch(mark) for pattern in MARKS.values())
