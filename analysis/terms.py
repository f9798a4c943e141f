"""Terms and years: figures for a whole year in the terms' cells, and totals that add up what is shown."""

from dataclasses import dataclass
from decimal import Decimal

from analysis import measures, messages
from analysis.cells import BLANK, TOTALS, Cell, Note
from analysis.drawn import UNKNOWN_CELL, Drawn, Memo
from analysis.measures import UNKNOWN, is_number, plain
from analysis.work import LOWER_BOUND, bounded, noted
from surveys.figures import swedish


@dataclass
class Year:
    """The columns of a year's terms, and the raw figures of those who told only the year's.

    `whole` goes by place in the listing.
    """

    terms: list[Drawn]
    whole: dict[int, str]

    @property
    def whole_numbers(self):
        return {n: value for n, value in self.whole.items() if is_number(value)}

    @property
    def decimals(self):
        return self.terms[0].column.decimals


def join(table, columns, work):
    """Lay the years' figures into the table and end it with its totals. Returns notes on them."""
    by_code = {one.column.code: one for one in columns}
    per_term, per_year, whole = {}, {}, set()
    for spec in work.spec.years:
        terms = [by_code[code] for code in spec.terms]
        year = Year(terms, _whole(spec, terms, work))
        _lay_whole(table, year)
        _lay_unknown(table, year)
        per_term |= {term.column.code: _term_total(term, year, work) for term in terms}
        per_year[terms[-1].column.code] = _year_total(year, work)
        whole |= year.whole_numbers.keys()
    for code, cells in zip(TOTALS, (per_term, per_year), strict=True):
        row = [cells.get(column.code, BLANK) for column in table.columns]
        table.add_row(code, messages.label(code), row)
    bounds = any(cell.lower_bound for cell in (*per_term.values(), *per_year.values()))
    return _whole_note(whole, work) + ([LOWER_BOUND] if bounds else [])


def _whole(spec, terms, work):
    """The year's figures that stand alone: with a term's figure beside them they say nothing new."""
    if not spec.item:
        return {}
    given = work.facts.values.get(work.outline.item[spec.item].pk, {})
    position = work.listing.position
    places = {
        position[response]: value for response, value in given.items() if response in position
    }
    return {
        n: value
        for n, value in sorted(places.items())
        if all(term.raw[n] is None for term in terms)
    }


def _lay_whole(table, year):
    cells = Memo(lambda value: _whole_cell(value, year.decimals))
    for n, value in year.whole.items():
        _span(table, year.terms, n, cells[value])


def _whole_cell(value, decimals):
    if not is_number(value):
        return UNKNOWN_CELL
    number = Decimal(value)
    display = messages.label("year", number=swedish(number, decimals))
    return noted(Cell(plain(number), display), [Note("years", messages.note("year"))])


def _lay_unknown(table, year):
    first, *others = year.terms
    for n in first.places(UNKNOWN):
        if all(term.raw[n] == UNKNOWN for term in others):
            _span(table, year.terms, n, UNKNOWN_CELL)


def _span(table, terms, n, cell):
    """Let one cell stand for all terms: in the first, the others being empty."""
    first, *others = terms
    first.cells[n] = cell
    for term in others:
        term.cells[n] = BLANK
    table.spans.setdefault(table.codes[n], {})[first.column.code] = len(terms)


def _term_total(term, year, work):
    reasons = _doubts(term, year, work) + _whole_note(year.whole_numbers, work)
    return _total_cell(_sum(term), year.decimals, reasons)


def _year_total(year, work):
    terms = sum(_sum(term) for term in year.terms)
    whole = measures.total(map(Decimal, year.whole_numbers.values()), year.decimals).value
    reasons = [reason for term in year.terms for reason in _doubts(term, year, work)]
    return _total_cell(terms + whole, year.decimals, list(dict.fromkeys(reasons)))


def _sum(term):
    figures = {
        Decimal(value) if is_number(value) else value: times for value, times in term.counts.items()
    }
    return measures.total_of_counts(figures, term.column.decimals).value


def _total_cell(value, decimals, reasons):
    return bounded(Cell(plain(value), swedish(value, decimals)), reasons)


def _whole_note(places, work):
    return work.note("years", (work.listing.names[n] for n in sorted(places)))


def _doubts(term, year, work):
    """Why the term's total is only a lower bound, whole-year figures aside."""
    names = work.listing.names
    unknown = {*term.places(UNKNOWN), *(year.whole.keys() - year.whole_numbers.keys())}
    return [
        *work.note("missing", (names[n] for n in work.listing.missing)),
        *work.note("unknown", (names[n] for n in sorted(unknown))),
        *work.note("empty", (names[n] for n in _empty(term, year, work))),
    ]


def _empty(term, year, work):
    """Those who handed in without filling in the box."""
    excused = {*work.listing.missing, *year.whole}
    if term.counts[None] == len(excused):
        return []
    return [n for n in term.places(None) if n not in excused]
