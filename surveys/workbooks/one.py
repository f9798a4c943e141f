"""The workbook of one respondent: a row per box, from the first question to the last."""

from dataclasses import dataclass

from django.utils import timezone

from surveys import copies, corrections, messages, outline, sums
from surveys import sheet as sheets
from surveys.sheet import Sheet
from surveys.workbooks.answered import cells_and_earlier
from surveys.workbooks.book import Book
from surveys.workbooks.layout import (
    ANSWER,
    ANSWER_SHEET,
    CODE,
    FIRST_ROW,
    HEADER_ROW,
    HELP,
    KEY_ROW,
    OPTION,
    QUESTION,
    TITLE_ROW,
    earlier_sheet,
    key,
)
from surveys.workbooks.words import how_to_answer

WIDTHS = {QUESTION: 50, OPTION: 36, ANSWER: 30, HELP: 60, CODE: 16}


@dataclass
class Filled:
    """What stands beside the questions: this round's cells by item code, those of an earlier `year` if
    there is one, and the questionnaire's corrections. Boxes that are `following`, by id, are locked; all
    are, if it is not open."""

    cells: dict
    earlier: dict
    year: int | None
    corrections: list
    following: set
    is_open: bool


def workbook(response, at=None):
    """The file for one respondent, with what is answered. Numbers that follow the kommuner's answers
    stand as they were last brought up.

    `at` is when: what is changed after that is newer than the file.
    """
    at = at or timezone.now()
    questionnaire, organisation = response.questionnaire, response.organisation
    cells, earlier, earlier_year = cells_and_earlier(questionnaire, [response])
    filled = Filled(
        cells=cells[organisation.pk],
        earlier=earlier.get(organisation.pk, {}),
        year=earlier_year,
        corrections=corrections.of(response),
        following=sums.not_written_in(response),
        is_open=response.is_open,
    )
    title = f"{questionnaire.title}, {organisation.name}"
    book = Book(title, at)
    words = {"corrections": filled.corrections, "response": response, "filled": filled}
    book.instruct("one", questionnaire, earlier_year, **words)
    empty = Sheet(outline.load(questionnaire), sheets.organisation_of(response))
    note = key(questionnaire.survey.code, questionnaire.round.year, at, organisation.code)
    _draw(book.add(ANSWER_SHEET), empty, title, note, filled)
    return book.content()


def _draw(page, sheet, title, note, filled):
    """`sheet` is an empty one: it says what is asked of whom."""
    heads = [QUESTION, OPTION, ANSWER, HELP, CODE]
    if filled.year:
        heads.insert(heads.index(HELP), earlier_sheet(filled.year))
    page.widths([WIDTHS.get(head, WIDTHS[ANSWER]) for head in heads])
    page.put(TITLE_ROW, 1, title, "title")
    page.put(KEY_ROW, 1, note, "small")
    for column, head in enumerate(heads, 1):
        page.put(HEADER_ROW, column, head, "head")
    row = FIRST_ROW
    for section in sheet.outline.sections:
        questions = [q for q in section.question_list if copies.may_come(q, sheet)]
        if questions:
            _draw_line(page, row, heads, _section(section))
            row += 1
        for question in questions:
            for item in question.box_list:
                _draw_line(page, row, heads, _box(item, sheet, filled))
                _guide(page, row, heads, item, sheet, filled)
                row += 1
    page.freeze(FIRST_ROW, 1)
    page.printed(row - 1, len(heads), rows=HEADER_ROW)


def _draw_line(page, row, heads, line):
    """A line is {heading: (content, look)}; `None` is for headings it does not name."""
    for column, head in enumerate(heads, 1):
        page.put(row, column, *line.get(head, line[None]))


def _section(section):
    return {
        QUESTION: (section.title, "section"),
        HELP: (section.help, "section_help"),
        None: (None, "section"),
    }


def _box(item, sheet, filled):
    question = item.question
    is_first = item == question.box_list[0]
    return {
        QUESTION: (question.text, "question_begins") if is_first else (None, "question"),
        OPTION: (item.option.label if item.option else None, "option"),
        ANSWER: (filled.cells.get(item.code), "answer" if _to_fill_in(item, filled) else "locked"),
        HELP: (_help(item, sheet, filled), "locked"),
        CODE: (item.code, "code"),
        None: (filled.earlier.get(item.code), "locked"),
    }


def _to_fill_in(item, filled):
    return filled.is_open and item.pk not in filled.following


def _help(item, sheet, filled):
    """All that is said of a question is said once, at its first box."""
    question = item.question
    if item.pk in filled.following:
        return messages.refusal("follows")
    if item != question.box_list[0]:
        return None
    said = [how_to_answer(question, sheet), question.help]
    said += corrections.in_words(question, filled.corrections)
    return "\n".join(filter(None, said))


def _guide(page, row, heads, item, sheet, filled):
    if _to_fill_in(item, filled):
        column = heads.index(ANSWER) + 1
        page.guide(row, row, column, item, sheet.organisation, how_to_answer(item.question, sheet))
