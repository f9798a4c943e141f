"""A column of a table of respondents, drawn up from what they gave, and the notes it calls for."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from analysis import measures, messages
from analysis.cells import BLANK, Cell, Note
from analysis.measures import UNKNOWN, is_number
from analysis.work import noted
from surveys.figures import swedish

UNKNOWN_CELL = Cell(None, messages.label("unknown"))
NOT_ANSWERED = noted(BLANK, [Note("not_answered", messages.note("not_answered"))])
NOT_OBSERVED = noted(BLANK, [Note("not_observed", messages.note("not_observed"))])
ANSWERS = ("choice", "number")


@dataclass
class Drawn:
    """`cells` and what was given, `raw`, in the listing's order.

    A raw value is a number as text, a choice, UNKNOWN, or None where nothing was given. Register
    figures have no `raw`.
    """

    cells: list
    column: object
    raw: list = field(default_factory=list)
    country: Cell = BLANK
    estimated: list = field(default_factory=list)

    @cached_property
    def counts(self):
        """How many times each raw value occurs."""
        return Counter(self.raw)

    def places(self, *values):
        """Where in the list any of the values stand: UNKNOWN, None, or what is shown rounded."""
        return sorted(n for value in values for n in self._odd_places.get(value, ()))

    @property
    def rounded(self):
        """Where the cell shows less than was given."""
        return self.places(*(value for value in self._odd if is_number(value)))

    @cached_property
    def _odd(self):
        """The values given that there may be something to say of."""
        return {value for value in self.counts if not is_number(value) or self._is_rounded(value)}

    def _is_rounded(self, value):
        numeric = self.column.measure == "number"
        return numeric and measures.is_rounded(Decimal(value), self.column.decimals)

    @cached_property
    def _odd_places(self):
        """All of them in one walk through the list."""
        odd, places = self._odd, defaultdict(list)
        for n in [n for n, value in enumerate(self.raw) if value in odd] if odd else ():
            places[self.raw[n]].append(n)
        return places


class Memo(dict):
    """Makes the cell of a value once, however many rows have it."""

    def __init__(self, make):
        super().__init__()
        self.make = make

    def __missing__(self, value):
        cell = self[value] = self.make(value)
        return cell


def notes(columns, work):
    """What is to be said under the table, each kind of it once."""
    answered = [one for one in columns if one.column.measure in ANSWERS]
    registered = [one for one in columns if one.column.measure not in ANSWERS]
    unobserved = {
        n
        for one in registered
        for n, cell in zip(range(len(work.listing.names)), one.cells, strict=False)
        if cell is NOT_OBSERVED
    }
    missing = work.listing.missing if answered else []
    unknown = _standing(answered, UNKNOWN_CELL)
    empty = _standing(answered, NOT_ANSWERED)
    return [
        *_about("missing", "missing", missing, work),
        *_about("unknown", "unknown", unknown, work),
        *_on_rounding(columns, work.listing.names),
        *_about("not_answered", "not_answered_by", empty, work),
        *_about("estimated", "estimated_for", {n for c in columns for n in c.estimated}, work),
        *_about("not_observed", "not_observed_for", unobserved, work),
        *_on_questions(columns, work.outline),
    ]


def _standing(columns, cell):
    """Where the cell stands: a figure for the whole year may have taken an empty box's place."""
    return {n for one in columns for n in one.places(UNKNOWN, None) if one.cells[n] is cell}


def _about(kind, code, places, work):
    names = [work.listing.names[n] for n in sorted(places)]
    if not names:
        return []
    return [Note(kind, messages.note(code, who=messages.who(names, work.spec.survey)))]


def _on_rounding(columns, names):
    rounded = [(one, n) for one in columns for n in one.rounded]
    if len(rounded) > messages.MOST_NAMES:
        return [Note("rounded", messages.note("rounded_many", number=swedish(len(rounded))))]
    sentences = [
        messages.note(
            "rounded_by",
            who=names[n],
            given=swedish(Decimal(one.raw[n])),
            column=one.column.label,
            shown=one.cells[n].display,
        )
        for one, n in rounded
    ]
    return [Note("rounded", " ".join(sentences))] if sentences else []


def _on_questions(columns, outline):
    """The full wording of what a short column head stands for."""
    return [
        Note("question", messages.note("question", column=one.column.label, question=text))
        for one in columns
        if one.column.measure == "choice" and (text := outline.question[one.column.question].text)
    ]
