"""What is read out of a spreadsheet file: for each cell what a person sees in it."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from surveys.workbooks import grid

BREAK = "\u00a0"
moment = datetime.fromisoformat
thorough = settings(max_examples=100)


@pytest.fixture
def read(tmp_path):
    """Reads a file of these bytes; gives its sheets."""

    def read(data):
        path = tmp_path / "fil"
        path.write_bytes(data)
        return grid.read(path)

    return read


@pytest.fixture
def seen(read):
    """What is seen in A1 when a workbook has this in it, formatted like that."""

    def seen(value, number_format=None):
        book = openpyxl.Workbook()
        book.active["A1"] = value
        if number_format:
            book.active["A1"].number_format = number_format
        book.active["B1"] = "something"
        return read(saved(book))[0].text(1, 1)

    return seen


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(write):
    """A workbook as `write(book, sheet)` makes it with XlsxWriter, which can what openpyxl cannot."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    write(book, book.add_worksheet("Svar"))
    book.close()
    return stream.getvalue()


def rewritten(data, part, old, new):
    """The same workbook, with something else in one of its parts."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(stream, "w") as copy,
    ):
        for name in archive.namelist():
            content = archive.read(name).decode()
            copy.writestr(name, content.replace(old, new) if name == part else content)
    return stream.getvalue()


def table(sheet):
    """{B17: text}"""
    return {cell.ref: cell.text for cell in sheet.cells.values()}


# ---- numbers, dates, words ----


@pytest.mark.parametrize(
    "value, number_format, text",
    [
        (1249, "General", "1249"),
        (1249, "#,##0", "1249"),
        (71.5, "General", "71.5"),
        (71.5, "0", "71.5"),
        (-0.0, "General", "0"),
        (100.0, "General", "100"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "100000000000000000000"),
        (1.5e-7, "General", "0.00000015"),
        (114, "0000", "114"),
        (0.125, "0%", "12.5 %"),
        (0.125, "0.00%", "12.5 %"),
        (0.29, "0 %", "29 %"),
        (1, "0%", "100 %"),
        (12.5, '0.0" %"', "12.5"),
        (12.5, r"0.0\%", "12.5"),
    ],
)
def test_a_number_is_read_as_it_is_meant(seen, value, number_format, text):
    assert seen(value, number_format) == text


@pytest.mark.parametrize(
    "value, text",
    [
        (date(2024, 1, 2), "2024-01-02"),
        (moment("2024-01-02T00:00"), "2024-01-02"),
        (moment("2024-01-02T13:30"), "2024-01-02 13:30"),
        (moment("2024-01-02T13:30:05"), "2024-01-02 13:30:05"),
        (time(13, 30), "13:30"),
        (timedelta(hours=26, minutes=30), "26:30:00"),
    ],
)
def test_a_date_is_read_as_text(seen, value, text):
    assert seen(value) == text


def test_a_number_that_a_spreadsheet_took_for_a_date_is_a_date_to_see(seen):
    assert seen(45294, "d mmm") == "2024-01-03"


def test_a_date_that_is_none_is_an_error(seen):
    assert seen(99_999_999, "yyyy-mm-dd") == "#VALUE!"


@pytest.mark.parametrize(
    "value, text",
    [
        (True, "ja"),
        (False, "nej"),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ("Kan ej uppskattas", "Kan ej uppskattas"),
        ("0114", "0114"),
        (f"  Järfälla {BREAK}", "Järfälla"),
        (f"1{BREAK}249", f"1{BREAK}249"),
        ("Två\nrader", "Två\nrader"),
        ("Två\r\nrader", "Två\nrader"),
        ("Två_x000D_\nrader", "Två\nrader"),
        ("a_x0009_b_x0000_c_x0041_", "a\tbcA"),
        ("_xD800_", ""),
        ("\ufeffkommunkod\u200b", "kommunkod"),
        ("fast_lakare_x", "fast_lakare_x"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_words_are_read_as_people_see_them(seen, value, text):
    assert seen(value) == text


def test_words_in_several_styles_are_read_as_words(read):
    def write(book, sheet):
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("A1", "Alla ", bold, "hälsocentraler", " i länet")

    assert table(read(written(write))[0]) == {"A1": "Alla hälsocentraler i länet"}


def test_words_that_stand_in_the_cell_itself_are_read(read):
    book = openpyxl.Workbook()
    book.active["A1"] = "kommunkod"
    data = rewritten(
        saved(book),
        "xl/worksheets/sheet1.xml",
        '<c r="A1" t="s"><v>0</v></c>',
        '<c r="A1" t="inlineStr"><is><r><t>kommun</t></r><r><t>kod</t></r></is></c>',
    )

    assert table(read(data)[0]) == {"A1": "kommunkod"}


# ---- formulas ----


def formula(read, write):
    (cell,) = read(written(write))[0].cells.values()
    return cell.text, cell.is_formula


def test_a_formula_is_read_as_it_was_typed(read):
    def write(book, sheet):
        sheet.write_formula("B2", "=SUM(C1:C9)", None, 71)

    assert formula(read, write) == ("=SUM(C1:C9)", True)


def test_a_newer_function_has_its_own_name(read):
    def write(book, sheet):
        sheet.write_formula("B2", "=_xlfn.XLOOKUP(A9,C1:C9,D1:D9)")

    assert formula(read, write) == ("=XLOOKUP(A9,C1:C9,D1:D9)", True)


def test_a_formula_of_many_cells_is_a_formula(read):
    book = openpyxl.Workbook()
    book.active["A1"] = ArrayFormula("A1:A3", "=B1:B3*2")
    book.active["C1"] = DataTableFormula("C1:C3", dt2D=True, r1="A9", r2="B9")
    (sheet,) = read(saved(book))

    assert [(cell.text, cell.is_formula) for cell in sheet.cells.values()] == [
        ("=B1:B3*2", True),
        ("=", True),
    ]


def test_a_formula_that_cells_share_is_each_ones_own(read):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "=B1*2", "=0"
    first = rewritten(
        saved(book), "xl/worksheets/sheet1.xml", "<f>B1*2</f>", '<f t="shared" si="0">B1*2</f>'
    )
    both = rewritten(first, "xl/worksheets/sheet1.xml", "<f>0</f>", '<f t="shared" si="0"/>')

    assert table(read(both)[0]) == {"A1": "=B1*2", "A2": "=B2*2"}


def test_words_that_look_like_a_formula_are_words(read):
    def write(book, sheet):
        sheet.write_string("A1", "=1+1")

    assert formula(read, write) == ("=1+1", False)


# ---- sheets ----


def test_every_sheet_is_read_with_its_name_and_whether_it_is_hidden(read):
    book = openpyxl.Workbook()
    book.active.title = "Läs först"
    for name, state in (("Svar", "visible"), ("Svar 2022", "hidden"), ("Listor", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet["B3"] = name
        sheet.sheet_state = state
    sheets = read(saved(book))

    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [
        ("Läs först", False),
        ("Svar", False),
        ("Svar 2022", True),
        ("Listor", True),
    ]
    assert [table(sheet) for sheet in sheets[:2]] == [{}, {"B3": "Svar"}]


def test_a_diagram_on_a_sheet_of_its_own_is_passed_over(read):
    def write(book, sheet):
        sheet.write_column("A1", [1, 2, 3])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Svar!$A$1:$A$3"})
        book.add_chartsheet("Diagram").set_chart(chart)

    assert [sheet.name for sheet in read(written(write))] == ["Svar"]


def test_merged_areas_are_told_and_hold_what_stands_first_in_them(read):
    book = openpyxl.Workbook()
    book.active["B2"] = "Vård"
    book.active["F9"] = "x"
    book.active.merge_cells("B2:D3")
    (sheet,) = read(saved(book))

    assert sheet.merged == [(2, 2, 3, 4)]
    assert table(sheet) == {"B2": "Vård", "F9": "x"}
    assert (sheet.text(2, 2), sheet.text(2, 3)) == ("Vård", "")


def test_a_whole_area_is_read_cell_by_cell(read):
    def write(book, sheet):
        for row in range(290):
            for column in range(74):
                sheet.write(row, column, row * column)

    (sheet,) = read(written(write))
    assert len(sheet.cells) == 290 * 74
    assert sheet.text(290, 74) == str(289 * 73)


# ---- csv ----

ROWS = [["kommunkod", "kommun", "andel"], ["0114", "Upplands Väsby", "12,5"], ["0115", "", "3"]]


def lines(delimiter, line_end="\r\n"):
    return "".join(
        delimiter.join(f'"{v}"' if delimiter in v else v for v in row) + line_end for row in ROWS
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_whatever_program_saved_it(read, delimiter, encoding, line_end):
    (sheet,) = read(lines(delimiter, line_end).encode(encoding))

    assert (sheet.name, sheet.hidden, sheet.merged) == ("csv", False, [])
    assert table(sheet) == {
        "A1": "kommunkod",
        "B1": "kommun",
        "C1": "andel",
        "A2": "0114",
        "B2": "Upplands Väsby",
        "C2": "12,5",
        "A3": "0115",
        "C3": "3",
    }


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_a_csv_in_utf_16_is_read_in_either_order(read, order):
    (sheet,) = read(("\ufeff" + lines("\t")).encode(order))

    assert sheet.text(2, 2) == "Upplands Väsby"


@pytest.mark.parametrize(
    "text, columns",
    [
        ("Hjälpenkäten 2023, Storsthlm;;\nkod;a;b\n0114;1,5;2,5\n0115;3,5;4,5\n", 3),
        ("0114;1,5;2,5\n0115;3,5;4,5\n", 3),
        ('kod,a,b\n0114,"ja; nej",2\n0115,x;y,3\n', 3),
        ('kod;a\n0114;"Vi har en plan, en grupp, en chef\noch; en bil"\n', 2),
        ("kod\ttext\n0114\tja, nej, kanske; nja\n", 2),
        ("kod\n0114\n", 1),
        ("kod;a;b", 3),
    ],
)
def test_the_columns_are_found_from_what_stands_in_them(read, text, columns):
    (sheet,) = read(text.encode())

    assert max(column for _, column in sheet.cells) == columns


def test_a_csv_keeps_what_stands_in_quotation_marks_together(read):
    (sheet,) = read(b'kod;svar\n0114;" Ja; ""absolut"" \r\n och sedan "\n0115;nej\n')

    assert sheet.text(2, 2) == 'Ja; "absolut" \n och sedan'
    assert sheet.text(3, 2) == "nej"


def test_a_csv_has_no_formulas_and_no_invisible_characters(read):
    (sheet,) = read("kod;=1+1;#N/A\nHär st\x00år det något;2;3\n".encode())

    assert not any(cell.is_formula for cell in sheet.cells.values())
    assert (sheet.text(1, 2), sheet.text(2, 1)) == ("=1+1", "Här står det något")


def test_a_letter_that_only_windows_has_is_read(read):
    (sheet,) = read("kod;pris\n0114;5 €\n".encode("cp1252"))

    assert sheet.text(2, 2) == "5 €"


# ---- whatever it is ----


def workbook():
    def write(book, sheet):
        percent = book.add_format({"num_format": "0%"})
        sheet.write_row("A1", ["kommunkod", "kommun", "andel"])
        sheet.write_row("A2", ["0114", "Upplands Väsby", 0.5], percent)
        sheet.write_formula("D2", "=SUM(C2:C9)")
        sheet.write_datetime(
            "E2", moment("2024-01-02T00:00"), book.add_format({"num_format": "d mmm"})
        )
        sheet.write_comment("A2", "Koden")
        sheet.merge_range("A5:C6", "Vård")
        sheet.data_validation("C2:C9", {"validate": "list", "source": ["ja", "nej"]})
        sheet.protect()

    return written(write)


WHOLE = workbook()


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PARTS = unpacked(WHOLE)


def packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def flipped(data, places):
    changed = bytearray(data)
    for place, bits in places:
        changed[place % len(data)] ^= bits
    return bytes(changed)


flips = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=8)


def is_read_or_refused(path, data):
    path.write_bytes(data)
    try:
        sheets = grid.read(path)
    except grid.Unusable as refused:
        assert str(refused).endswith(".")
        return
    for sheet in sheets:
        for place, cell in sheet.cells.items():
            assert (cell.row, cell.column) == place
            assert cell.text.strip() == cell.text != ""
            assert "\x00" not in cell.text
            assert cell.ref
            cell.text.encode()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("whatever") / "fil"


@thorough
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(path, data):
    is_read_or_refused(path, data)


@thorough
@given(st.text(st.sampled_from('a;,\t"\n\r =1å\ufeff\x00'), max_size=60))
def test_any_text_is_read_or_refused(path, text):
    is_read_or_refused(path, text.encode())


@thorough
@given(st.binary(max_size=60).map(lambda data: b"PK\x03\x04" + data))
def test_whatever_says_it_is_packed_is_read_or_refused(path, data):
    is_read_or_refused(path, data)


@thorough
@given(st.integers(0, len(WHOLE)))
def test_the_beginning_of_a_workbook_is_read_or_refused(path, length):
    is_read_or_refused(path, WHOLE[:length])


@thorough
@given(flips)
def test_a_damaged_workbook_is_read_or_refused(path, places):
    is_read_or_refused(path, flipped(WHOLE, places))


@settings(max_examples=150)
@given(st.sampled_from(sorted(PARTS)), flips)
def test_a_workbook_with_a_damaged_part_is_read_or_refused(path, part, places):
    is_read_or_refused(path, packed(PARTS | {part: flipped(PARTS[part], places)}))


NUMBERS = ["0", "-1", "1e999", "99999999999999999999", "nan", "", "A1:XFD9", "s", "f", "shared"]


@settings(max_examples=150)
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 400), st.sampled_from(NUMBERS))
def test_a_workbook_with_an_odd_attribute_is_read_or_refused(path, part, which, value):
    pieces = PARTS[part].decode().split('"')
    place = 2 * (which % max(len(pieces) // 2, 1)) + 1
    if place < len(pieces):
        pieces[place] = value
    is_read_or_refused(path, packed(PARTS | {part: '"'.join(pieces).encode()}))


@thorough
@given(st.sampled_from(sorted(PARTS)))
def test_a_workbook_that_lacks_a_part_is_read_or_refused(path, part):
    is_read_or_refused(path, packed({n: c for n, c in PARTS.items() if n != part}))
