"""A workbook holds every box, with what is answered, and can be filled in away from the portal."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from surveys import outline, workbook
from surveys import workbook_layout as layout
from surveys.models import Questionnaire, Response
from tests import factories

pytestmark = pytest.mark.django_db
RSS, KOMMUN = "rss-06", "0680"
AT = datetime(2026, 11, 22, 11, 10, 33, tzinfo=UTC)


@pytest.fixture
def lead():
    return factories.member("rss", RSS)


def source(year=2023):
    return Questionnaire.objects.get(survey__code="kommun", round__year=year)


def area(code=RSS, year=2023):
    return opened(workbook.of_area(factories.organisation("rss", code), source(year), AT))


def of(one):
    return opened(workbook.of_response(one, AT))


def opened(content):
    return load_workbook(io.BytesIO(content))


def in_the_area(book, kommun, code, name="Svar"):
    """The cell of a kommun and a box, found by their codes."""
    page = book[name]
    columns = {cell.value: cell.column for cell in page[layout.AREA_CODE_ROW]}
    rows = {cell.value: cell.row for cell in page["A"]}
    return page.cell(rows[kommun], columns[code])


def beside(book, code, heading="Svar"):
    """The cell of a box under a heading, in one respondent's workbook."""
    page = book["Svar"]
    columns = {cell.value: cell.column for cell in page[layout.HEADER_ROW]}
    [row] = [row for row in page.iter_rows() if row[columns["Kod"] - 1].value == code]
    return row[columns[heading] - 1]


def codes(book):
    page = book["Svar"]
    [column] = [cell.column for cell in page[layout.HEADER_ROW] if cell.value == "Kod"]
    found = [row[column - 1].value for row in page.iter_rows(min_row=layout.FIRST_ROW)]
    return [code for code in found if code]


def check_of(cell):
    """What is said and looked for at a cell."""
    [found] = [one for one in cell.parent.data_validations.dataValidation if cell.coordinate in one]
    return found


def listed(book, cell):
    """The choices of a cell's drop-down."""
    sheet_name, place = check_of(cell).formula1.split("!")
    return [one.value for (one,) in book[sheet_name][place.replace("$", "")]]


def words_of(book):
    return [cell.value for cell in book["Läs först"]["A"] if cell.value]


# ---- the key ----


@pytest.mark.parametrize("respondent", [None, "01", "rss-06", "0680"])
def test_the_key_says_what_the_workbook_is_and_when_it_was_fetched(respondent):
    made = layout.key("kommun", 2023, AT, respondent)
    assert layout.read_key(f" {made.lower()} ") == layout.Key("kommun", 2023, respondent, AT)


@pytest.mark.parametrize(
    "text", ["", "Mall", "Mall: kommun 2023", "Mall: kommun 2023 2026-13-22T11:10:33Z"]
)
def test_another_text_is_no_key(text):
    assert layout.read_key(text) is None


# ---- an area's ----


def test_an_areas_workbook_has_a_row_for_every_kommun_and_a_column_for_every_box():
    book = area()
    page = book["Svar"]
    kommuner = Response.objects.filter(questionnaire=source(), organisation__parent__code=RSS)
    names = list(kommuner.values_list("organisation__code", "organisation__name"))
    rows = [(a.value, b.value) for a, b in page["A5" : f"B{page.max_row}"]]
    assert sorted(rows) == sorted(names) and len(rows) == 13
    assert [name for _, name in rows] == sorted(name for _, name in rows)
    boxes = [item.code for item in outline.load(source()).items]
    assert [cell.value for cell in page[4]] == ["kommunkod", "kommun", *boxes, "forklaring"]
    assert page["A1"].value == "Hjälpenkäten 2023, RSS Jönköpings län"
    assert page["A2"].value == "Mall: kommun 2023 2026-11-22T11:10:33Z"
    assert book.sheetnames == ["Läs först", "Svar", "Listor"]
