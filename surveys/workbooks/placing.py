"""Where in a workbook the answers stand: which sheet, and whose answer to what each of its cells is.

Everything is found by the codes that the workbook was sent out with, wherever they have been moved.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from surveys.messages import cell as sentence
from surveys.messages import enumeration
from surveys.models import Item
from surveys.workbooks import layout
from surveys.workbooks.cells import NotUnderstood, bare, understood
from surveys.workbooks.grid import Grid
from surveys.workbooks.target import Respondent, Target

OWN_SHEETS = {bare(name) for name in (layout.INSTRUCTIONS_SHEET, layout.LIST_SHEET)}
# Behind a kommun's name, when it stands as in an address: Solna stad, Vaxholms kommun.
ENDINGS = ["", "kommun", "skommun", "stad", "sstad"]


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell, and what to write; `sheet` and `ref` are '' when it is the whole file.
    `found` is what stands there, `who` the kommun and `box` the label of the box, '' for none."""

    sheet: str
    ref: str
    found: str
    text: str
    who: str = ""
    box: str = ""


class WrongFile(Exception):
    """The whole file is something else than it should be. Says what to do."""

    def __init__(self, code, **words):
        super().__init__(sentence(code, **words))


class Place(NamedTuple):
    """The cell, as (row, column), where a respondent's answer in a box stands."""

    where: tuple[int, int]
    respondent: Respondent
    item: Item


@dataclass
class Placed:
    """The sheet that is read, its key, and the places in it. `explanations` are (row, column,
    respondent); `problems` stand by (row, column)."""

    grid: Grid
    target: Target
    key: layout.Key | None = None
    respondents: list = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    explanations: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @cached_property
    def place_of(self):
        """{(response id, item code): Place}"""
        return {(one.respondent.response_id, one.item.code): one for one in self.places}

    def note(self, code, **words):
        self.notes.append(sentence(code, **words))

    def problem(self, row, column, text, *, respondent=None, item=None):
        found = self.grid.text(row, column)[:80]
        who = respondent.name if respondent and self.target.is_area else ""
        box = self.target.paper.label(item) if item else ""
        told = Problem(self.grid.name, ref(row, column), found, text, who, box)
        self.problems.append(((row, column), told))


def ref(row, column):
    """B17"""
    return f"{get_column_letter(column)}{row}"


def place(grids, target):
    """The Placed of a workbook. Raises WrongFile when it is not one for this target."""
    grids = [grid for grid in grids if not _is_earlier(grid, target)]
    grid, header = _answers(grids, target)
    _refuse_other_keys([grid], target)
    placed = Placed(grid, target, next(iter(_keys(grid)), None))
    _note_sheets(placed, grids)
    reader = _Area if target.is_area else _One
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
    codes = Counter(row for (row, _), cell in grid.cells.items() if _item(cell.text, target))
    headings = {layout.KOMMUN_CODE, layout.KOMMUN_NAME}
    headed = {row for (row, _), cell in grid.cells.items() if bare(cell.text) in headings}
    row = max(codes, key=lambda row: (codes[row], row in headed, -row), default=None)
    return row if codes[row] > 1 or row in headed else None


def _row_of_headings(grid, target):
    answers = {r for (r, _), cell in grid.cells.items() if bare(cell.text) == bare(layout.ANSWER)}
    headed = [row for row in answers if _codes_of(grid, row, target)]
    return min(headed, default=None)


def _codes_of(grid, header, target):
    """How many codes a sheet has in its row of codes, or below its headings."""
    if target.is_area:
        beside = (cell for (row, _), cell in grid.cells.items() if row == header)
        return sum(_item(cell.text, target) is not None for cell in beside)
    below = _column(grid, header, layout.CODE)
    cells = (cell for (_, column), cell in grid.cells.items() if column == below)
    return sum(_item(cell.text, target) is not None for cell in cells)


def _column(grid, header, name):
    """The first column with this heading, or None."""
    return min(_columns(grid, header, name), default=None)


def _columns(grid, header, name):
    return [
        column
        for (row, column), cell in grid.cells.items()
        if row == header and bare(cell.text) == bare(name)
    ]


def _item(text, target):
    return target.paper.item.get(text) or target.paper.item.get(bare(text))


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
    texts = (
        cell.text for cell in grid.cells.values() if cell.text.lstrip()[:4].casefold() == "mall"
    )
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


# ---- a column a box, a row a kommun ----


class _Area:
    """The sheet of an RSS."""

    def __init__(self, placed, header):
        self.placed, self.header = placed, header
        self.target, self.grid = placed.target, placed.grid
        self.code_column = _column(self.grid, header, layout.KOMMUN_CODE)
        self.name_column = _column(self.grid, header, layout.KOMMUN_NAME)
        self.why_column = _column(self.grid, header, layout.EXPLANATION)
        self.names = _names(self.target.register)
        self.rows_of = {}

    def place(self):
        columns = self._items()
        filled = self._filled(columns)
        respondents = self._respondents(columns, filled)
        if not (self.code_column or self.name_column) or not (respondents or self.placed.problems):
            raise WrongFile("no_respondent")
        self.placed.respondents = list(respondents.values())
        self.placed.places = [
            Place((row, column), respondent, item)
            for row, respondent in respondents.items()
            for column, item in columns.items()
        ]
        if self.why_column:
            self.placed.explanations = [
                (row, self.why_column, respondent) for row, respondent in respondents.items()
            ]
        self._note_columns(columns, respondents)
        self._note_rows()

    def _items(self):
        """{column: item}"""
        cells = [cell for (row, _), cell in self.grid.cells.items() if row == self.header]
        found = [
            ((cell.row, cell.column), item)
            for cell in cells
            if (item := _item(cell.text, self.target))
        ]
        kept = _once(self.placed, sorted(found, key=lambda one: one[0]))
        return {column: item for (_, column), item in kept.items()}

    def _filled(self, columns):
        """{row: its first column with an answer}"""
        filled = {}
        for row, column in self.grid.cells:
            if column in columns and row != self.header:
                filled[row] = min(column, filled.get(row, column))
        return filled

    def _respondents(self, columns, filled):
        """{row: Respondent}, each once."""
        for row in sorted({row for row, _ in self.grid.cells} - {self.header}):
            respondent = self._respondent(row, columns, filled)
            if respondent:
                self.rows_of.setdefault(respondent.organisation.code, []).append((row, respondent))
        return dict(one for rows in self.rows_of.values() for one in self._only(rows, filled))

    def _only(self, rows, filled):
        """The one row of a kommun with answers. Where many have them, nobody can tell which counts."""
        answered = [one for one in rows if one[0] in filled] or rows[:1]
        (first, _), *more = answered
        for row, respondent in more:
            self._problem(row, "respondent_twice", name=respondent.name, first=first)
        return [] if more else answered

    def _respondent(self, row, columns, filled):
        """Whose answers a row holds; None, and a problem if it has answers, when nobody can tell."""
        code, name = (self._text(row, column) for column in (self.code_column, self.name_column))
        by_code, by_name = _as_code(code, self.target.register), self.names.get(bare(name))
        found = by_code or by_name
        has_answers = row in filled and (row > self.header or found in self.target.respondents)
        if has_answers and by_code and by_name and by_code != by_name:
            words = {"kommun": by_code, "name": self.target.register[by_code], "given": name}
            return self._problem(row, "code_and_name_differ", **words)
        if found in self.target.respondents:
            return self.target.respondents[found]
        if not has_answers:
            return None
        if found:
            return self._problem(row, "respondent_elsewhere", name=self.target.register[found])
        if code or name:
            return self._problem(row, "respondent_unknown", given=code or name)
        if self._is_a_remark(row, columns):
            return self.placed.note("row_not_read", row=row)
        return self._problem(row, "respondent_missing", at=filled[row])

    def _problem(self, row, code, *, at=None, **words):
        self.placed.problem(row, at or self._column_of_name(row), sentence(code, **words))

    def _column_of_name(self, row):
        """The column where it stands whose row it is: the code, or only the name."""
        if self.code_column and self._text(row, self.code_column):
            return self.code_column
        return self.name_column or self.code_column

    def _is_a_remark(self, row, columns):
        """Whether a row without code and name says nothing that could be an answer."""
        return not any(
            _could_answer(item, self._text(row, column)) for column, item in columns.items()
        )

    def _text(self, row, column):
        return self.grid.text(row, column) if column else ""

    def _note_columns(self, columns, respondents):
        own = {*columns, self.code_column, self.name_column, self.why_column}
        written = {column for row, column in self.grid.cells if row in respondents}
        # A code that stands twice is told as a problem.
        lost = [
            c
            for c in sorted(written - own)
            if not _item(self.grid.text(self.header, c), self.target)
        ]
        if lost:
            named = (
                f"{get_column_letter(c)} {self.grid.text(self.header, c)}".strip() for c in lost
            )
            self.placed.note("columns_not_read", places=f"kolumn {enumeration(named)}")

    def _note_rows(self):
        missing = [
            one.name for code, one in self.target.respondents.items() if code not in self.rows_of
        ]
        if missing:
            self.placed.note("rows_missing", who=enumeration(missing))


def _as_code(text, register):
    """0114 from 114, '0114' or 114.0; None when there is no such kommun."""
    code = bare(text).removesuffix(".0").removesuffix(",0").zfill(4)
    return code if code in register else None


def _names(register):
    """{a name as it may be written: code}"""
    return {bare(name) + ending: code for code, name in register.items() for ending in ENDINGS}


def _could_answer(item, text):
    try:
        return bool(text) and understood(item, text) is not None
    except NotUnderstood:
        return False


# ---- a row a box, one respondent ----


class _One:
    """The sheet of one respondent."""

    def __init__(self, placed, header):
        self.placed, self.header = placed, header
        self.target, self.grid = placed.target, placed.grid
        self.code_column = _column(self.grid, header, layout.CODE)
        self.column, *self.more = sorted(_columns(self.grid, header, layout.ANSWER))

    def place(self):
        [respondent] = self.target.respondents.values()
        self.placed.respondents = [respondent]
        for column in self.more:
            first = ref(self.header, self.column)
            text = sentence("code_twice", item=layout.ANSWER, ref=first)
            self.placed.problem(self.header, column, text)
        if not self.more:
            self.placed.places = [
                Place((row, self.column), respondent, item) for row, item in self._items().items()
            ]

    def _items(self):
        """{row: item}"""
        coded = sorted(
            (r, cell) for (r, c), cell in self.grid.cells.items() if c == self.code_column
        )
        found = [
            ((row, self.code_column), i)
            for row, cell in coded
            if (i := _item(cell.text, self.target))
        ]
        kept = _once(self.placed, found)
        self._tell_what_has_no_code({row for (row, _), _ in found})
        return {row: item for (row, _), item in kept.items()}

    def _tell_what_has_no_code(self, coded):
        for row, column in sorted(self.grid.cells):
            if column != self.column or row <= self.header or row in coded:
                continue
            if self.grid.text(row, self.code_column):
                where = f"{ref(row, self.code_column)} {self.grid.text(row, self.code_column)}"
                self.placed.note("columns_not_read", places=where)
            else:
                self.placed.problem(row, column, sentence("code_missing"))


# ---- both ----


def _once(placed, found):
    """{(row, column): item} of the codes that stand once; of [((row, column), item)] in order."""
    _note_missing(placed, {item for _, item in found})
    times, first, kept = Counter(item for _, item in found), {}, {}
    for where, item in found:
        if times[item] == 1:
            kept[where] = item
        elif item in first:
            text = sentence("code_twice", item=item.code, ref=ref(*first[item]))
            placed.problem(*where, text, item=item)
        first.setdefault(item, where)
    return kept


def _note_missing(placed, here):
    paper = placed.target.paper
    missing = [item for item in paper.items if item not in here]
    if missing:
        words = {"missing": len(missing), "all": len(paper.items)}
        placed.note("codes_missing", box=paper.label(missing[0]), item=missing[0].code, **words)
