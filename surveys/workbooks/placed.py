"""What is found in a workbook before a single answer is read: the places of the answers, and what is
said of rows, columns and sheets."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from surveys.messages import cell as sentence
from surveys.models import Item
from surveys.workbooks import layout
from surveys.workbooks.cells import bare
from surveys.workbooks.grid import Grid
from surveys.workbooks.target import Respondent, Target


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
        box = _called(item) if item else ""
        told = Problem(self.grid.name, ref(row, column), found, text, who, box)
        self.problems.append(((row, column), told))


def ref(row, column):
    """B17"""
    return f"{get_column_letter(column)}{row}"


def column_of(grid, header, name):
    """The first column with this heading, or None."""
    return min(columns_of(grid, header, name), default=None)


def columns_of(grid, header, name):
    """The columns with this heading."""
    return [
        column
        for (row, column), cell in grid.cells.items()
        if row == header and bare(cell.text) == bare(name)
    ]


def _called(item):
    """Its question, and its option where it has one: alone, neither says which box it is."""
    option = [item.option.label] if item.option else []
    return " – ".join([item.question.text, *option])


def once(placed, found):
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
