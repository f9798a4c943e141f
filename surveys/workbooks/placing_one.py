"""The sheet of one respondent: a row a box, the answers below the heading Svar."""

from surveys.messages import cell as sentence
from surveys.workbooks import layout
from surveys.workbooks.placed import Place, column_of, columns_of, once, ref


class One:
    """Places what one respondent's sheet holds."""

    def __init__(self, placed, header):
        self.placed, self.header = placed, header
        self.target, self.grid = placed.target, placed.grid
        self.code_column = column_of(self.grid, header, layout.CODE)
        self.column, *self.more = sorted(columns_of(self.grid, header, layout.ANSWER))

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
            if (i := self.target.item(cell.text))
        ]
        kept = once(self.placed, found)
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
