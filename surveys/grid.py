"""Spreadsheet files as plain grids of text: what stands in which cell, and nothing else of the file."""

from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

MOST_MEGABYTES = 5


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


def read(path):
    """The sheets of a workbook, as [Grid]."""
    book = load_workbook(path)
    return [_grid(sheet) for sheet in book.worksheets]


def _grid(sheet):
    grid = Grid(sheet.title, hidden=sheet.sheet_state != "visible")
    grid.merged = [(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges]
    for row in sheet.iter_rows():
        for cell in row:
            text = _text(cell)
            if text:
                grid.cells[cell.row, cell.column] = Cell(
                    cell.row, cell.column, text, cell.data_type == "f"
                )
    return grid


def _text(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if "%" in cell.number_format:
            return f"{(number * 100).normalize():f} %"
        return f"{number.normalize():f}"
    return str(value).strip()
