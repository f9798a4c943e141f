"""What a workbook that somebody has filled in would change: every change and every problem, at once.

Nothing is written here. `placing` finds where the answers stand, `cells` understands what stands there,
and here it is held against what the boxes hold and what may be written in them.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from surveys import rules, values
from surveys import sheet as sheets
from surveys.messages import cell as sentence
from surveys.models import Kind
from surveys.workbooks import layout
from surveys.workbooks.cells import NotUnderstood, understood
from surveys.workbooks.grid import clean
from surveys.workbooks.placed import Place, Placed, Problem, WrongFile, ref
from surveys.workbooks.placing import place
from surveys.workbooks.target import of_area, of_response

__all__ = ["Change", "Plan", "Problem", "of_area", "of_response", "plan"]

# The rules about values by themselves, where they have something to say. The others ask for what a
# file may leave to the pages, or to last round.
LIMITS = {
    Kind.MULTI: [rules.few_enough, rules.none_or_some],
    Kind.TEXT: [rules.short_enough],
    **{kind: [rules.within_limits, rules.whole] for kind in Kind if kind.is_numeric},
}


@dataclass(frozen=True, slots=True)
class Change:
    """A box that would change, in canonical text; '' is an empty box. `typed` is what `answers.save` is
    to be given."""

    response_id: int
    item_id: int
    code: str
    old: str
    new: str
    typed: str
    sheet: str
    ref: str


@dataclass
class Plan:
    """What would come of taking a workbook in. `respondents` are the ids of the responses it names,
    `explanations` what it says by response id; `unchanged` is how many cells say what is held."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchanged: int = 0
    explanations: dict[int, str] = field(default_factory=dict)
    respondents: list[int] = field(default_factory=list)


def plan(grids, target):
    """The Plan of a workbook's sheets for the responses of a target."""
    try:
        placed = place(grids, target)
    except WrongFile as error:
        return Plan(problems=[Problem("", "", "", str(error))])
    return _Intake(placed).plan()


class Meaning(NamedTuple):
    """What a cell stands for, as a Value and in canonical text; or what is `wrong` with it."""

    value: values.Value | None = None
    canonical: str = ""
    wrong: str = ""


EMPTIED = Meaning()


class _Intake:
    """One workbook, cell by cell."""

    def __init__(self, placed: Placed):
        self.placed, self.target, self.cells = placed, placed.target, placed.grid.cells
        self.covered = _covered(placed.grid)
        key = placed.key
        self.written_since = self.target.written_since(key.at) if key else set()
        self.meanings = {}
        self.changed = {}  # {(row, column): (Place, Meaning)}
        self.counts = Counter()

    def plan(self):
        for one in self.placed.places:
            self._read(one)
        self._refuse_beyond_limits()
        explanations = self._explanations()
        self._note_what_was_written_since()
        in_order = sorted(self.placed.problems, key=lambda problem: problem[0])
        return Plan(
            changes=[self._change(*one) for one in self.changed.values()],
            problems=[problem for _, problem in in_order],
            notes=self.placed.notes,
            unchanged=self.counts["unchanged"],
            explanations=explanations,
            respondents=[one.response_id for one in self.placed.respondents],
        )

    # ---- one cell ----

    def _read(self, one: Place):
        """Settle what a cell does to its box: nothing, a change, or a problem."""
        cell = self.cells.get(one.where)
        held = one.respondent.held.get(one.item.code, "")
        if cell is None and one.where in self.covered:
            self._problem(one, sentence("merged", ref=self.covered[one.where]))
            return
        if cell is None and (not held or self._keeps(one)):
            return
        meaning = self._meaning(one.item, cell) if cell else EMPTIED
        if _says(cell, meaning, held):
            self.counts["unchanged"] += 1
        elif wrong := self._barred(one, held) or meaning.wrong:
            self._problem(one, wrong)
        else:
            self.changed[one.where] = one, meaning

    def _meaning(self, item, cell):
        """What one text means in a box is found out once, however many kommuner write it."""
        known = item.code, cell.text, cell.is_formula
        if known not in self.meanings:
            self.meanings[known] = _meaning(item, cell)
        return self.meanings[known]

    def _keeps(self, one):
        """Whether a box keeps what it holds, though its cell is empty: it is emptied only when it is
        certain that somebody emptied the cell."""
        if self.placed.key is None:
            self.counts["kept_without_key"] += 1
            return True
        if self._written_since(one):
            self.counts["kept_changed"] += 1
            return True
        return False

    def _written_since(self, one):
        """Whether the box was written in after the workbook was fetched, or in that very second."""
        return (one.respondent.response_id, one.item.code) in self.written_since

    def _barred(self, one, held):
        """Why nobody, or not this user, may write in the box; '' when it may be written in."""
        if not one.respondent.is_open:
            shown = values.shown(one.item, values.read(one.item, held))
            code = "not_open" if shown else "not_open_empty"
            return sentence(code, name=one.respondent.name, held=shown)
        code = self.target.barred.get(one.item.code)
        return sentence(code) if code else ""

    def _problem(self, one, text):
        self.placed.problem(*one.where, text, respondent=one.respondent, item=one.item)

    def _change(self, one, meaning):
        return Change(
            response_id=one.respondent.response_id,
            item_id=one.item.pk,
            code=one.item.code,
            old=one.respondent.held.get(one.item.code, ""),
            new=meaning.canonical,
            typed=meaning.canonical,
            sheet=self.placed.grid.name,
            ref=ref(*one.where),
        )

    # ---- the limits of a question ----

    def _refuse_beyond_limits(self):
        """Judge each question that would change as it would then stand, and leave out what is wrong."""
        by_question = {}
        for one, meaning in self.changed.values():
            answered = one.respondent.response_id, one.item.question_id
            by_question.setdefault(answered, []).append((one, meaning))
        for changed in by_question.values():
            question = changed[0][0].item.question
            if question.kind in LIMITS:
                self._judge(question, changed)

    def _judge(self, question, changed):
        sheet = self._as_it_would_stand(changed)
        for rule in LIMITS[question.kind]:
            for found in rule(question, sheet, None):
                self._refuse(found, [one for one, _ in changed], sheet)

    def _as_it_would_stand(self, changed):
        """The sheet of one question, with what the file says on top of what is held."""
        first, _ = changed[0]
        sheet = sheets.Sheet(self.target.paper, first.respondent.organisation)
        said = {one.item.code: meaning.value for one, meaning in changed}
        for item in first.item.question.box_list:
            if item.code in said:
                sheet.put(item.code, said[item.code])
            elif item.code in first.respondent.held:
                sheet.put(item.code, values.read(item, first.respondent.held[item.code]))
        return sheet

    def _refuse(self, found, changed, sheet):
        """The marks of a list are one answer: it is told at one of them, and none of them is taken."""
        if found.item.question.kind == Kind.MULTI:
            told_at = self._mark_to_tell_at(found, changed[0].respondent, sheet)
        else:
            changed = [one for one in changed if one.item == found.item]
            told_at = next(iter(changed), None)
        if told_at:
            self._problem(told_at, found.message)
            for one in changed:
                self.changed.pop(one.where, None)

    def _mark_to_tell_at(self, found, respondent, sheet):
        """The first mark in the sheet that is one too many, or the one that excludes the others. None
        when the file has no such mark: then it makes the list no worse than it is."""
        marked = [item for item in found.item.question.box_list if sheet.value(item.code)]
        place_of = {
            item: self.placed.place_of.get((respondent.response_id, item.code)) for item in marked
        }
        if found.rule == "none_and_others":
            marked.sort(key=lambda item: item != found.item)
        else:
            marked = [item for item in marked if not item.option.is_none]
            marked.sort(key=lambda item: place_of[item].where if place_of[item] else (0, 0))
            marked = marked[found.item.question.max_choices :]
        return next((place_of[item] for item in marked if place_of[item]), None)

    # ---- explanations and notes ----

    def _explanations(self):
        """What is said of responses that may be written in, by response id."""
        said = {}
        for row, column, respondent in self.placed.explanations:
            cell = self.cells.get((row, column))
            if cell and cell.is_formula:
                self.placed.problem(row, column, sentence("formula"), respondent=respondent)
            elif cell and respondent.is_open:
                said[respondent.response_id] = cell.text
        return said

    def _note_what_was_written_since(self):
        for code in ("kept_without_key", "kept_changed"):
            if self.counts[code]:
                self.placed.note(code, number=self.counts[code])
        since = sum(self._written_since(one) for one, _ in self.changed.values())
        if since:
            self.placed.note("written_since", number=since)


def _meaning(item, cell):
    if cell.is_formula:
        return Meaning(wrong=sentence("formula"))
    try:
        value = understood(item, cell.text)
    except NotUnderstood as error:
        return Meaning(wrong=str(error))
    return Meaning(value, values.canonical(value))


def _says(cell, meaning, held):
    """Whether a cell says what its box holds: in meaning, or as the workbook was sent out."""
    if not meaning.wrong and meaning.canonical == held:
        return True
    return bool(cell and held) and cell.text == clean(layout.text_in_cell(held))


def _covered(grid):
    """{(row, column): where the text stands} in the merged areas that have a text. How large they are
    in all is bounded where files are read."""
    return {
        (row, column): ref(top, left)
        for top, left, bottom, right in grid.merged
        if (top, left) in grid.cells
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
