"""Tables written as xlsx, csv or json, a row at a time, to anything that can be written to."""

import json
import re
import tempfile
import zipfile
from itertools import chain, islice

import xlsxwriter

from surveys import messages as say
from surveys.exports.guarding import guarded
from surveys.exports.tables import same

MOST_ROWS = 1_048_576  # Excel's own, of a sheet, the heads among them
WIDTH = 18
# A text longer than a cell holds: what of it stands there, and its pieces in a sheet of their own.
BEGINNING, PIECE = 1_000, 16_000
AT_A_TIME = 1_000
QUOTE = '"'
QUOTED = re.compile(r'[",\r\n]')
# Quick rather than small: the cells are alike, and pack well anyhow.
PACKED = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}


class Document:
    """A file that is being written: whole when it is left without an error."""

    # What a text, a number or None looks like in the file; a table's cells are made by it.
    cell = staticmethod(same)

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        if error is None:
            self.close()
        self.clean_up()

    def clean_up(self):
        """Nothing is left behind by those that write straight through."""


class Xlsx(Document):
    """A workbook with a sheet a table, and more sheets where a table has more rows than one holds."""

    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ending = "xlsx"

    def __init__(self, file):
        self._folder = tempfile.TemporaryDirectory()
        options = {"constant_memory": True, "tmpdir": self._folder.name}
        self._book = xlsxwriter.Workbook(file, options)
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._plain = self._book.add_format()
        self._long = []

    def add(self, table):
        name = table.name.replace("-", " ").capitalize()
        sheet, row = self._sheet(name, table.columns), 0
        sheets = 1
        write = self._write
        for cells in table.rows:
            row += 1
            if row == MOST_ROWS:
                sheets, row = sheets + 1, 1
                sheet = self._sheet(f"{name} {sheets}", table.columns)
            write(sheet, row, cells)

    def close(self):
        if self._long:
            self._write_long()
        self._book.close()

    def clean_up(self):
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self._folder.cleanup()

    def _sheet(self, name, columns):
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, len(columns) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(columns):
            sheet.write_string(0, column, head, self._head)
        return sheet

    def _write(self, sheet, row, cells):
        write_string, write_number = sheet.write_string, sheet.write_number
        for column, cell in enumerate(cells):
            if cell.__class__ is str:
                if not cell:
                    continue
                if cell.startswith("<r>"):
                    self._write_marked(sheet, row, column, cell)
                elif write_string(row, column, cell):
                    self._write_beginning(sheet, row, column, cell)
            elif cell is not None:
                write_number(row, column, cell)

    def _write_marked(self, sheet, row, column, text):
        """XlsxWriter takes a text in <r> and </r> for marks of its own, unless it comes in parts."""
        if sheet.write_rich_string(row, column, "<", self._plain, text[1:]):
            self._write_beginning(sheet, row, column, text)

    def _write_beginning(self, sheet, row, column, text):
        """A cell holds no more: the text stands whole, in pieces, in a sheet of its own."""
        self._long.append((sheet.get_name(), row + 1, column + 1, text))
        number = len(self._long)
        sheet.write_string(
            row, column, say.export("continues", text=text[:BEGINNING], number=number)
        )

    def _write_long(self):
        sheet = self._sheet("Långa texter", ("nummer", "blad", "rad", "kolumn", "del", "text"))
        row = 0
        for number, (name, at_row, at_column, text) in enumerate(self._long, 1):
            for part, start in enumerate(range(0, len(text), PIECE), 1):
                row += 1
                piece = text[start : start + PIECE]
                self._write(sheet, row, (number, name, at_row, at_column, part, piece))


class Csv(Document):
    """A zip file with a csv file a table. Texts that look like formulas are guarded."""

    content_type = "application/zip"
    ending = "zip"

    @staticmethod
    def cell(content):
        if content is None:
            return ""
        text = guarded(content) if isinstance(content, str) else str(content)
        return f'"{text.replace(QUOTE, QUOTE * 2)}"' if QUOTED.search(text) else text

    def __init__(self, file):
        self._packed = zipfile.ZipFile(file, "w", **PACKED)

    def add(self, table):
        with self._packed.open(f"{table.name}.csv", "w", force_zip64=True) as member:
            for rows in in_stretches(chain([table.columns], table.rows)):
                member.write(("\n".join(map(",".join, rows)) + "\n").encode())

    def close(self):
        self._packed.close()


class Json(Document):
    """An object with a list a table; in it an object a row."""

    content_type = "application/json"
    cell = staticmethod(json.JSONEncoder(ensure_ascii=False).encode)
    ending = "json"

    def __init__(self, file):
        self._file = file
        self._between = "{"

    def add(self, table):
        heads = ",".join(f"{self.cell(head).replace('%', '%%')}:%s" for head in table.columns)
        row = f"{{{heads}}}"
        self._file.write(f"{self._between}\n{self.cell(table.name)}:[\n".encode())
        between = ""
        for rows in in_stretches(table.rows):
            lines = ",\n".join([row % cells for cells in rows])
            self._file.write((between + lines).encode())
            between = ",\n"
        self._file.write(b"]")
        self._between = ","

    def close(self):
        self._file.write(b"}\n")


def in_stretches(rows):
    """Lists of some rows each: what is written at a time."""
    rows = iter(rows)
    while stretch := list(islice(rows, AT_A_TIME)):
        yield stretch


FORMATS = {"xlsx": Xlsx, "csv": Csv, "json": Json}
