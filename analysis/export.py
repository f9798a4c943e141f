"""Tables as files: the rows are made once, the formats are many.

json  tables_2023.json, in the shape of docs/architecture.md
csv   a file per table as printed (B3_1.csv), and celler.csv with everything known of every cell
xlsx  tables_2023.xlsx, a sheet per table with real numbers
"""

import csv
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from analysis import building
from analysis.measures import shown
from surveys.figures import round_half_up

TIDY = (
    *("table", "row", "row_label", "column", "column_label"),
    *("value", "display", "numerator", "denominator", "lower_bound", "note"),
)
# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LABEL_WIDTH, COLUMN_WIDTH = 60, 18


def files(build, fmt):
    """(file name, bytes) of each file of a build in a format."""
    return FORMATS[fmt](build.round.year, list(building.tables_of(build)))


def as_file(build, fmt):
    """(name, content type, bytes) of one file that holds all of it."""
    made = files(build, fmt)
    if len(made) == 1:
        [(name, content)] = made
        return name, CONTENT_TYPES[fmt], content
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made:
            archive.writestr(name, content)
    return f"{_stem(build.round.year)}_{fmt}.zip", "application/zip", packed.getvalue()


def write(build, fmt, folder):
    """Write the files of a format into a folder; returns how many."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = files(build, fmt)
    for name, content in made:
        (folder / name).write_bytes(content)
    return len(made)


def as_json(year, tables):
    """The document that goes out as JSON."""
    return {"year": year, "tables": [table.as_json() for table in tables]}


def _stem(year):
    return f"tables_{year}"


def _json(year, tables):
    text = json.dumps(as_json(year, tables), ensure_ascii=False, indent=1)
    return [(f"{_stem(year)}.json", text.encode())]


def _csv(year, tables):
    printed = [
        (f"{table.code.replace(':', '_')}.csv", _as_csv(_printed(table))) for table in tables
    ]
    return [*printed, ("celler.csv", _as_csv(_tidy(tables)))]


def _printed(table):
    yield ["code", "label", *(column.label for column in table.columns)]
    for row in table.rows:
        yield [row.code, row.label, *(cell.display for cell in row.cells)]


def _tidy(tables):
    yield TIDY
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                place = (table.code, row.code, row.label, column.code, column.label)
                yield *place, *_words(cell)


def _words(cell):
    for value in cell.as_json().values():
        yield str(value).lower() if isinstance(value, bool) else value


def _as_csv(rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([guarded(value) for value in row] for row in rows)
    return text.getvalue().encode()


def guarded(value):
    """Text that a spreadsheet would run as a formula, made harmless; figures such as -0,7 are not."""
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    return value if _is_figure(value) else f"'{value}"


def _is_figure(text):
    return (
        text[0] in "+-"
        and text[1:].replace("\u00a0", "").rstrip(" %").replace(",", "", 1).isdigit()
    )


def _xlsx(year, tables):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for table in tables:
        _lay(workbook.create_sheet(table.code.replace(":", "_")), table)
    content = io.BytesIO()
    workbook.save(content)
    return [(f"{_stem(year)}.xlsx", content.getvalue())]


def _lay(sheet, table):
    """Title, heads, rows with real numbers, notes and source."""
    _text(sheet, 1, 1, f"{table.code} {table.title}").font = Font(bold=True, size=13)
    _text(sheet, 2, 1, table.subtitle)
    heads = [table.heading, *(column.label for column in table.columns)]
    for number, head in enumerate(heads, 1):
        cell = _text(sheet, 4, number, head)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, row in enumerate(table.rows, 5):
        _text(sheet, place, 1, row.label)
        for number, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), 2):
            _figure(sheet.cell(place, number), column, cell)
    below = [*table.notes, *([table.source] if table.source else [])]
    for place, text in enumerate(below, len(table.codes) + 6):
        _text(sheet, place, 1, text)
    sheet.freeze_panes = "B5"
    sheet.column_dimensions["A"].width = LABEL_WIDTH
    for number in range(2, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH


def _text(sheet, row, column, text):
    """A cell that stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = text
    if text:
        cell.data_type = "s"
    return cell


def _figure(place, column, cell):
    """The number as printed, so that the sheet adds up as the table does; else the words."""
    number = _printed_number(column, cell)
    if number is not None:
        place.value = number
        place.number_format = number_format(column)
    elif cell.display:
        place.value = cell.display
        place.data_type = "s"
    place.alignment = Alignment(horizontal="right")


def _printed_number(column, cell):
    """None for words, and for a figure that the cell says more about: "105 under året"."""
    if not isinstance(cell.value, int | float):
        return None
    number = Decimal(str(cell.value))
    if cell.display != shown(number, column.decimals, column.unit):
        return None
    return round_half_up(number, column.decimals)


def number_format(column):
    """Excel's own signs; a Swedish Excel shows them as 1 249 and 16,9 %."""
    figure = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
    return f'{figure}" {column.unit}"' if column.unit else figure


FORMATS = {"json": _json, "csv": _csv, "xlsx": _xlsx}
CONTENT_TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
