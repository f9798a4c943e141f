"""Our tables beside printed ones: every printed cell, row, column head and footnote mark.

The folder holds a CSV file per table, its cells as printed (portal/demo/published_2023/notes.md).
Columns that begin with `_` are not printed: `_region_code` names the row, `_row_type` its kind.
"""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from analysis import messages
from analysis.cells import TOTALS
from analysis.listed import COUNTRY

FILES = (
    (re.compile(r"B3:(\d+)"), "bilaga3_tabell{:02}_*.csv"),
    (re.compile(r"T(\d+)"), "text_tabell{:02}_*.csv"),
)
MARKS = re.compile(r"(\*+|\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")
SPACES = re.compile(r"[\s\u00a0\u202f]+")
BARE_PERCENT = re.compile(r"(?<=\d)%")

# What is odd in the print of 2023, and how it is read. Nothing else is excused.
MOVED = {
    # The sums of the year stand in the first two columns; the terms above show that they are the
    # sums of columns 1-2 and 3-4, which belong in the last column of each. Ours in print's order.
    ("B3:9", "total_year"): (2, 0, 3, 1),
}
MARKS_WITHOUT_FOOTNOTE = {
    # Three stars, and no footnote with three stars anywhere in the report.
    ("B3:9", "01"),
}
# Labels that a questionnaire has in other words than the print: printed label -> option code.
LABELS = {}


class Printed(NamedTuple):
    """A printed text without its footnote mark, and whether it had one."""

    text: str
    marked: bool


@dataclass
class Comparison:
    """How a table compares; `differences` are sentences in Swedish."""

    code: str
    equal: int = 0
    in_all: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def is_equal(self):
        return not self.differences and self.equal == self.in_all

    def tell(self, difference, **words):
        self.differences.append(messages.published(difference, code=self.code, **words))


def compare(tables, folder):
    """{table code: Comparison} of our tables with the printed ones in a folder."""
    return {table.code: _compare(table, _read(table.code, Path(folder))) for table in tables}


def printed(text):
    """A printed text with plain spaces and its percent sign parted, and whether it had a mark."""
    text = SPACES.sub(" ", text).strip()
    bare = MARKS.sub("", text)
    return Printed(BARE_PERCENT.sub(" %", bare), bare != text)


def _read(code, folder):
    """Heads and rows of the table's file, a row as (label, cells, what is not printed)."""
    for pattern, name in FILES:
        if match := pattern.fullmatch(code):
            [path] = folder.glob(name.format(int(match[1])))
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    shown = [head for head in rows[0] if not head.startswith("_")]
    return shown[1:], [(row[shown[0]], [row[head] for head in shown[1:]], row) for row in rows]


def _compare(table, file):
    heads, rows = file
    comparison = Comparison(table.code)
    _compare_heads(table, [printed(head) for head in heads], comparison)
    ours = {row.code: row for row in table.rows}
    codes = [_row_code(table, label, unprinted) for label, _, unprinted in rows]
    if codes != table.codes:
        comparison.tell("rows")
    for code, (label, texts, _) in zip(codes, rows, strict=True):
        cells = [printed(text) for text in texts]
        cells = [cells[n] for n in MOVED.get((table.code, code), range(len(cells)))]
        comparison.in_all += len(cells)
        if code in ours:
            _compare_row(table, ours[code], printed(label), cells, comparison)
        else:
            comparison.tell("no_row", row=label)
    return comparison


def _compare_heads(table, heads, comparison):
    """Each head as printed; a marked one must have something said of it under the table."""
    if [head.text for head in heads] != [SPACES.sub(" ", c.label) for c in table.columns]:
        comparison.tell("heads")
    for head in heads:
        if head.marked and not any(note.startswith(head.text) for note in table.notes):
            comparison.tell("no_note", row=head.text)


def _row_code(table, label, unprinted):
    """The code of a printed row, or its label where we have no such row."""
    if unprinted.get("_row_type") == "riket":
        return COUNTRY
    if unprinted.get("_region_code"):
        return unprinted["_region_code"]
    text = printed(label).text
    known = dict(zip(table.labels, table.codes, strict=True)) | LABELS
    known |= {messages.label(code): code for code in TOTALS}
    return known.get(text, text)


def _compare_row(table, row, label, cells, comparison):
    noted = [bool(cell.note) for cell in row.cells]
    if label.marked and not any(noted) and (table.code, row.code) not in MARKS_WITHOUT_FOOTNOTE:
        comparison.tell("no_note", row=row.label)
    for column, cell, theirs in zip(table.columns, row.cells, cells, strict=True):
        words = {"row": row.label, "column": column.label}
        shown = SPACES.sub(" ", cell.display)
        if shown != theirs.text:
            comparison.tell("cell", printed=theirs.text, ours=shown, **words)
        elif theirs.marked and not cell.note:
            comparison.tell("no_note", row=f"{row.label}, {column.label}")
        else:
            comparison.equal += 1
