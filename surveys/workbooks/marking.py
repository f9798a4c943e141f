"""A copy of somebody's workbook where what is wrong is marked and told in its cells.

A copy that was marked before, and mended, is marked anew: the marks of last time go, and all else
stays as the person has it.
"""

import io
import math
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.writer.excel import ExcelWriter

from surveys import messages as say
from surveys.workbooks import grid, guard

LIGHT_RED = PatternFill("solid", fgColor="FFFFC7CE")
NO_FILL = PatternFill()
# A comment does not grow with its text.
COMMENT_WIDTH = 320
LETTERS_A_LINE = 45
LINE_HEIGHT = 20
LIST_WIDTHS = {"A": 22, "B": 10, "C": 100}


def marked(file, name, problems):
    """The copy as the bytes of an .xlsx; a csv becomes one too. `file` is its path or its bytes.

    Each problem has `.sheet`, `.ref` ("B17", or "" for what is about the file as a whole) and `.text`.
    Raises Unusable when the file cannot be read, or cannot be written again.
    """
    book = _book(file, name)
    with guard.unusable_if_it_fails("no_copy"):
        _remove_marks(book)
        for (sheet, ref), texts in _by_cell(problems, book).items():
            _mark(book[sheet], ref, texts)
        _show_first(book, _first(book, problems))
        return _saved(book)


def _book(file, name):
    data = grid.content(file)
    if grid.is_workbook(data):
        return grid.workbook(data, rich_text=True)
    return _from_csv(grid.read(file, name)[0])


def _from_csv(lines):
    book = Workbook()
    sheet = book.active
    sheet.title = lines.name
    for cell in lines.cells.values():
        _write_text(sheet.cell(cell.row, cell.column), cell.text)
    return book


def _write_text(cell, text):
    """As text whatever it says: =1+1 must not become a formula, here or when it is typed anew."""
    text = grid.clean(text)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _by_cell(problems, book):
    """{(sheet, ref): texts} of those that are about a cell there is."""
    by_cell = {}
    for problem in problems:
        if _has_cell(problem, book):
            by_cell.setdefault((problem.sheet, problem.ref), []).append(problem.text)
    return by_cell


def _has_cell(problem, book):
    return bool(problem.ref) and problem.sheet in book.sheetnames


def _first(book, problems):
    """The sheet to look at first: a list of all that is wrong, when some of it is in no cell."""
    if not all(_has_cell(problem, book) for problem in problems):
        return _list(book, problems)
    return book[problems[0].sheet] if problems else book.worksheets[0]


def _show_first(book, sheet):
    sheet.sheet_state = "visible"
    book.active = sheet
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet


def _saved(book):
    stream = io.BytesIO()
    # Not book.save, which leaves the archive open when it fails.
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return stream.getvalue()


# ---- cells ----


def _mark(sheet, ref, texts):
    cell = _holder(sheet, ref)
    earlier = [cell.comment.text] if cell.comment else []
    if not _is_marked(cell):
        earlier.append(say.mark("comment"))
    author = cell.comment.author if cell.comment else say.mark("author")
    said = map(grid.clean, texts)
    cell.comment = _sized(Comment("\n".join([*earlier, *said]), author))
    cell.fill = LIGHT_RED


def _holder(sheet, ref):
    """The cell itself, or the first of the merged area where it lies."""
    for area in sheet.merged_cells.ranges:
        if ref in area:
            return sheet.cell(area.min_row, area.min_col)
    return sheet[ref]


def _sized(comment):
    lines = sum(max(1, math.ceil(len(line) / LETTERS_A_LINE)) for line in comment.text.split("\n"))
    comment.width = COMMENT_WIDTH
    comment.height = (lines + 1) * LINE_HEIGHT
    return comment


def _is_marked(cell):
    return bool(cell.comment) and say.mark("comment") in cell.comment.text


def _remove_marks(book):
    for sheet in book.worksheets:
        if sheet["A1"].value == say.mark("heading") and len(book.worksheets) > 1:
            book.remove(sheet)
            continue
        for cell in grid.cells_of(sheet):
            if cell.comment:
                _remove_mark(cell)


def _remove_mark(cell):
    comment = cell.comment
    if _is_marked(cell) and cell.fill == LIGHT_RED:
        cell.fill = NO_FILL
    own = comment.text.partition(say.mark("comment"))[0].rstrip()
    cell.comment = _sized(Comment(own, comment.author)) if own else None


# ---- the list ----


def _list(book, problems):
    sheet = book.create_sheet(say.mark("sheet"), 0)
    _write_text(sheet["A1"], say.mark("heading"))
    _write_text(sheet["A2"], say.mark("intro"))
    header = [say.mark(f"column_{column}") for column in ("sheet", "cell", "text")]
    _write_row(sheet, 4, header)
    for row, problem in enumerate(problems, start=5):
        _write_row(sheet, row, [problem.sheet, problem.ref, problem.text])
        if _has_cell(problem, book):
            _link(sheet.cell(row, 2), problem)
    for cell in [sheet["A1"], *sheet[4]]:
        cell.font = Font(bold=True)
    for column, width in LIST_WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A5"
    return sheet


def _write_row(sheet, row, texts):
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column)
        _write_text(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _link(cell, problem):
    place = f"{quote_sheetname(problem.sheet)}!{problem.ref}"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
    cell.font = Font(underline="single", color="FF0563C1")
