"""The workbook of an area: a row per kommun and a column per box."""

from dataclasses import dataclass
from math import ceil

from django.utils import timezone

from surveys import corrections, outline
from surveys.models import Kind, Response
from surveys.sheet import Organisation, Sheet
from surveys.workbooks.answered import cells_and_earlier
from surveys.workbooks.book import Book, choices
from surveys.workbooks.layout import (
    ANSWER,
    ANSWER_SHEET,
    AREA_CODE_ROW,
    CODE_COLUMN,
    EXPLANATION,
    FIRST_AREA_ROW,
    FIRST_BOX_COLUMN,
    KEY_ROW,
    KOMMUN_CODE,
    KOMMUN_NAME,
    NAME_COLUMN,
    OPTION_ROW,
    QUESTION_ROW,
    SECTION_ROW,
    TITLE_ROW,
    earlier_sheet,
    key,
)
from surveys.workbooks.words import how_to_answer

EXPLANATION_LABEL = "Förklaring"
EXPLANATION_HELP = (
    "Om ett svar ser ovanligt ut men stämmer: skriv varför. "
    "Det används när kommunens svar lämnas in."
)
COMPARISON = "Till jämförelse. Det som skrivs här läses inte in."
THE_QUESTION = "Frågan: {}"
CODE_WIDTH, NAME_WIDTH, WORDS_WIDTH = 14, 28, 50
LEAST_WIDTH, MOST_WIDTH, HEAD_LINES = 14, 40, 5
TITLE_HEIGHT = 36
PAPER_WIDTH = 180  # of a sheet of A4, in signs that can still be read


@dataclass
class Row:
    """A kommun's: `cells` by item code; it is written in while it is open."""

    code: str
    name: str
    cells: dict
    is_open: bool


def workbook(rss, questionnaire, at=None):
    """The file for the kommuner of an RSS that are asked in a questionnaire, with what is answered.

    `at` is when: what is changed after that is newer than the file.
    """
    at = at or timezone.now()
    paper = outline.load(questionnaire)
    kommuner = list(
        corrections.marked(Response.objects)
        .filter(questionnaire=questionnaire, organisation__parent=rss)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    cells, earlier, earlier_year = cells_and_earlier(questionnaire, kommuner)
    title = f"{questionnaire.title}, {rss.name}"
    book = Book(title, at)
    corrected = corrections.of(kommuner[0]) if kommuner else []
    book.instruct("area", questionnaire, earlier_year, rss=rss, corrections=corrected)
    page = book.add(ANSWER_SHEET)
    rows = _rows(kommuner, cells)
    note = key(questionnaire.survey.code, questionnaire.round.year, at)
    _draw(page, paper, title, note, rows, corrected)
    _guide(page, Sheet(paper, Organisation(rss.code, 0)), rows)
    if earlier_year:
        name = earlier_sheet(earlier_year)
        _draw(book.add(name), paper, name, COMPARISON, _rows(kommuner, earlier, locked=True))
    return book.content()


def _rows(kommuner, cells, *, locked=False):
    return [
        Row(
            one.organisation.code,
            one.organisation.name,
            cells.get(one.organisation_id, {}),
            is_open=one.is_open and not locked,
        )
        for one in kommuner
    ]


def _draw(page, paper, title, note, rows, corrected=()):
    """`note` stands where the key does. Rows that are not open are locked."""
    widths = _widths(paper)
    page.widths([CODE_WIDTH, NAME_WIDTH, *widths, WORDS_WIDTH])
    _draw_heads(page, paper, title, note, widths, corrected)
    for number, row in enumerate(rows, FIRST_AREA_ROW):
        _draw_row(page, number, row, paper.items)
    last_row = _last_row(rows)
    page.codes_in(FIRST_AREA_ROW, last_row, CODE_COLUMN)
    page.filter(AREA_CODE_ROW, CODE_COLUMN, last_row, NAME_COLUMN)
    page.freeze(FIRST_AREA_ROW, FIRST_BOX_COLUMN)
    pages_wide = ceil(sum(widths) / PAPER_WIDTH)
    last_column = NAME_COLUMN + len(paper.items) + 1
    page.printed(last_row, last_column, pages_wide, rows=AREA_CODE_ROW, columns=NAME_COLUMN)


def _guide(page, sheet, rows):
    """Drop-downs, limits and how to answer, at the cells of all rows; `sheet` is an empty one."""
    for column, item in enumerate(sheet.outline.items, FIRST_BOX_COLUMN):
        how = how_to_answer(item.question, sheet)
        place = FIRST_AREA_ROW, _last_row(rows), column
        page.guide(*place, item, sheet.organisation, how, THE_QUESTION.format(item.question.text))


def _last_row(rows):
    return FIRST_AREA_ROW + max(len(rows), 1) - 1


def _draw_heads(page, paper, title, note, widths, corrected):
    boxes = list(enumerate(paper.items, FIRST_BOX_COLUMN))
    explanation = FIRST_BOX_COLUMN + len(boxes)
    page.height(TITLE_ROW, TITLE_HEIGHT)
    page.across(TITLE_ROW, CODE_COLUMN, NAME_COLUMN, title, "title")
    for column, item in boxes:
        section = item.question.section
        is_first = item == section.question_list[0].box_list[0]
        page.put(SECTION_ROW, column, section.title if is_first else None, "section")
    page.put(SECTION_ROW, explanation, None, "section")

    page.put(KEY_ROW, CODE_COLUMN, note, "small")
    for column, item in boxes:
        said = corrections.in_words(item.question, corrected)
        is_first = item == item.question.box_list[0]
        text = "\n".join([item.question.text, *said]) if is_first else None
        look = "question" if said else _look_of_question(item, widths, paper)
        page.put(QUESTION_ROW, column, text, look)
    page.put(QUESTION_ROW, explanation, EXPLANATION_HELP, "question")

    for column, item in boxes:
        page.put(OPTION_ROW, column, item.option.label if item.option else ANSWER, "option")
    page.put(OPTION_ROW, explanation, EXPLANATION_LABEL, "option")

    page.put(AREA_CODE_ROW, CODE_COLUMN, KOMMUN_CODE, "code")
    page.put(AREA_CODE_ROW, NAME_COLUMN, KOMMUN_NAME, "code")
    for column, item in boxes:
        page.put(AREA_CODE_ROW, column, item.code, "code")
    page.put(AREA_CODE_ROW, explanation, EXPLANATION, "code")


def _look_of_question(item, widths, paper):
    """A text runs out over the empty cells to its right where they are wide enough for it."""
    boxes = item.question.box_list
    first = paper.items.index(boxes[0])
    room = sum(widths[first : first + len(boxes)])
    return "long_question" if len(item.question.text) < room else "question"


def _draw_row(page, number, row, items):
    look = "answer" if row.is_open else "locked"
    page.put(number, CODE_COLUMN, row.code, "name")
    page.put(number, NAME_COLUMN, row.name, "name")
    for column, item in enumerate(items, FIRST_BOX_COLUMN):
        page.put(number, column, row.cells.get(item.code), look)
    page.put(number, FIRST_BOX_COLUMN + len(items), None, look)


def _widths(paper):
    """By column. A question runs out over all its boxes, or is wrapped above the first."""
    widths = []
    for question in paper.questions:
        first, *others = map(_width, question.box_list)
        if len(question.text) >= first + sum(others):
            first = max(first, min(MOST_WIDTH, len(question.text) / HEAD_LINES))
        widths += [first, *others]
    return widths


def _width(item):
    """Such that the head takes few lines and choices are seen whole."""
    if item.question.kind == Kind.TEXT:
        return WORDS_WIDTH
    head = item.option.label if item.option else ANSWER
    longest = max(map(len, [*head.split(), *choices(item)]))
    return min(MOST_WIDTH, max(LEAST_WIDTH, longest + 2, len(head) / HEAD_LINES))
