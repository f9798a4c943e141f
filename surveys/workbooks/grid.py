"""Spreadsheet files as plain grids of text: what stands in which cell, and nothing else of the file.

A file is what its content says, whatever it is called: a workbook (.xlsx), or text with commas,
semicolons or tabs between the columns.
"""

import csv
import io
import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from surveys.figures import swedish
from surveys.workbooks import guard
from surveys.workbooks.guard import Unusable

__all__ = ["Unusable"]

CSV = "csv"
DELIMITERS = "\t;,"  # of two that fit as well, the first: there are commas in numbers and in texts
LINES_TO_GUESS_FROM = 100
LONGEST_TEXT = 32_767  # of a cell in Excel
LAST_ROW = 1_048_576

# How files that are no workbooks begin.
OTHER_KINDS = {
    b"%PDF": "pdf",
    b"{\\rtf": "document",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\x00": "picture",
    b"MM\x00*": "picture",
}
OLE = b"\xd0\xcf\x11\xe0"
LOCKED_INSIDE = "EncryptedPackage".encode("utf-16-le")
TAGS = re.compile(r"\s*<[!?a-zA-Z]")

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# No text has these, nor may a database or a workbook hold them.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CONTROLS_IN_TEXT = 0.03  # a stray one may slip in; a program or a picture is full of them
UNSEEN = re.compile(f"{CONTROLS.pattern}|[\u200b\ufeff]")
# How a workbook writes a character that XML has not.
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# Of a number format: what is shown as it stands, and so does not make a number per cent.
LITERAL = re.compile(r'"[^"]*"|[\\_*].')
LATER_FUNCTION = re.compile(r"_xl(fn|ws)\.")


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what a person sees in the cell: numbers as 71.5, 12.5 % and not 0.125, ja for true."""

    row: int
    column: int
    text: str
    is_formula: bool = False

    @property
    def ref(self):
        """B17"""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass
class Grid:
    """One sheet: its cells that hold something by (row, column), from 1, and its merged areas as
    (first row, first column, last row, last column)."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False

    def text(self, row, column):
        cell = self.cells.get((row, column))
        return cell.text if cell else ""


def read(file, name=None):
    """The sheets of a file, as [Grid]; a csv is one, named "csv". `file` is its path or its bytes, and
    `name` what the person calls it.

    Raises Unusable for what cannot, or must not, be read.
    """
    data = content(file)
    if is_workbook(data):
        grids = _sheets(workbook(data, keep_links=False))
    else:
        grids = [_lines(_decoded(data, name or Path(file).name))]
    if not any(grid.cells for grid in grids):
        raise Unusable("nothing")
    return grids


def content(file):
    """The bytes of a file that is neither empty nor too large."""
    if isinstance(file, bytes):
        data = file
    else:
        with Path(file).open("rb") as stream:
            data = stream.read(guard.MOST_BYTES + 1)
    if not data:
        raise Unusable("empty")
    if len(data) > guard.MOST_BYTES:
        raise Unusable("too_large", limit=guard.MOST_BYTES // guard.MEGABYTE)
    return data


def is_workbook(data):
    return data.startswith(guard.PACKED)


# ---- workbooks ----


def workbook(data, **options):
    """An openpyxl workbook, once it is known to be harmless. `options` are those of load_workbook."""
    with guard.unusable_if_it_fails("broken"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out: drawings, extensions
        guard.check(data)
        return load_workbook(io.BytesIO(data), **options)


def _sheets(book):
    shown = _Shown()
    with guard.unusable_if_it_fails("broken"):
        return [_grid(sheet, shown) for sheet in book.worksheets]


def _grid(sheet, shown):
    grid = Grid(sheet.title, hidden=sheet.sheet_state != "visible")
    grid.merged = [(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges]
    for cell in cells_of(sheet):
        row, column = cell.row, cell.column
        if row > LAST_ROW or column > guard.MOST_COLUMNS:
            raise Unusable("broken")
        text = shown.text(cell)
        if text:
            grid.cells[row, column] = Cell(row, column, text, cell.data_type == "f")
    return grid


def cells_of(sheet):
    """Those that are in the file. Not `iter_rows`, which makes all between them: 17 billion when
    something stands in the last corner of the sheet."""
    return list(sheet._cells.values())


class _Shown:
    """The texts of a workbook's cells as people see them."""

    def __init__(self):
        # One long text may stand in every cell of a sheet: the same object, cleaned once.
        self.clean = {}

    def text(self, cell):
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if isinstance(value, int | float):
            return _number(value, cell.number_format)
        if cell.data_type == "f":
            return clean(_formula(value))
        if isinstance(value, str):
            if value not in self.clean:
                self.clean[value] = clean(_unescaped(value))
            return self.clean[value]
        return _moment(value)


def _number(value, number_format):
    """Without the noise of a float: fifteen digits, as Excel."""
    number = Decimal(f"{value:.15g}" if isinstance(value, float) else value)
    if "%" in number_format and "%" in LITERAL.sub("", number_format):
        return f"{_plain(number * 100)} %"
    return _plain(number)


def _plain(number):
    return f"{number.normalize() + 0:f}"


def _formula(value):
    """As typed: an array's formula lies in an object, and a newer function has a prefix in the file."""
    typed = value if isinstance(value, str) else getattr(value, "text", None)
    return LATER_FUNCTION.sub("", typed or "=")


def _moment(value):
    """2024-01-02, 2024-01-02 13:30, 13:30, 26:30:00"""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime):
        clock = "" if value.time() == time() else f" {_clock(value)}"
        return f"{value.date().isoformat()}{clock}"
    return value.isoformat() if isinstance(value, date) else _clock(value)


def _clock(value):
    return f"{value:%H:%M:%S}".removesuffix(":00")


def _unescaped(text):
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def clean(text):
    """Without what nobody sees: spaces around, control characters, carriage returns."""
    text = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub("", text).strip()


# ---- csv ----


def _decoded(data, name):
    _refuse_other_kinds(data)
    try:
        text = _text(data)
    except UnicodeDecodeError as error:
        raise Unusable("unknown", name=name) from error
    if len(CONTROLS.findall(text)) > len(text) * CONTROLS_IN_TEXT:
        raise Unusable("unknown", name=name)
    if TAGS.match(text):
        raise Unusable("web_page")
    return text


def _refuse_other_kinds(data):
    if data.startswith(OLE):
        raise Unusable("password" if LOCKED_INSIDE in data else "xls")
    for beginning, kind in OTHER_KINDS.items():
        if data.startswith(beginning):
            raise Unusable(kind)


def _text(data):
    if data.startswith(UTF_16):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _lines(text):
    grid = Grid(CSV)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    for row, values in enumerate(_rows(reader), start=1):
        if row > guard.MOST_ROWS:
            raise Unusable("too_many_rows", most=swedish(guard.MOST_ROWS))
        for column, value in enumerate(values, start=1):
            seen = clean(value)
            if seen:
                grid.cells[row, column] = Cell(row, column, seen)
        if len(grid.cells) > guard.MOST_CELLS or len(values) > guard.MOST_COLUMNS:
            raise Unusable("too_many_cells", most=swedish(guard.MOST_CELLS))
    return grid


def _rows(reader):
    """Also a text that fills more than a cell may hold (csv.field_size_limit) is a quotation mark
    that nobody closed."""
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            raise Unusable("quotes", line=line) from error
        if values is None:
            return
        yield values


def _delimiter(text):
    """That which parts the most of the first lines into equally many columns."""
    return max(DELIMITERS, key=lambda delimiter: _even_lines(text, delimiter))


def _even_lines(text, delimiter):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(values) for values in islice(reader, LINES_TO_GUESS_FROM))
    except csv.Error:
        return 0
    return max((lines for width, lines in widths.items() if width > 1), default=0)
