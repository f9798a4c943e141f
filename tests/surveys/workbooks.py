"""Workbooks drawn as text in the test that uses them, a line a row and columns parted by |."""

import textwrap
from datetime import date
from decimal import Decimal

from openpyxl import Workbook

from surveys.workbooks import grid


def cells_of(drawing):
    """[[what stands in a cell]] of a drawing. What looks like a number, a per cent, a date or TRUE
    is one to the spreadsheet too; after a ' it is a text."""
    lines = textwrap.dedent(drawing).strip("\n").split("\n")
    return [[_content(part.strip(" ")) for part in line.split("|")] for line in lines]


def _content(text):
    if text.startswith("'"):
        return text[1:]
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    for kind in (int, float, date.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def saved(folder, *, merged=(), hidden=(), **drawings):
    """The path of a workbook with a sheet for each drawing; `merged` are areas of the first."""
    book = Workbook()
    book.remove(book.active)
    for name, drawing in drawings.items():
        sheet = book.create_sheet(name)
        for row, contents in enumerate(cells_of(drawing), 1):
            for column, content in enumerate(contents, 1):
                _write(sheet.cell(row, column), content)
        if name in hidden:
            sheet.sheet_state = "hidden"
    for area in merged:
        book.worksheets[0].merge_cells(area)
    path = folder / "svar.xlsx"
    book.save(path)
    return path


def _write(cell, content):
    if isinstance(content, str) and content.endswith("%%"):
        cell.value = float(Decimal(content.removesuffix("%%").replace(",", ".")) / 100)
        cell.number_format = "0.0%"
    elif content is not None:
        cell.value = content


def grids(folder, **sheets):
    """The sheets as they are read back from the file."""
    return grid.read(saved(folder, **sheets))
