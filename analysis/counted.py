"""Rows of options and of questions: how many respondents, what share of the kommuner."""

from decimal import Decimal

from analysis import measures, messages
from analysis.cells import BLANK, Cell, Note
from analysis.measures import Share, plain, shown
from analysis.work import LOWER_BOUND, bounded, noted
from surveys.figures import swedish


def options(table, work):
    """A row for each option of a question, in the order the spec asks for."""
    rows = work.spec.rows
    asked = sorted(work.outline.question[rows.question].options.all(), key=lambda o: o.position)
    cells = {option: _cells(option.code, work) for option in asked}
    if rows.order == "falling":
        asked = measures.falling(
            asked,
            lambda option: cells[option][0].numerator,
            lambda option: (option.last, option.is_none),
        )
    _fill(table, [(option.code, option.label, cells[option]) for option in asked], work)


def questions(table, work):
    """A row for each question of the spec's list."""
    rows = [(row.code, row.label, _cells(row.code, work)) for row in work.spec.rows.questions]
    _fill(table, rows, work)


def _fill(table, rows, work):
    table.codes = [code for code, _, _ in rows]
    table.labels = [label for _, label, _ in rows]
    table.cells = [list(cells) for cells in zip(*(cells for _, _, cells in rows), strict=True)]
    table.said = _notes(table, work)


def _cells(row_code, work):
    return [MEASURES[column.measure](row_code, column, work) for column in work.spec.columns]


def _count(row_code, column, work):
    """How many marked the option, of those who were asked."""
    [(item, tally)] = work.tallies(row_code, column)
    number = sum(tally.choices.values())
    cell = Cell(number, swedish(number, 0), number, work.asked.number)
    return bounded(cell, _missing(work) + _unknown(work, [item]))


def _share(row_code, column, work):
    """The RSS's counts as a share of all kommuner there are."""
    [(item, tally)] = work.tallies(row_code, column)
    cell = _share_cell(Share(tally.sum, work.facts.kommuner))
    return bounded(cell, _missing(work) + _unknown(work, [item]) + _empty(work, tally))


def _remainder(row_code, column, work):
    """The kommuner that are in none of the row's counts: nobody has told of them."""
    boxes = work.tallies(row_code, column)
    kommuner = work.facts.kommuner
    rest = kommuner - sum(tally.sum for _, tally in boxes)
    return noted(_share_cell(Share(rest, kommuner)), _unknown(work, [item for item, _ in boxes]))


MEASURES = {"count": _count, "share": _share, "remainder": _remainder}


def _share_cell(share):
    percent = share.percent
    if percent is None:
        return BLANK
    numerator = plain(Decimal(share.numerator))
    return Cell(float(percent), shown(percent), numerator, share.denominator)


def _missing(work):
    """Who has no approved response. An RSS without kommuner has nothing to tell of them."""
    of_kommuner = any(column.measure == "share" for column in work.spec.columns)
    missing = [one for one in work.asked.missing if one.has_kommuner or not of_kommuner]
    return work.note("missing", [one.name for one in missing])


def _unknown(work, items):
    names = {name: None for item in items for name in work.facts.counted.unknown_by.get(item, [])}
    return work.note("unknown", names)


def _empty(work, tally):
    """RSS that handed in other counts and left this box empty."""
    empty = work.most_given - tally.given
    if empty <= 0:
        return []
    who = messages.how_many(empty, work.spec.survey)
    return [Note("empty", messages.note("empty", who=who))]


def _notes(table, work):
    """What is unsure anywhere in the table, each kind of it said once."""
    kinds = {kind for column in table.cells for cell in column for kind in cell.kinds}
    items = [
        item for code in table.codes for c in work.spec.columns for item, _ in work.tallies(code, c)
    ]
    return [
        *_missing(work),
        *_unknown(work, items),
        *([Note("empty", messages.note("some_empty"))] if "empty" in kinds else []),
        *([LOWER_BOUND] if LOWER_BOUND.kind in kinds else []),
    ]
