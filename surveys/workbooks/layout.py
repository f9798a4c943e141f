"""How answers lie in a workbook: what its sheets, rows and columns are called, and what an answer
looks like in a cell. Workbooks are written by it, and what comes back is read by it.

The workbook of an area has a row per kommun and a column per box. The workbook of one respondent
has a row per box. Rows and columns are counted from 1, as in `surveys.workbooks.grid`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from surveys import figures, values
from surveys.models import Kind, Missing

INSTRUCTIONS_SHEET = "Läs först"
ANSWER_SHEET = "Svar"
LIST_SHEET = "Listor"
EARLIER_SHEET = re.compile(r"svar \d{4}", re.IGNORECASE)

# In both: the title and the key stand in the first column.
TITLE_ROW, KEY_ROW = 1, 2

# The area's: section titles in row 1, questions in row 2, options in row 3, codes in row 4.
SECTION_ROW, QUESTION_ROW, OPTION_ROW, AREA_CODE_ROW, FIRST_AREA_ROW = 1, 2, 3, 4, 5
KOMMUN_CODE, KOMMUN_NAME, EXPLANATION = "kommunkod", "kommun", "forklaring"
CODE_COLUMN, NAME_COLUMN, FIRST_BOX_COLUMN = 1, 2, 3

# One respondent's: these headings in row 4, and between Svar and Så här svarar du last round's.
HEADER_ROW, FIRST_ROW = 4, 5
QUESTION, OPTION, ANSWER, HELP, CODE = "Fråga", "Alternativ", "Svar", "Så här svarar du", "Kod"

UNKNOWN = Missing.UNKNOWN.label
# Excel's own, counted as it counts: a sign beyond the usual ones is two.
LONGEST_TEXT = 32_767
# Ends of lines as some programs write them, and signs that XML cannot carry.
LINE_END = re.compile("\r\n|[\r\x0b\x0c]")
ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TOO_LONG = "Texten ({} tecken) är för lång för Excel och står kvar i Enkätnavet."


def earlier_sheet(year):
    """The name of the sheet, or the heading of the column, with an earlier round's answers."""
    return f"{ANSWER_SHEET} {year}"


# ---- the key: what the workbook is, and when it was fetched ----

KEY = re.compile(
    r"\s*Mall:\s*(?P<survey>[a-zåäö]+)\s+(?P<year>\d{4})(\s+(?P<respondent>\S+))?"
    r"\s+(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\s*",
    re.IGNORECASE,
)
AT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Key:
    """`respondent` is the code of the one who answers, None in an area's; `at` is in UTC."""

    survey: str
    year: int
    respondent: str | None
    at: datetime


def key(survey, year, at, respondent=None):
    """Mall: kommun 2023 2026-11-22T11:10:33Z"""
    words = ["Mall:", survey, str(year), *([respondent] if respondent else [])]
    return " ".join([*words, at.astimezone(UTC).strftime(AT)])


def read_key(text):
    """The Key a cell holds, or None."""
    found = KEY.fullmatch(text)
    if not found:
        return None
    try:
        at = datetime.strptime(found["at"].upper(), AT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Key(found["survey"].lower(), int(found["year"]), found["respondent"], at)


# ---- an answer in a cell ----


def in_cell(item, value):
    """A Value as it stands in a cell: a number (12.5 for 12,5 %) or a text; None for an empty box.

    A text that a cell cannot hold is put otherwise; so a cell that still reads as `in_cell` of what
    the box holds has not been changed.
    """
    if value is None:
        return None
    match value.column:
        case "number":
            number = figures.plain(value.content)
            return int(number) if number == int(number) else float(number)
        case "choice":
            is_single = item.question.kind == Kind.SINGLE
            labels = values.choices(item) if is_single else {}
            return text_in_cell(labels.get(value.content, value.content))
        case "missing":
            return Missing(value.content).label
        case _:
            return text_in_cell(value.content)


def text_in_cell(text):
    """A text without the signs a workbook cannot carry; one that is too long says so instead."""
    text = ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", LINE_END.sub("\n", text))
    length = len(text.encode("utf-16-le")) // 2
    return text if length <= LONGEST_TEXT else TOO_LONG.format(figures.swedish(length))
