"""A fetched workbook filled in as a person would: by the codes in the sheet, saved anew."""

from io import BytesIO

from openpyxl import load_workbook

from surveys import outline, values
from surveys.workbooks import layout


def fill_area(content, questionnaire, answers, explanations=None):
    """The workbook with the kommuner's answers, {kommun code: {box: text}}, and if given their
    {kommun code: explanation}. Boxes that are not named are left as they are."""
    book = load_workbook(BytesIO(content))
    sheet = book[layout.ANSWER_SHEET]
    items = outline.load(questionnaire).item
    columns = {cell.value: cell.column for cell in sheet[layout.AREA_CODE_ROW]}
    for cell in sheet["A"][layout.AREA_CODE_ROW :]:
        for box, text in answers.get(cell.value, {}).items():
            _put(sheet, cell.row, columns[box], items[box], text)
        if cell.value in (explanations or {}):
            place = sheet.cell(cell.row, columns[layout.EXPLANATION])
            place.value = explanations[cell.value]
    return _saved(book)


def fill_one(content, questionnaire, typed):
    """The workbook of one respondent with its answers, {box: text}."""
    book = load_workbook(BytesIO(content))
    sheet = book[layout.ANSWER_SHEET]
    items = outline.load(questionnaire).item
    columns = {cell.value: cell.column for cell in sheet[layout.HEADER_ROW]}
    for row in range(layout.FIRST_ROW, sheet.max_row + 1):
        code = sheet.cell(row, columns[layout.CODE]).value
        if code in typed:
            _put(sheet, row, columns[layout.ANSWER], items[code], typed[code])
    return _saved(book)


def _put(sheet, row, column, item, text):
    sheet.cell(row, column).value = layout.in_cell(item, values.read(item, text))


def _saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()
