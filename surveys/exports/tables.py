"""What every format writes: tables with a name, columns and rows.

A cell is what a format makes of a text, a number, or None for nothing: see `writing.Document.cell`.
Rows may be many and come one at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Table:
    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple]


def same(cell):
    """What a format makes of a cell that needs nothing done to it."""
    return cell
