"""What every format writes: tables with a name, columns and rows.

A cell is a text, a number, or None for nothing. Rows may be many and come one at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Table:
    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple]


def same(text):
    """What a format does to a text that needs nothing done to it."""
    return text
