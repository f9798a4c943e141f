"""The copy of somebody's workbook that tells, in its cells, what is to be mended."""

import io
from dataclasses import dataclass
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from surveys.workbooks import grid, marking

LIGHT_RED = "FFFFC7CE"
HEADING = "Att rätta enligt Enkätnavet"
TOLD = f"{HEADING}:"


@dataclass
class Problem:
    ref: str
    text: str = "Skriv ett tal."
    sheet: str = "Svar"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fil"


@pytest.fixture
def mark(path):
    """Marks a workbook, or a csv; gives the copy opened anew."""

    def mark(file, *problems):
        path.write_bytes(file if isinstance(file, bytes) else saved(file))
        return opened(marking.marked(path, "svar.xlsx", problems))

    return mark


@pytest.fixture
def book():
    book = openpyxl.Workbook()
    book.active.title = "Läs först"
    book.active["A1"] = "Så fyller du i"
    sheet = book.create_sheet("Svar")
    sheet["A4"], sheet["B4"], sheet["C4"] = "kommunkod", "kommun", "andel"
    sheet["A5"], sheet["B5"], sheet["C5"] = "0114", "Upplands Väsby", "många"
    return book


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def opened(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def is_red(cell):
    return cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == LIGHT_RED


def said(cell):
    return cell.comment.text.split("\n")


def in_red(book):
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if is_red(cell)
    ]


def listed(book):
    return [[cell.value for cell in row] for row in book["Att rätta"].iter_rows()]


# ---- cells ----


def test_a_cell_with_a_problem_is_red_and_says_what_to_write(mark, book):
    copy = mark(book, Problem("C5", "”många” går inte att läsa som ett tal. Skriv bara siffror."))
    cell = copy["Svar"]["C5"]

    assert said(cell) == [TOLD, "”många” går inte att läsa som ett tal. Skriv bara siffror."]
    assert cell.comment.author == "Enkätnavet"
    assert cell.value == "många"
    assert in_red(copy) == ["Svar!C5"]


def test_several_problems_at_a_cell_are_said_under_each_other(mark, book):
    copy = mark(book, Problem("C5", "Det ena."), Problem("C5", "Det andra."))

    assert said(copy["Svar"]["C5"]) == [TOLD, "Det ena.", "Det andra."]


def test_an_empty_cell_can_be_marked(mark, book):
    copy = mark(book, Problem("D9", "Fyll i ett svar."))

    assert said(copy["Svar"]["D9"]) == [TOLD, "Fyll i ett svar."]
    assert copy["Svar"]["D9"].value is None


def test_in_a_merged_area_the_first_cell_is_marked(mark, book):
    book["Svar"].merge_cells("C5:E7")
    copy = mark(book, Problem("D6", "Dela upp cellerna."), Problem("E7", "Och denna."))

    assert said(copy["Svar"]["C5"]) == [TOLD, "Dela upp cellerna.", "Och denna."]
    assert is_red(copy["Svar"]["C5"])
    assert str(copy["Svar"].merged_cells) == "C5:E7"


def test_what_the_person_has_written_at_the_cell_is_kept(mark, book):
    book["Svar"]["C5"].comment = Comment("Ring kommunen\noch fråga", "Maria")
    copy = mark(book, Problem("C5"))
    cell = copy["Svar"]["C5"]

    assert said(cell) == ["Ring kommunen", "och fråga", TOLD, "Skriv ett tal."]
    assert cell.comment.author == "Maria"


def box_of(data):
    """The style of the comment's box in the file."""
    with ZipFile(io.BytesIO(data)) as archive:
        (drawing,) = [name for name in archive.namelist() if "vml" in name.casefold()]
        return archive.read(drawing).decode()


@pytest.mark.parametrize("text, height", [("Kort.", 60), ("Ett ord till. " * 20, 180)])
def test_a_comment_is_as_high_as_its_text(path, book, text, height):
    path.write_bytes(saved(book))
    data = marking.marked(path, "svar.xlsx", [Problem("C5", text)])

    assert f"width:320px;height:{height}px" in box_of(data)


# ---- the workbook ----


def test_the_sheet_with_the_problems_is_shown_first(mark, book):
    copy = mark(book, Problem("C5"))

    assert copy.active.title == "Svar"
    assert [sheet.sheet_view.tabSelected for sheet in copy] == [False, True]
    assert copy.sheetnames == ["Läs först", "Svar"]


def test_a_hidden_sheet_with_problems_is_brought_out(mark, book):
    book["Svar"].sheet_state = "hidden"

    assert mark(book, Problem("C5")).active.sheet_state == "visible"


def test_a_workbook_without_problems_is_as_it_was(mark, book):
    copy = mark(book)

    assert (copy.sheetnames, in_red(copy)) == (["Läs först", "Svar"], [])


def test_a_locked_sheet_stays_locked(mark, book):
    book["Svar"].protection.enable()
    book["Svar"].protection.set_password("hemligt")
    locked = book["Svar"].protection.password
    copy = mark(book, Problem("A5"))

    assert (copy["Svar"].protection.sheet, copy["Svar"].protection.password) == (True, locked)
    assert copy["Svar"]["A5"].protection.locked


def everything(book, sheet):
    bold = book.add_format({"bold": True})
    share = book.add_format({"num_format": "0.0%", "bg_color": "#FFFF00", "border": 1})
    sheet.write_rich_string("A1", "Alla ", bold, "kommuner")
    sheet.write_string("A2", "=1+1")
    sheet.write_formula("B2", "=SUM(C1:C9)", None, 4)
    sheet.write_number("C2", 0.125, share)
    sheet.write_url("D2", "https://www.socialstyrelsen.se/", None, "Mer")
    sheet.data_validation("C2:C9", {"validate": "list", "source": ["ja", "nej"]})
    sheet.conditional_format("C2:C9", {"type": "cell", "criteria": ">", "value": 1, "format": bold})
    sheet.freeze_panes(4, 2)
    sheet.set_column("A:A", 40)
    sheet.set_row(1, 30)
    sheet.autofilter("A1:D9")
    sheet.repeat_rows(0, 3)
    book.define_name("Kommuner", "=Svar!$A$2:$A$9")


def test_everything_the_person_has_is_in_the_copy(path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    everything(book, book.add_worksheet("Svar"))
    book.close()
    path.write_bytes(stream.getvalue())
    copy = opened(marking.marked(path, "svar.xlsx", [Problem("E5")]), rich_text=True)
    sheet = copy["Svar"]

    assert str(sheet["A1"].value) == "Alla kommuner"
    assert sheet["A1"].value[1].font.b
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=SUM(C1:C9)", "f")
    assert (sheet["C2"].value, sheet["C2"].number_format) == (0.125, "0.0%")
    assert sheet["C2"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["D2"].hyperlink.target == "https://www.socialstyrelsen.se/"
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["C2:C9"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["C2:C9"]
    assert sheet.freeze_panes == "C5"
    assert (round(sheet.column_dimensions["A"].width), sheet.row_dimensions[2].height) == (41, 30)
    assert sheet.auto_filter.ref == "A1:D9"
    assert sheet.print_title_rows == "$1:$4"
    assert copy.defined_names["Kommuner"].attr_text == "Svar!$A$2:$A$9"


# ---- marked again ----


def test_a_mended_cell_is_not_red_when_the_copy_is_marked_again(mark, book):
    first = mark(book, Problem("C5"), Problem("D5", "Fyll i ett svar."))
    first["Svar"]["C5"] = 12
    second = mark(first, Problem("D5", "Fyll i ett tal."))

    assert in_red(second) == ["Svar!D5"]
    assert second["Svar"]["C5"].comment is None
    assert said(second["Svar"]["D5"]) == [TOLD, "Fyll i ett tal."]


def test_what_the_person_has_written_and_filled_stays_when_the_copy_is_marked_again(mark, book):
    book["Svar"]["C5"].comment = Comment("Ring kommunen", "Maria")
    book["Svar"]["B5"].comment = Comment("Klar", "Maria")
    book["Svar"]["B5"].fill = PatternFill("solid", fgColor=LIGHT_RED)
    second = mark(mark(book, Problem("C5")))

    assert second["Svar"]["C5"].comment.text == "Ring kommunen"
    assert second["Svar"]["B5"].comment.text == "Klar"
    assert in_red(second) == ["Svar!B5"]


def test_the_list_is_made_anew_when_the_copy_is_marked_again(mark, book):
    first = mark(book, Problem("", "Två blad har samma rubriker."), Problem("C5"))
    second = mark(first, Problem("", "Ett blad saknas."))
    third = mark(second, Problem("C5"))

    assert [row[2] for row in listed(second)[4:]] == ["Ett blad saknas."]
    assert third.sheetnames == ["Läs först", "Svar"]


# ---- the list ----


def test_what_is_about_the_whole_file_comes_first_in_a_list_of_all(mark, book):
    copy = mark(
        book,
        Problem("C5", "Skriv ett tal."),
        Problem("", "Kommunen 0115 saknas.", sheet=""),
        Problem("A1", "Bladet finns inte.", sheet="Ett annat"),
    )

    assert copy.sheetnames == ["Att rätta", "Läs först", "Svar"]
    assert copy.active.title == "Att rätta"
    assert listed(copy) == [
        [HEADING, None, None],
        ["Rätta det som står i listan i de andra bladen, spara och läs in filen igen.", None, None],
        [None, None, None],
        ["Blad", "Cell", "Vad som ska rättas"],
        ["Svar", "C5", "Skriv ett tal."],
        [None, None, "Kommunen 0115 saknas."],
        ["Ett annat", "A1", "Bladet finns inte."],
    ]
    assert in_red(copy) == ["Svar!C5"]
    assert copy["Att rätta"]["B5"].hyperlink.location == "'Svar'!C5"
    assert copy["Att rätta"]["B7"].hyperlink is None


def test_a_sheet_of_the_persons_own_may_have_the_lists_name(mark, book):
    book["Läs först"].title = "Att rätta"
    copy = mark(book, Problem("", "Ett blad saknas."))

    assert copy.sheetnames == ["Att rätta1", "Att rätta", "Svar"]


def test_no_words_become_a_formula_in_the_list(mark, book):
    copy = mark(book, Problem("", '=HYPERLINK("http://a.se")'))
    cell = copy["Att rätta"]["C5"]

    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://a.se")', "s")


# ---- csv ----


def test_a_csv_becomes_a_workbook(mark):
    copy = mark(b"kommunkod;andel\n0114;m\xe5nga\n", Problem("B2", sheet="csv"))
    sheet = copy["csv"]

    assert [[cell.value for cell in row] for row in sheet] == [
        ["kommunkod", "andel"],
        ["0114", "många"],
    ]
    assert in_red(copy) == ["csv!B2"]
    assert said(sheet["B2"]) == [TOLD, "Skriv ett tal."]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "0114"])
def test_nothing_in_a_csv_becomes_anything_but_words(mark, text):
    cell = mark(f"kod;{text}\n".encode(), Problem("A1", sheet="csv"))["csv"]["B1"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))


# ---- whatever it is ----


def test_a_file_that_cannot_be_read_is_refused(path):
    path.write_bytes(b"%PDF-1.7")

    with pytest.raises(grid.Unusable):
        marking.marked(path, "svar.pdf", [])


def test_a_file_that_cannot_be_marked_says_so(path, mark, book):
    """A mark of last time is in a fill that there is none of."""
    stream = io.BytesIO()
    with (
        ZipFile(io.BytesIO(saved(mark(book, Problem("C5"))))) as archive,
        ZipFile(stream, "w") as copy,
    ):
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(b'fillId="2"', b'fillId="99"'))
    path.write_bytes(stream.getvalue())
    assert grid.read(path)[1].text(5, 3) == "många"

    with pytest.raises(grid.Unusable) as refused:
        marking.marked(path, "svar.xlsx", [Problem("C5")])

    assert str(refused.value) == (
        "Det går inte att göra en kopia av filen med felen markerade. Rätta i filen med hjälp av listan "
        "på sidan och läs in den igen."
    )


@settings(max_examples=50)
@given(st.text(max_size=40), st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_any_words_can_be_marked(tmp_path_factory, problem, words):
    path = tmp_path_factory.getbasetemp() / "any"
    quoted = words.replace('"', '""')
    path.write_bytes(f'kod;"{quoted}"\n'.encode())
    problems = [Problem("A1", problem, sheet="csv"), Problem("", problem)]
    path.write_bytes(marking.marked(path, "svar.csv", problems))
    told, sheet = grid.read(path)

    assert (told.name, sheet.name) == ("Att rätta", "csv")
    assert sheet.text(1, 2) == grid.clean(words)
    assert told.text(6, 3) == grid.clean(problem)
