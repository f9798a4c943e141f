"""What a table is: its columns, rows, cells and notes, and how it is kept, shown and sent out."""

from dataclasses import dataclass, field
from typing import NamedTuple

# Parts the texts strung together in a packed table.
BREAK = "\n"
TOTALS = ("total_term", "total_year")


class Cell(NamedTuple):
    """`value` is exact (a share's is its percentage), `display` what is printed of it.

    `kinds` are the kinds of the notes under the table that `note` has something of.
    """

    value: int | float | str | None
    display: str
    numerator: int | float | None = None
    denominator: int | None = None
    lower_bound: bool = False
    note: str | None = None
    kinds: tuple[str, ...] = ()

    def as_json(self):
        return {name: value for name, value in self._asdict().items() if name != "kinds"}


BLANK = Cell(None, "")


class Column(NamedTuple):
    """`of_answers` tells columns that have answers behind them from those of registers."""

    code: str
    label: str
    decimals: int = 0
    unit: str = ""
    of_answers: bool = True


class Note(NamedTuple):
    kind: str
    text: str


class Row(NamedTuple):
    code: str
    label: str
    cells: tuple[Cell, ...]


class PrintedCell(NamedTuple):
    """A cell on a page: `marks` are numbers of notes, counted from 1."""

    column: str
    display: str
    span: int
    marks: list[int]
    traceable: bool


class PrintedRow(NamedTuple):
    code: str
    label: str
    is_total: bool
    cells: list[PrintedCell]


@dataclass
class Table:
    """Kept column by column, and equal cells are one and the same object: a table with tens of
    thousands of rows then costs little more than its answers.

    `cells` holds a list per column, in the order of the rows' `codes` and `labels`; `spans` holds
    {row code: {column code: number of columns}} for cells that stand for several.
    """

    code: str
    title: str
    subtitle: str
    source: str
    heading: str
    columns: list[Column]
    codes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    cells: list[list[Cell]] = field(default_factory=list)
    said: list[Note] = field(default_factory=list)
    spans: dict = field(default_factory=dict)

    @property
    def rows(self):
        """The rows, made anew each time."""
        cells = zip(*self.cells, strict=True)
        return list(map(Row, self.codes, self.labels, cells))

    @property
    def notes(self):
        return [note.text for note in self.said]

    def add_row(self, code, label, cells):
        self.codes.append(code)
        self.labels.append(label)
        for column, cell in zip(self.cells, cells, strict=True):
            column.append(cell)

    def cell(self, row_code, column_code):
        """The cell, or None where the table has no such row or column."""
        columns = [column.code for column in self.columns]
        if row_code not in self.codes or column_code not in columns:
            return None
        return self.cells[columns.index(column_code)][self.codes.index(row_code)]

    def printed_rows(self):
        """The rows as a page shows them: with the numbers of notes, and without covered cells."""
        numbers = {}
        for number, note in enumerate(self.said, 1):
            numbers.setdefault(note.kind, []).append(number)
        return [
            PrintedRow(row.code, row.label, row.code in TOTALS, self._printed(row, numbers))
            for row in self.rows
        ]

    def _printed(self, row, numbers):
        spans = self.spans.get(row.code, {})
        cells, covered = [], 0
        for column, cell in zip(self.columns, row.cells, strict=True):
            if covered:
                covered -= 1
                continue
            span = spans.get(column.code, 1)
            covered = span - 1
            marks = sorted(n for kind in cell.kinds for n in numbers.get(kind, ()))
            traceable = column.of_answers and bool(cell.display)
            cells.append(PrintedCell(column.code, cell.display, span, marks, traceable))
        return cells

    def as_json(self):
        """The shape that goes out: see docs/architecture.md."""
        return {
            "code": self.code,
            "title": self.title,
            "columns": [{"code": one.code, "label": one.label} for one in self.columns],
            "rows": [
                {
                    "code": row.code,
                    "label": row.label,
                    "cells": [cell.as_json() for cell in row.cells],
                }
                for row in self.rows
            ],
            "notes": self.notes,
        }

    def packed(self):
        """As kept with a build: each different cell once, and the rows' cells by its number.

        What there is one of for every row is strung together: a few long texts are read and
        written many times faster than as many short ones.
        """
        keys = [list(map(id, column)) for column in self.cells]
        different = {}
        for ids, column in zip(keys, self.cells, strict=True):
            different.update(zip(ids, column, strict=True))
        number_of = {key: str(number) for number, key in enumerate(different)}
        return {
            "code": self.code,
            "title": self.title,
            "subtitle": self.subtitle,
            "source": self.source,
            "heading": self.heading,
            "columns": self.columns,
            "codes": _strung(self.codes),
            "labels": _strung(self.labels),
            "different": list(different.values()),
            "cells": [" ".join(map(number_of.__getitem__, ids)) for ids in keys],
            "notes": self.said,
            "spans": self.spans,
        }

    @classmethod
    def unpacked(cls, packed):
        """The table that was `packed`, after a turn as JSON."""
        cells = [Cell(*values, tuple(kinds)) for *values, kinds in packed["different"]]
        return cls(
            code=packed["code"],
            title=packed["title"],
            subtitle=packed["subtitle"],
            source=packed["source"],
            heading=packed["heading"],
            columns=[Column(*column) for column in packed["columns"]],
            codes=_parted(packed["codes"]),
            labels=_parted(packed["labels"]),
            cells=[[cells[int(number)] for number in column.split()] for column in packed["cells"]],
            said=[Note(*note) for note in packed["notes"]],
            spans=packed["spans"],
        )


def _strung(texts):
    """The texts as one. None of them holds a line break, or it is taken for a space."""
    strung = BREAK.join(texts)
    if strung.count(BREAK) >= len(texts):
        strung = BREAK.join(text.replace(BREAK, " ") for text in texts)
    return strung


def _parted(strung):
    return strung.split(BREAK) if strung else []
