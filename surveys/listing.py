"""A list as a file to open in a spreadsheet: heads and rows of plain values, text always as text."""

import csv
import io
from datetime import date

import xlsxwriter

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMN_WIDTH = 18


def as_file(fmt, heads, rows):
    """The bytes of a file in one of CONTENT_TYPES."""
    return {"csv": _csv, "xlsx": _xlsx}[fmt](heads, rows)


def _csv(heads, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_guarded, [heads, *rows]))
    # With the mark by which Excel knows UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _guarded(row):
    """The row with no text that a spreadsheet would run."""
    return [f"'{v}" if isinstance(v, str) and v.startswith(FORMULA) else v for v in row]


def _xlsx(heads, rows):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(heads) - 1, COLUMN_WIDTH)
        sheet.write_row(0, 0, heads, bold)
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values):
                _write(sheet, (row, column), value, day)
    return content.getvalue()


def _write(sheet, place, value, day):
    if isinstance(value, str):
        sheet.write_string(*place, value)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, day)
    elif value is not None:
        sheet.write_number(*place, value)
