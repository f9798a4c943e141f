"""Rows of respondents: what each of them answered, and what the registers say of them."""

from decimal import Decimal

from analysis import drawn, facts, measures, messages, terms
from analysis.cells import Cell, Note
from analysis.drawn import Drawn, Memo
from analysis.measures import is_number, plain, shown
from analysis.work import noted
from surveys.figures import swedish
from surveys.values import YESNO_LABELS

COUNTRY = "00"
ESTIMATED = Note("estimated", messages.note("estimated"))


def fill(table, work):
    """A row for each respondent in Swedish order, then the country and the totals asked for."""
    listing = work.listing
    table.codes, table.labels = list(listing.codes), list(listing.labels)
    columns = [MEASURES[column.measure](column, work) for column in work.spec.columns]
    table.cells = [one.cells for one in columns]
    if work.spec.rows.country:
        table.add_row(COUNTRY, messages.label("country"), [one.country for one in columns])
    on_years = terms.join(table, columns, work) if work.spec.years else []
    table.said = drawn.notes(columns, work) + on_years


def _choice(column, work):
    """The respondents' own choices by label."""
    question = work.outline.question[column.question]
    labels = {option.code: option.label for option in question.options.all()} or YESNO_LABELS
    raw = _raw(work, work.outline.item[column.question].pk)
    memo = Memo(lambda value: _answered(value) or Cell(value, labels.get(value, value)))
    return _with_missing(Drawn([memo[value] for value in raw], column, raw), work)


def _number(column, work):
    """The respondents' own numbers, shown rounded."""
    raw = _raw(work, work.outline.item[column.item].pk)
    memo = Memo(lambda value: _answered(value) or _number_cell(Decimal(value), column))
    return _with_missing(Drawn([memo[value] for value in raw], column, raw), work)


def _answered(value):
    """The cell of a value that is no figure or choice, None for one that is."""
    if value is None:
        return drawn.NOT_ANSWERED
    return None if is_number(value) else drawn.UNKNOWN_CELL


def _number_cell(number, column):
    cell = Cell(plain(number), shown(number, column.decimals, column.unit))
    if not measures.is_rounded(number, column.decimals):
        return cell
    text = messages.note("rounded", given=swedish(number), shown=cell.display)
    return noted(cell, [Note("rounded", text)])


def _raw(work, item_id):
    """An item's values in the listing's order; None for an empty box or no approved response."""
    given = work.facts.values.get(item_id, {})
    return list(map(given.get, work.listing.responses))


def _with_missing(column, work):
    for n, cell in work.missing_cells.items():
        column.cells[n] = cell
    return column


def _observation(column, work):
    """Register figures, flagged where the register is."""
    observed = work.facts.observed[column.indicator, column.year]
    memo = Memo(lambda value: _observed_cell(value and Decimal(value), column))
    organisations = [*work.listing.organisations, facts.COUNTRY]
    *cells, country = [memo[value] for value in map(observed.values.get, organisations)]
    made = Drawn(cells, column, country=country)
    return _with_estimates(made, observed.flagged, work.listing)


def _change(column, work):
    """The register's figure less that of an earlier year."""
    now = work.facts.observed[column.indicator, column.year]
    then = work.facts.observed[column.indicator, column.since]
    memo = Memo(lambda pair: _observed_cell(_difference(*pair), column))
    organisations = [*work.listing.organisations, facts.COUNTRY]
    pairs = zip(*(map(one.values.get, organisations) for one in (now, then)), strict=True)
    *cells, country = [memo[pair] for pair in pairs]
    made = Drawn(cells, column, country=country)
    return _with_estimates(made, now.flagged | then.flagged, work.listing)


def _difference(now, then):
    return None if now is None or then is None else Decimal(now) - Decimal(then)


def _observed_cell(number, column):
    if number is None:
        return drawn.NOT_OBSERVED
    return Cell(plain(number), shown(number, column.decimals, column.unit))


def _with_estimates(column, flagged, listing):
    if not flagged:
        return column
    column.estimated = [n for n, pk in enumerate(listing.organisations) if pk in flagged]
    estimated = Memo(lambda cell: noted(cell, [ESTIMATED]))
    for n in column.estimated:
        column.cells[n] = estimated[column.cells[n]]
    if facts.COUNTRY in flagged:
        column.country = noted(column.country, [ESTIMATED])
    return column


MEASURES = {
    "choice": _choice,
    "number": _number,
    "observation": _observation,
    "change": _change,
}
