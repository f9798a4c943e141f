"""Where in a workbook the answers stand: which sheet, and whose answer to what each of its cells is.

Everything is found by the codes that the workbook was sent out with, wherever they have been moved.
"""

from collections import Counter

from surveys.messages import enumeration
from surveys.workbooks import layout
from surveys.workbooks.cells import bare
from surveys.workbooks.placed import Placed, WrongFile, column_of
from surveys.workbooks.placing_area import Area
from surveys.workbooks.placing_one import One

OWN_SHEETS = {bare(name) for name in (layout.INSTRUCTIONS_SHEET, layout.LIST_SHEET)}


def place(grids, target):
    """The Placed of a workbook. Raises WrongFile when it is not one for this target."""
    grids = [grid for grid in grids if not _is_earlier(grid, target)]
    grid, header = _answers(grids, target)
    _refuse_other_keys([grid], target)
    # Of many keys in a sheet the earliest, by which the least is emptied.
    placed = Placed(grid, target, min(_keys(grid), key=lambda key: key.at, default=None))
    _note_sheets(placed, grids)
    reader = Area if target.is_area else One
    reader(placed, header).place()
    return placed


# ---- which sheet ----


def _is_earlier(grid, target):
    """Whether a sheet shows an earlier round's answers."""
    name = " ".join(grid.name.split())
    this_year = layout.earlier_sheet(target.year)
    return bool(layout.EARLIER_SHEET.fullmatch(name)) and name.casefold() != this_year.casefold()


def _answers(grids, target):
    """(the sheet with the answers, its row of codes or headings)."""
    fits = [(grid, header) for grid in grids if (header := _header(grid, target))]
    if not fits:
        _refuse_other_keys(grids, target)
        lost = any(_keys(grid) or bare(grid.name) == bare(layout.ANSWER_SHEET) for grid in grids)
        raise WrongFile("codes_lost" if lost else "no_sheet")
    return max(fits, key=lambda fit: _fitness(*fit, target))


def _fitness(grid, header, target):
    is_named_so = bare(grid.name) == bare(layout.ANSWER_SHEET)
    return not grid.hidden, is_named_so, _codes_of(grid, header, target)


def _header(grid, target):
    """The number of a sheet's row of codes, or of its headings where codes stand in a column."""
    return _row_of_codes(grid, target) if target.is_area else _row_of_headings(grid, target)


def _row_of_codes(grid, target):
    """The row with most codes. One code may be a word in an answer, but not beside kommunkod."""
    codes = _texts(grid, target.item)
    number = Counter(row for (row, _), cell in grid.cells.items() if cell.text in codes)
    headings = _texts(grid, lambda text: bare(text) in {layout.KOMMUN_CODE, layout.KOMMUN_NAME})
    headed = {row for (row, _), cell in grid.cells.items() if cell.text in headings}
    row = max(number, key=lambda row: (number[row], row in headed, -row), default=None)
    return row if number[row] > 1 or row in headed else None


def _row_of_headings(grid, target):
    """The first row with a heading Svar, and a heading Kod where codes stand."""
    cells = grid.cells.items()
    coded = {column for (_, column), cell in cells if target.item(cell.text)}
    answers = {row for (row, _), cell in cells if bare(cell.text) == bare(layout.ANSWER)}
    codes = {row for (row, c), cell in cells if c in coded and bare(cell.text) == bare(layout.CODE)}
    return min(answers & codes, default=None)


def _texts(grid, wanted):
    """Those of a sheet's texts that are wanted. Most cells say the same: ja."""
    return {text for text in {cell.text for cell in grid.cells.values()} if wanted(text)}


def _codes_of(grid, header, target):
    """How many codes a sheet has in its row of codes, or below its headings."""
    if target.is_area:
        beside = (cell for (row, _), cell in grid.cells.items() if row == header)
        return sum(target.item(cell.text) is not None for cell in beside)
    below = column_of(grid, header, layout.CODE)
    cells = (cell for (_, column), cell in grid.cells.items() if column == below)
    return sum(target.item(cell.text) is not None for cell in cells)


def _note_sheets(placed, grids):
    others = [
        grid.name
        for grid in grids
        if grid is not placed.grid and grid.cells and bare(grid.name) not in OWN_SHEETS
    ]
    if others:
        named = enumeration(f"”{name}”" for name in others)
        placed.note("sheets_not_read", sheet=f"”{placed.grid.name}”", others=named)


# ---- the key ----


def _keys(grid):
    texts = _texts(grid, lambda text: text[:4].casefold() == "mall")
    return [key for text in texts if (key := layout.read_key(text))]


def _refuse_other_keys(grids, target):
    for key in [key for grid in grids for key in _keys(grid)]:
        if key.survey != target.survey:
            raise WrongFile("other_survey", given=key.survey)
        if key.year != target.year:
            raise WrongFile("other_year", given=key.year, year=target.year)
        answers_here = key.respondent is None or key.respondent in target.respondents
        if (key.respondent is None) != target.is_area or not answers_here:
            raise WrongFile("other_respondent", given=key.respondent or "en RSS")
