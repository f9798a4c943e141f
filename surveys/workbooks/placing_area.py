"""The sheet of an area: a row a kommun and a column a box, in whatever order they stand now."""

from openpyxl.utils import get_column_letter

from surveys.messages import cell as sentence
from surveys.messages import enumeration
from surveys.workbooks import layout
from surveys.workbooks.cells import NotUnderstood, bare, understood
from surveys.workbooks.placed import Place, WrongFile, column_of, once

# Behind a kommun's name, when it stands as in an address: Solna stad, Vaxholms kommun.
ENDINGS = ["", "kommun", "skommun", "stad", "sstad"]


class Area:
    """Places what an area's sheet holds."""

    def __init__(self, placed, header):
        self.placed, self.header = placed, header
        self.target, self.grid = placed.target, placed.grid
        self.code_column = column_of(self.grid, header, layout.KOMMUN_CODE)
        self.name_column = column_of(self.grid, header, layout.KOMMUN_NAME)
        self.why_column = column_of(self.grid, header, layout.EXPLANATION)
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
        self._notecolumns_of(columns, respondents)
        self._note_rows()

    def _items(self):
        """{column: item}"""
        cells = [cell for (row, _), cell in self.grid.cells.items() if row == self.header]
        found = [
            ((cell.row, cell.column), item)
            for cell in cells
            if (item := self.target.item(cell.text))
        ]
        kept = once(self.placed, sorted(found, key=lambda one: one[0]))
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
        if by_code and by_name and by_code != by_name:
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

    def _notecolumns_of(self, columns, respondents):
        own = {*columns, self.code_column, self.name_column, self.why_column}
        written = {column for row, column in self.grid.cells if row in respondents}
        # A code that stands twice is told as a problem.
        lost = [
            c for c in sorted(written - own) if not self.target.item(self.grid.text(self.header, c))
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
