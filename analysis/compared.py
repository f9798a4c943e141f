"""A respondent's own answers beside the country's, this round and the last that asked.

The country's figures are made of approved answers that are shown, by at least LEAST respondents, and
each tells how many they are. A kommun's answers stand beside its own only: no others are read.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from django.db.models import Q

from analysis import messages
from analysis.measures import UNKNOWN, Share, combined, shown
from regions.models import Organisation
from surveys import outline, values
from surveys import sheet as sheets
from surveys.figures import round_half_up, swedish
from surveys.models import Answer, Kind, Missing, Question, Response, State

LEAST = 5


# ---- counted: plain functions of plain values ----


class Chosen(NamedTuple):
    """How many chose a thing, of those who answered."""

    number: int
    of: int


class Middle(NamedTuple):
    """The median of the numbers given, by how many, and how many could not estimate theirs."""

    median: Decimal | None
    of: int
    unknown: int


class OfKommuner(NamedTuple):
    """What the RSS counted, of all kommuner of those that gave a number."""

    share: Share
    of: int
    unknown: int


def rows_of(question):
    """{row code: label}: the choices of a question with one box to choose in, else its boxes."""
    if is_choice(question):
        choices = values.choices(question.box_list[0])
        return choices | ({UNKNOWN: Missing.UNKNOWN.label} if question.unknown_allowed else {})
    one = messages.compared("answer")
    return {item.code: item.option.label if item.option else one for item in question.box_list}


def is_choice(question):
    return question.kind in {Kind.YESNO, Kind.SINGLE}


def counted(question, given, kommuner=None):
    """{row code: Chosen, Middle or OfKommuner}.

    `given` holds {item code: Value} of every respondent, {} of one that left the question empty;
    `kommuner` their numbers of kommuner.
    """
    rows = rows_of(question)
    if is_choice(question):
        box = question.box_list[0].code
        chosen = Counter(boxes[box].content for boxes in given.values() if box in boxes)
        return {row: Chosen(chosen[row], chosen.total()) for row in rows}
    if question.kind == Kind.MULTI:
        answered = [boxes for boxes in given.values() if boxes or _may_be_bare(question)]
        return {row: Chosen(sum(row in boxes for boxes in answered), len(answered)) for row in rows}
    if question.kind == Kind.COUNT:
        return {row: _of_kommuner(_in_box(row, given), kommuner) for row in rows}
    return {row: _middle(_in_box(row, given)) for row in rows}


def _may_be_bare(question):
    """Whether a list without a mark is an answer: it is asked of all, and has no option that says so."""
    says_none = any(item.option.is_none for item in question.box_list)
    return not question.visible_when and not says_none


def _in_box(box, given):
    """{respondent: a number or UNKNOWN}."""
    return {one: boxes[box].content for one, boxes in given.items() if box in boxes}


def _middle(figures):
    numbers = [figure for figure in figures.values() if figure != UNKNOWN]
    middle = median(numbers) if numbers else None
    return Middle(middle, len(numbers), len(figures) - len(numbers))


def _of_kommuner(figures, kommuner):
    shares = [Share(n, kommuner.get(one, 0)) for one, n in figures.items() if n != UNKNOWN]
    return OfKommuner(combined(shares), len(shares), len(figures) - len(shares))


# ---- in words ----


class Cell(NamedTuple):
    """What stands in a cell; `percent`, a whole number, where a bar is drawn; `is_own` for a mark."""

    words: str = ""
    percent: int | None = None
    is_own: bool = False


def own_cells(question, boxes, kommuner):
    """{row code: Cell} of one's own answer; `kommuner` is the own number of them."""
    if is_choice(question):
        own = boxes.get(question.box_list[0].code)
        mark = Cell(messages.compared("own_choice"), is_own=True)
        return {r: mark if own and own.content == r else Cell() for r in rows_of(question)}
    if question.kind == Kind.MULTI:
        mark = Cell(messages.compared("own_mark"), is_own=True)
        return {row: mark if row in boxes else Cell() for row in rows_of(question)}
    return {i.code: _own_number(i, boxes.get(i.code), kommuner) for i in question.box_list}


def _own_number(item, value, kommuner):
    if value is None:
        return Cell(messages.compared("own_empty"))
    if value.column != "number" or item.question.kind not in {Kind.COUNT, Kind.PERCENT}:
        return Cell(values.shown(item, value))
    if item.question.kind == Kind.PERCENT:
        return Cell(values.shown(item, value), _whole(value.content))
    share = Share(value.content, kommuner)
    words = {"number": swedish(share.numerator), "of": kommuner, "percent": _percent(share)}
    return Cell(messages.compared("own_kommuner", **words), _whole(share.percent))


def country_cells(question, figures):
    """{row code: Cell} of what is counted; only that there are few where there are."""
    return {row: _country_cell(question, figure) for row, figure in figures.items()}


def _country_cell(question, figure):
    if figure.of < LEAST:
        return Cell(messages.compared("few", least=LEAST))
    match figure:
        case Chosen(number, of):
            words = messages.compared("chosen", number=swedish(number), of=swedish(of))
            return Cell(words, _whole(Share(number, of).percent))
        case Middle(middle, of, unknown):
            is_percent = question.kind == Kind.PERCENT
            number = shown(round_half_up(middle, 1), None, "%" if is_percent else "")
            words = messages.compared("median", median=number, of=swedish(of))
            return Cell(_and_unknown(words, unknown), _whole(middle) if is_percent else None)
        case OfKommuner(share, of, unknown):
            words = messages.compared(
                "kommuner",
                percent=_percent(share),
                number=swedish(share.numerator),
                kommuner=swedish(share.denominator),
                of=swedish(of),
            )
            return Cell(_and_unknown(words, unknown), _whole(share.percent))


def _and_unknown(words, unknown):
    return messages.compared("unknown", what=words, number=swedish(unknown)) if unknown else words


def _percent(share):
    return "–" if share.percent is None else shown(share.percent, 0, "%")


def _whole(percent):
    return None if percent is None else int(round_half_up(percent))


# ---- a question, with its columns ----


class Line(NamedTuple):
    """A row of a comparison: [(the column's head, Cell)]."""

    label: str
    cells: list[tuple[str, Cell]]


@dataclass
class Comparison:
    question: Question
    heads: list[str]
    lines: list[Line]
    is_answered: bool


def _comparison(asked, columns):
    """Of what one or more rounds asked, the newest first; `columns` holds {row code: Cell} by head.

    A row that another round had is there too: what was answered then is not to be lost.
    """
    now, rows = asked[0], {}
    for one in asked:
        rows |= {row: label for row, label in rows_of(one.question).items() if row not in rows}
    gone = Cell(messages.compared("no_such_row"))
    lines = [
        Line(label, [(head, cells.get(row, gone)) for head, cells in columns.items()])
        for row, label in rows.items()
    ]
    return Comparison(now.question, list(columns), lines, is_answered=bool(now.own))


# ---- reads: as many queries for many respondents as for few ----


@dataclass
class Asked:
    """A question as one round asked it, and what was answered that counts."""

    question: Question
    year: int
    own: dict
    own_kommuner: int
    given: dict
    kommuner: dict

    @property
    def own_cells(self):
        return own_cells(self.question, self.own, self.own_kommuner)

    @property
    def country_cells(self):
        figures = counted(self.question, self.given, self.kommuner)
        return country_cells(self.question, figures)


@dataclass
class Results:
    """A response's answers compared, by section. `approved` of `asked` make the country's figures;
    `looks_back` where some question has been asked before."""

    year: int
    approved: int
    asked: int
    looks_back: bool
    sections: list[tuple] = field(default_factory=list)

    @property
    def are_enough(self):
        return self.approved >= LEAST


def results(response):
    """The whole response compared. Words cannot be, nor what was not asked of this respondent."""
    sheet = sheets.of(response)
    now = {
        question.code: question
        for question in sheet.outline.questions
        if question.kind != Kind.TEXT and question.code not in sheet.hidden
    }
    then = earlier(response, now)
    asked = [*now.values(), *then.values()]
    standing = _standing(response, asked)
    read = _read(response, asked, standing)
    here = standing[response.questionnaire_id]
    made = Results(here.year, len(here.approved), here.asked, looks_back=bool(then))
    for section in sheet.outline.sections:
        compared = [
            _of_question(read[question.pk], _asked_then(question, then, read), made, response)
            for question in section.question_list
            if question.code in now
        ]
        if compared:
            made.sections.append((section, compared))
    return made


def _asked_then(question, then, read):
    return read[then[question.code].pk] if question.code in then else None


def _of_question(now, then, made, response):
    columns = {messages.compared("own", year=now.year): now.own_cells}
    if then:
        columns[messages.compared("own", year=then.year)] = then.own_cells
    if has_country(response) and made.are_enough:
        columns[messages.compared("country_so_far", year=now.year)] = now.country_cells
    if has_country(response) and then:
        columns[messages.compared("country", year=then.year)] = then.country_cells
    return _comparison([now, then] if then else [now], columns)


@dataclass
class LastResult:
    """What came of a question the last time it was asked, as it was worded then."""

    year: int
    approved: int
    asked: int
    comparison: Comparison


def last_result(response, question):
    """The LastResult of a question, or None where no earlier round has asked it."""
    found = earlier(response, {question.code: question}) if question.kind != Kind.TEXT else {}
    if not found:
        return None
    standing = _standing(response, found.values())
    [then] = _read(response, found.values(), standing).values()
    here = standing[then.question.questionnaire_id]
    columns = {messages.compared("own", year=then.year): then.own_cells}
    if has_country(response):
        columns[messages.compared("country", year=then.year)] = then.country_cells
    return LastResult(then.year, len(here.approved), here.asked, _comparison([then], columns))


def has_country(response):
    """Whether there is anybody else's to stand beside: never for a kommun."""
    return not response.organisation.is_kommun


def earlier(response, questions):
    """{code: Question} of the nearest earlier round that asked for the same kind of answer."""
    asked = (
        Question.objects.filter(
            code__in=questions,
            questionnaire__survey=response.questionnaire.survey_id,
            questionnaire__round__year__lt=response.questionnaire.round.year,
            questionnaire__issued_at__isnull=False,
        )
        .order_by("questionnaire__round__year")
        .values_list("code", "kind", "questionnaire")
    )
    nearest = {code: pk for code, kind, pk in asked if kind == questions[code].kind}
    return {code: outline.load_id(pk).question[code] for code, pk in nearest.items()}


@dataclass
class Standing:
    """Who of a questionnaire's respondents are approved, by organisation id."""

    year: int
    approved: list
    asked: int


def _standing(response, questions):
    """{questionnaire id: Standing}. Of kommuner nothing is read but the year."""
    ids = {response.questionnaire_id, *(question.questionnaire_id for question in questions)}
    found = {pk: Standing(outline.load_id(pk).questionnaire.round.year, [], 0) for pk in ids}
    if has_country(response):
        asked = Response.objects.filter(questionnaire__in=ids).order_by()
        for pk, organisation, state in asked.values_list("questionnaire", "organisation", "state"):
            found[pk].asked += 1
            if state == State.APPROVED:
                found[pk].approved.append(organisation)
    return found


def _read(response, questions, standing):
    """{question id: Asked}."""
    own_id = response.organisation_id
    own, given = _answers(response, questions)
    kommuner = _kommuner(response, standing)
    read = {}
    for question in questions:
        there = standing[question.questionnaire_id]
        counts = kommuner.get(there.year, {})
        read[question.pk] = Asked(
            question=question,
            year=there.year,
            own=own[question.pk],
            own_kommuner=counts.get(own_id, 0),
            given={one: given[question.pk, one] for one in there.approved},
            kommuner=counts,
        )
    return read


def _answers(response, questions):
    """{question id: {item code: Value}} of one's own that are shown, and the same of all who are
    approved by (question id, organisation id)."""
    items = {item.pk: item for question in questions for item in question.box_list}
    whose = Q(response__organisation=response.organisation_id)
    if has_country(response):
        whose |= Q(response__state=State.APPROVED)
    rows = Answer.objects.filter(whose, item__in=items, row=0, hidden=False).order_by()
    own, given = defaultdict(dict), defaultdict(dict)
    for item_id, organisation, state, *columns in rows.values_list(
        "item", "response__organisation", "response__state", *COLUMNS
    ):
        item, value = items[item_id], _value(columns)
        if value and organisation == response.organisation_id:
            own[item.question.pk][item.code] = value
        if value and state == State.APPROVED:
            given[item.question.pk, organisation][item.code] = value
    return own, given


COLUMNS = ("number", "choice", "missing")


def _value(columns):
    """None of what could not be read."""
    for column, content in zip(COLUMNS, columns, strict=True):
        if content is not None:
            return values.Value(column, content)
    return None


def _kommuner(response, standing):
    """{year: {organisation id: number of kommuner}} where an RSS counts them."""
    if response.organisation.kind != Organisation.Kind.RSS:
        return {}
    return {
        there.year: Organisation.objects.kommun_counts(
            [*there.approved, response.organisation_id], there.year
        )
        for there in standing.values()
    }
