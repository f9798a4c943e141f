"""The sheet of one respondent's workbook: a row per box, from the first question to the last."""

from dataclasses import dataclass

from surveys import copies, messages
from surveys.workbook_layout import (
    ANSWER,
    CODE,
    FIRST_ROW,
    HEADER_ROW,
    HELP,
    KEY_ROW,
    OPTION,
    QUESTION,
    TITLE_ROW,
    earlier_sheet,
)
from surveys.workbook_words import how_to_answer

WIDTHS = {QUESTION: 50, OPTION: 36, ANSWER: 30, HELP: 60, CODE: 16}


@dataclass
class Filled:
    """What stands beside the questions: this round's cells by item code, and those of an earlier
    `year` if there is one. Boxes that are `following`, by id, are locked; all are, if it is not open."""

    cells: dict
    earlier: dict
    year: int | None
    following: set
    is_open: bool


def draw(page, sheet, title, note, filled):
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
    return "\n".join(filter(None, [how_to_answer(question, sheet), question.help]))


def _guide(page, row, heads, item, sheet, filled):
    if _to_fill_in(item, filled):
        column = heads.index(ANSWER) + 1
        page.guide(row, row, column, item, sheet.organisation, how_to_answer(item.question, sheet))
