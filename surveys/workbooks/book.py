"""What every workbook has: its looks, locks, drop-downs and limits, and the sheet of instructions."""

import io
import re
import textwrap
from datetime import UTC

import xlsxwriter
from django.template.loader import render_to_string
from xlsxwriter.utility import xl_col_to_name

from surveys import figures, rules, values
from surveys.models import Kind
from surveys.workbooks.layout import INSTRUCTIONS_SHEET, LIST_SHEET, UNKNOWN, text_in_cell

# The colours of static/css/portal.css.
INK, MUTED, BRAND, BRAND_PALE = "#1c2b33", "#51626b", "#0b5563", "#e6f1f0"
GROUND, PAPER, LINE = "#f6f7f4", "#ffffff", "#d5dcd9"

PLAIN = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
WRAPPED = {"text_wrap": True}
IN_BOX = {"border": 1, "border_color": LINE}
LOCKED = {**IN_BOX, "bg_color": GROUND, "font_color": MUTED}
TO_FILL_IN = {**IN_BOX, "bg_color": PAPER, "locked": False}
ASKED = {"bg_color": BRAND_PALE, "font_color": INK}
LOOKS = {
    "plain": WRAPPED,
    "heading": {"bold": True, "font_size": 13, "font_color": BRAND},
    "title": {"bold": True, "font_size": 13, "font_color": BRAND},
    "small": {"font_size": 8, "font_color": MUTED},
    "section": {"bold": True, "bg_color": BRAND, "font_color": PAPER},
    "section_help": {**WRAPPED, "bg_color": BRAND, "font_color": PAPER},
    "head": {**WRAPPED, **ASKED, "bold": True},
    "question": {**WRAPPED, **ASKED},
    "question_begins": {**WRAPPED, **ASKED, "top": 1, "top_color": MUTED},
    "long_question": ASKED,
    "option": {**WRAPPED, **IN_BOX, "bg_color": BRAND_PALE},
    "code": {**LOCKED, "font_size": 8},
    "name": {**WRAPPED, **LOCKED, "font_color": INK, "num_format": "@"},
    "locked": {**WRAPPED, **LOCKED},
    "answer": {**WRAPPED, **TO_FILL_IN},
}
# What may be done in a sheet that is locked. The lock has no password: it is there against mishaps.
ALLOWED = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
A4 = 9
MOST_WORDS = 255  # Excel's own, of what is said beside a cell
HEADING = "# "
INSTRUCTIONS_WIDTH = 96
TOO_MANY_LINE_ENDS = re.compile(r"\n{3,}")

ANSWER_TITLE = "Så här svarar du"
ODD_TITLE = "Stämmer svaret?"
ODD = "Det ser inte ut som ett svar som kan lämnas in. Välj Ja om du ändå vill låta det stå. {}"


class Book:
    """A workbook that is being written. Rows of a sheet are written from the first to the last."""

    def __init__(self, title, at):
        self._content = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._content, {"constant_memory": True})
        self._book.set_properties({"title": title, "created": at.astimezone(UTC)})
        self._looks = {
            name: self._book.add_format({**PLAIN, **look}) for name, look in LOOKS.items()
        }
        self._title, self._at = title, at
        self._lists = {}

    def add(self, name):
        """A new Page, locked but for cells that look like `answer`."""
        page = self._book.add_worksheet(name)
        page.protect(options=ALLOWED)
        page.set_landscape()
        page.set_paper(A4)
        page.set_footer(f"&L{self._title[:120].replace('&', '&&')}&RSida &P av &N")
        return Page(page, self._looks, self._list)

    def instruct(self, kind, questionnaire, earlier_year, **words):
        """The sheet of instructions for a kind of workbook: a row per line, headings after a #."""
        page = self.add(INSTRUCTIONS_SHEET)
        page.widths([INSTRUCTIONS_WIDTH])
        words |= {"questionnaire": questionnaire, "earlier_year": earlier_year}
        words |= {"title": self._title, "at": self._at}
        text = render_to_string(f"surveys/workbook/{kind}.txt", words)
        text = TOO_MANY_LINE_ENDS.sub("\n\n", text.strip())
        for row, line in enumerate(text.splitlines(), 1):
            look = "heading" if line.startswith(HEADING) else "plain"
            page.put(row, 1, line.removeprefix(HEADING), look)
        page.printed(row, 1)

    def content(self):
        """The file."""
        if self._lists:
            page = self.add(LIST_SHEET)
            for row, cells in enumerate(_turned(self._lists), 1):
                for column, text in enumerate(cells, 1):
                    page.put(row, column, text, "locked")
        self._book.close()
        return self._content.getvalue()

    def _list(self, choices):
        """The name of a list of choices. A list on a sheet may be long, and takes JA for ja; one with a
        name is kept by programs that know no lists on other sheets."""
        if choices not in self._lists:
            column = xl_col_to_name(len(self._lists))
            self._lists[choices] = f"Lista{len(self._lists) + 1}"
            place = f"={LIST_SHEET}!${column}$1:${column}${len(choices)}"
            self._book.define_name(self._lists[choices], place)
        return f"={self._lists[choices]}"


def _turned(lists):
    longest = max(map(len, lists))
    for row in range(longest):
        yield [one[row] if row < len(one) else None for one in lists]


class Page:
    """A sheet that is being written; rows and columns from 1."""

    def __init__(self, page, looks, place_of_list):
        self._page, self._looks, self._place_of_list = page, looks, place_of_list

    def put(self, row, column, content, look):
        """A number, a text (never a formula) or nothing, in a cell that looks so."""
        look = self._looks[look]
        if content is None or content == "":
            self._page.write_blank(row - 1, column - 1, None, look)
        elif isinstance(content, str):
            self._page.write_string(row - 1, column - 1, content, look)
        else:
            self._page.write_number(row - 1, column - 1, content, look)

    def across(self, row, first_column, last_column, content, look):
        """One text over several cells of a row."""
        place = row - 1, first_column - 1, row - 1, last_column - 1
        self._page.merge_range(*place, "", self._looks[look])
        self.put(row, first_column, content, look)

    def widths(self, widths):
        for column, width in enumerate(widths):
            self._page.set_column(column, column, width)

    def height(self, row, points):
        self._page.set_row(row - 1, points)

    def freeze(self, row, column):
        """The first row and column that move."""
        self._page.freeze_panes(row - 1, column - 1)

    def filter(self, first_row, first_column, last_row, last_column):
        self._page.autofilter(first_row - 1, first_column - 1, last_row - 1, last_column - 1)

    def codes_in(self, first_row, last_row, column):
        """Numbers that are meant to be text: Excel need not warn of them."""
        letter = xl_col_to_name(column - 1)
        self._page.ignore_errors(
            {"number_stored_as_text": f"{letter}{first_row}:{letter}{last_row}"}
        )

    def printed(self, last_row, last_column, pages_wide=1, *, rows=0, columns=0):
        """As wide as so many sheets of paper, and so many rows and columns again on each."""
        self._page.print_area(0, 0, last_row - 1, last_column - 1)
        self._page.fit_to_pages(pages_wide, 0)
        if rows:
            self._page.repeat_rows(0, rows - 1)
        if columns:
            self._page.repeat_columns(0, columns - 1)

    def guide(self, first_row, last_row, column, item, organisation, how, question=""):
        """Say at an item's cells how to answer, and ask when something else is written there.

        Nothing is refused: the portal takes down what is written, and tells what is wrong with it.
        """
        letter = xl_col_to_name(column - 1)
        said = {
            **self._checked(item, organisation, f"{letter}{first_row}"),
            "input_title": ANSWER_TITLE,
            "input_message": shortened(f"{how} {question}"),
            "error_type": "warning",
            "error_title": ODD_TITLE,
            "error_message": shortened(ODD.format(how)),
        }
        self._page.data_validation(first_row - 1, column - 1, last_row - 1, column - 1, said)

    def _checked(self, item, organisation, cell):
        question = item.question
        kind = Kind(question.kind)
        if kind == Kind.TEXT:
            longest = question.max_length
            return _within("length", 0, longest) if longest else {"validate": "any"}
        if not kind.is_numeric:
            return {"validate": "list", "source": self._place_of_list(choices(item))}
        low, high, _ = rules.limits(question, organisation)
        low = _figure(-values.LARGEST if low is None else low)
        high = _figure(values.LARGEST if high is None else high)
        is_whole = question.whole or kind == Kind.COUNT
        if question.unknown_allowed:
            return {"validate": "custom", "value": _number_or_unknown(cell, low, high, is_whole)}
        return _within("integer" if is_whole else "decimal", low, high)


def choices(item):
    """What may be chosen in an item's cell, as it stands there."""
    is_single = item.question.kind == Kind.SINGLE
    taken = values.choices(item)
    said = [text_in_cell(label) if is_single else code for code, label in taken.items()]
    return (*said, *([UNKNOWN] if item.question.unknown_allowed else []))


def _within(what, low, high):
    return {"validate": what, "criteria": "between", "minimum": low, "maximum": high}


def _number_or_unknown(cell, low, high, is_whole):
    whole = f",INT({cell})={cell}" if is_whole else ""
    number = f"IF(ISNUMBER({cell}),AND({cell}>={low},{cell}<={high}{whole}),FALSE)"
    return f'=OR({number},{cell}="{UNKNOWN}")'


def _figure(number):
    """As Excel's formulas have it: 12.5"""
    return f"{figures.plain(number):f}"


def shortened(text):
    """Such that Excel shows it beside a cell."""
    return textwrap.shorten(text, MOST_WORDS, placeholder=" …")
