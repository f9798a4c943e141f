"""Files that cannot or must not be read are refused, each with a sentence that says what to do, and
before they cost memory or time."""

import io
import subprocess
import sys
import zipfile
from textwrap import dedent

import openpyxl
import pytest
import xlsxwriter
from openpyxl.xml import functions

from portal.embedded import PROJECT
from surveys import messages
from surveys.workbooks import grid

MEGABYTE = 2**20
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHEET = "xl/worksheets/sheet1.xml"

BROKEN = (
    "Filen går inte att läsa. Öppna den i Excel, spara den på nytt som Excel-arbetsbok (.xlsx) och läs "
    "in den igen."
)
TOO_MUCH = (
    "Filen innehåller mer än vad som går att läsa in. Hämta en ny mall, klistra in svaren i den och läs "
    "in den i stället."
)
TOO_MANY_CELLS = (
    "Filen har fler än 100\u00a0000 celler. Ta bort det som inte hör till svaren, eller hämta en ny mall "
    "och klistra in svaren i den."
)
TOO_MANY_ROWS = (
    "Filen har fler än 100\u00a0000 rader. Ta bort raderna under svaren, eller hämta en ny mall och "
    "klistra in svaren i den."
)
UNSAFE = (
    "Filen innehåller delar som inte hör hemma i en arbetsbok och läses därför inte. Hämta en ny mall, "
    "klistra in svaren i den och läs in den i stället."
)
MACROS = (
    "Arbetsboken innehåller makron och läses därför inte. Spara den som Excel-arbetsbok (.xlsx) utan "
    "makron och läs in den igen."
)
OLD = (
    "Filen är sparad i ett äldre format. Öppna den i Excel, spara den som Excel-arbetsbok (.xlsx) och läs "
    "in den igen."
)
PASSWORD = "Filen är skyddad med lösenord. Öppna den i Excel, ta bort lösenordet, spara och läs in den igen."
WEB_PAGE = (
    "Filen är en webbsida eller en xml-fil. Öppna den i Excel, spara den som Excel-arbetsbok (.xlsx) och "
    "läs in den igen."
)
DOCUMENT = (
    "Filen är ett dokument eller en presentation, inte en arbetsbok. Läs in en Excel-arbetsbok (.xlsx) "
    "eller en csv-fil."
)
PICTURE = "Filen är en bild. Läs in en Excel-arbetsbok (.xlsx) eller en csv-fil."
UNKNOWN = "svar.xlsx är varken en Excel-arbetsbok (.xlsx) eller en csv-fil. Kontrollera att du har valt rätt fil."
NOTHING = "Det står ingenting i filen. Kontrollera att du har valt rätt fil och att den är sparad."
QUOTES = "Filen går inte att läsa från rad 2. Kontrollera att varje citattecken som öppnas där också stängs."


# ---- how the files are made ----


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook_with(parts):
    """A good workbook where some parts are others."""
    return packed(parts_of(workbook(["kommunkod"])) | parts)


def sheet(xml):
    return workbook_with({SHEET: f"<worksheet {MAIN}>{xml}</worksheet>"})


def formats(xml):
    return workbook_with({"xl/styles.xml": f"<styleSheet {MAIN}>{xml}</styleSheet>"})


def no_such_format():
    styles = parts_of(GOOD)["xl/styles.xml"]
    number = f"<worksheet {MAIN}><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"
    return workbook_with(
        {"xl/styles.xml": styles.replace(b'numFmtId="0"', b'numFmtId="999"'), SHEET: number}
    )


def rows(number):
    return sheet("<sheetData>" + "<row><c><v>1</v></c></row>" * number + "</sheetData>")


def one_row(cells):
    return sheet(f'<sheetData><row r="1">{cells}</row></sheetData>')


def a_million_rows():
    return rows(1_000_000)


def gigabyte():
    """Of spaces in a sheet: a megabyte when packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(workbook(["kommunkod"])).items():
            if name != SHEET:
                archive.writestr(name, content)
        with archive.open(SHEET, "w") as part:
            part.write(f"<worksheet {MAIN}><sheetData>".encode())
            for _ in range(1024):
                part.write(b" " * MEGABYTE)
            part.write(b"</sheetData></worksheet>")
    return stream.getvalue()


def lying(size):
    """A part of thirty megabytes that says it is of another size."""
    data = bytearray(workbook_with({SHEET: b" " * (30 * MEGABYTE)}))
    told, declared = (30 * MEGABYTE).to_bytes(4, "little"), size.to_bytes(4, "little")
    assert data.count(told) == 2
    return bytes(data.replace(told, declared))


def entities(depth):
    """Each of ten of the one before."""
    told = ['<!ENTITY e0 "haha">']
    told += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth)]
    return doctype("".join(told), f"&e{depth - 1};")


def doctype(declarations, text, encoding="utf-8"):
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE worksheet [{declarations}]>'
        f'<worksheet {MAIN}><sheetData><row><c t="str"><v>{text}</v></c></row></sheetData></worksheet>'
    )
    return workbook_with({SHEET: xml.encode(encoding)})


def shared_formula(length, cells):
    master = f'<c r="A1"><f t="shared" ref="A1:A9" si="0">{"A1+" * (length // 3)}1</f></c>'
    return one_row(master + '<c><f t="shared" si="0"/></c>' * cells)


def the_same_sheet(times):
    pointers = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, times + 1)
    )
    return workbook_with(
        {"xl/workbook.xml": f"<workbook {MAIN} {RELATIONS}><sheets>{pointers}</sheets></workbook>"}
    )


def sheets_of_one_part(number):
    parts = parts_of(workbook(*[["a"] * 100] * 300))
    there = parts["xl/_rels/workbook.xml.rels"].decode()
    relation = (
        '<Relationship Id="x{n}" Target="/xl/worksheets/sheet1.xml" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    )
    many = "".join(relation.format(n=n) for n in range(number))
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="x{n}"/>' for n in range(number))
    return packed(
        parts
        | {
            "xl/_rels/workbook.xml.rels": there.replace(
                "</Relationships>", f"{many}</Relationships>"
            ),
            "xl/workbook.xml": f"<workbook {MAIN} {RELATIONS}><sheets>{sheets}</sheets></workbook>",
        }
    )


def encrypted_part():
    data = bytearray(workbook(["kommunkod"]))
    for start, flag_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + flag_at] |= 1
    return bytes(data)


def with_macros(name="xl/vbaProject.bin"):
    return workbook_with({name: b"\xd0\xcf\x11\xe0"})


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
PPTX = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<presentation/>"}
XLSB = {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01"}
TIFF, PNG = b"II*\x00" + bytes(200), b"\x89PNG\r\n\x1a\n" + bytes(200)
GOOD = workbook(["kommunkod"])

HOSTILE = [
    # not what it should be
    ("empty", lambda: b"", messages.FILES["empty"]),
    ("old workbook", lambda: OLE, OLD),
    ("locked with a password", lambda: LOCKED, PASSWORD),
    ("locked part by part", encrypted_part, PASSWORD),
    ("binary workbook", lambda: packed(XLSB), messages.FILES["xlsb"]),
    ("OpenDocument", lambda: packed(ODS), messages.FILES["ods"]),
    ("Word", lambda: packed(DOCX), DOCUMENT),
    ("PowerPoint", lambda: packed(PPTX), DOCUMENT),
    ("rich text", lambda: rb"{\rtf1 Hej}", DOCUMENT),
    ("zip of a workbook", lambda: packed({"svar.xlsx": GOOD}), messages.FILES["zip"]),
    ("zip of nothing", lambda: packed({}), messages.FILES["zip"]),
    ("pdf", lambda: b"%PDF-1.7\n" + bytes(100), messages.FILES["pdf"]),
    ("png", lambda: PNG, PICTURE),
    ("jpeg", lambda: b"\xff\xd8\xff\xe0" + bytes(100), PICTURE),
    ("gif", lambda: b"GIF89a" + bytes(100), PICTURE),
    ("tiff", lambda: TIFF, PICTURE),
    ("web page", lambda: b"\n<!DOCTYPE html><table><tr><td>1</table>", WEB_PAGE),
    ("web page with a mark first", lambda: "<html>".encode("utf-8-sig"), WEB_PAGE),
    ("xml", lambda: b'<?xml version="1.0"?><Workbook/>', WEB_PAGE),
    ("xml in UTF-16", lambda: '<?xml version="1.0"?><a/>'.encode("utf-16"), WEB_PAGE),
    ("program", lambda: b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), UNKNOWN),
    ("no text in any alphabet", lambda: b"kod;svar\n\x81\x8d", UNKNOWN),
    ("half a character of UTF-16", lambda: b"\xff\xfea", UNKNOWN),
    # nothing to read, or not whole
    ("workbook with nothing in it", workbook, NOTHING),
    ("workbook with spaces in it", lambda: workbook([" ", "\u00a0"]), NOTHING),
    ("csv with nothing in it", lambda: b" ;;\n;;\n", NOTHING),
    ("half a workbook", lambda: GOOD[: len(GOOD) // 2], BROKEN),
    ("workbook without its middle", lambda: GOOD[:900] + GOOD[1500:], BROKEN),
    ("workbook without sheets", lambda: packed({"xl/a.xml": "<a/>"}), BROKEN),
    ("sheet that breaks off", lambda: workbook_with({SHEET: "<worksheet><sheetData>"}), BROKEN),
    ("number format that is not there", no_such_format, BROKEN),
    ("packed in another way", lambda: packed(parts_of(GOOD), zipfile.ZIP_BZIP2), BROKEN),
    ("quote never closed", lambda: b'kod;svar\n0114;"Ja\n0115;Nej\n', QUOTES),
    ("quote that never ends", lambda: b'kod;svar\n0114;"' + b"a" * MEGABYTE, QUOTES),
    ("quote closed too early", lambda: b'kod;svar\n0114;"Ja"nej\n', QUOTES),
    # too much
    ("six megabytes", lambda: b"1;2\n" * (MEGABYTE * 6 // 4), messages.FILES["too_large"]),
    ("a gigabyte packed", gigabyte, TOO_MUCH),
    ("says it is smaller", lambda: lying(1000), BROKEN),
    ("says it is larger", lambda: lying(31 * MEGABYTE), TOO_MUCH),
    ("a thousand parts", lambda: workbook_with({f"xl/{n}": b"" for n in range(1000)}), TOO_MUCH),
    ("a million rows", a_million_rows, TOO_MANY_ROWS),
    ("one row too many", lambda: rows(100_001), TOO_MANY_ROWS),
    ("one cell too many", lambda: one_row("<c/>" * 100_001), TOO_MANY_CELLS),
    ("csv with a row too many", lambda: b"1\n" * 100_001, TOO_MANY_ROWS),
    ("csv with a cell too many", lambda: b"1;2\n" * 50_001, TOO_MANY_CELLS),
    ("csv with a row that is too long", lambda: b";" * 20_000 + b"1", TOO_MANY_CELLS),
    ("cells beyond the last column", lambda: one_row("<c><v>1</v></c>" * 16_385), BROKEN),
    ("cells beyond the last row", lambda: one_row('<c r="A1048577"><v>1</v></c>'), BROKEN),
    ("formats without end", lambda: formats("<a/>" * 100_001), TOO_MUCH),
    ("elements without end", lambda: sheet("<a>" * 101 + "</a>" * 101), TOO_MUCH),
    ("an attribute without end", lambda: sheet(f'<a b="{"c" * MEGABYTE}"/>'), TOO_MUCH),
    (
        "a number format without end",
        lambda: formats(f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * 9999}"/></numFmts>'),
        TOO_MUCH,
    ),
    # little that would become much
    (
        "a merged area of all there is",
        lambda: sheet('<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        TOO_MANY_CELLS,
    ),
    (
        "merged columns",
        lambda: sheet('<sheetData/><mergeCells><mergeCell ref="A:XFD"/></mergeCells>'),
        TOO_MANY_CELLS,
    ),
    (
        "a link from all there is",
        lambda: sheet(
            '<sheetData/><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
        ),
        TOO_MANY_CELLS,
    ),
    ("a long formula shared by many", lambda: shared_formula(8000, 9000), TOO_MUCH),
    ("one sheet named a thousand times", lambda: the_same_sheet(1000), BROKEN),
    ("one sheet pointed at from a hundred", lambda: sheets_of_one_part(100), TOO_MUCH),
    # made to do something
    ("macros", with_macros, MACROS),
    ("macros in another folder", lambda: with_macros("xl/Other/VBAPROJECT.BIN"), MACROS),
    ("macros of the old kind", lambda: with_macros("xl/macrosheets/sheet1.xml"), MACROS),
    ("a part outside", lambda: workbook_with({"../../etc/cron.d/a": "x"}), UNSAFE),
    ("a part with an address", lambda: workbook_with({"/etc/passwd": "x"}), UNSAFE),
    ("a part outside, as in Windows", lambda: workbook_with({"xl\\..\\..\\a": "x"}), UNSAFE),
    ("entities within entities", lambda: entities(12), UNSAFE),
    (
        "a long entity, many times",
        lambda: doctype(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000),
        UNSAFE,
    ),
    (
        "an entity from a file",
        lambda: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        UNSAFE,
    ),
    (
        "entities in another alphabet",
        lambda: doctype('<!ENTITY a "b">', "&a;", encoding="utf-16"),
        UNSAFE,
    ),
]


@pytest.fixture
def path(tmp_path):
    """Where a file lies when it has been sent here: its name says nothing of what it is."""
    return tmp_path / "fil"


@pytest.mark.parametrize(
    "make, sentence", [row[1:] for row in HOSTILE], ids=[h[0] for h in HOSTILE]
)
def test_a_file_is_refused_and_its_owner_told_what_to_do(path, make, sentence):
    path.write_bytes(make())

    with pytest.raises(grid.Unusable) as refused:
        grid.read(path, "svar.xlsx")

    assert str(refused.value) == sentence.format(limit=5)


def test_every_sentence_is_said_of_some_file():
    said = {sentence for _, _, sentence in HOSTILE}
    fixed = {text.split("{")[0] for code, text in messages.FILES.items() if code != "no_copy"}
    assert {begins for begins in fixed if not any(s.startswith(begins) for s in said)} == set()


@pytest.mark.parametrize(
    "make",
    [gigabyte, a_million_rows, lambda: entities(12), lambda: lying(1000)],
    ids=["a gigabyte packed", "a million rows", "entities within entities", "says it is smaller"],
)
def test_a_file_is_refused_without_being_held(path, make):
    """What reading it takes, in a process of its own, is no more than what the program itself takes
    and the file."""
    path.write_bytes(make())

    assert megabytes_held(path) < 25


def megabytes_held(path):
    program = """
        import resource, sys
        from surveys.workbooks import grid

        def held():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        before = held()
        try:
            grid.read(sys.argv[1])
        except grid.Unusable:
            print((held() - before) // 1024)
    """
    run = [sys.executable, "-c", dedent(program), str(path)]
    return int(subprocess.run(run, cwd=PROJECT, capture_output=True, check=True).stdout)


def test_a_lone_cell_in_the_last_corner_does_not_fill_the_sheet(path):
    path.write_bytes(
        sheet(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
        )
    )

    assert [cell.ref for cell in grid.read(path)[0].cells.values()] == ["A1", "XFD1048576"]


def test_xml_is_read_by_a_reader_that_refuses_entities():
    assert openpyxl.DEFUSEDXML
    assert functions.fromstring.__module__.startswith("defusedxml")
    assert functions.iterparse.__module__.startswith("defusedxml")


def test_other_workbooks_that_a_formula_names_are_not_opened(path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet().write_formula("A1", "='file:///etc/[passwd]Blad1'!A1")
    book.close()
    path.write_bytes(stream.getvalue())

    (cell,) = grid.read(path)[0].cells.values()
    assert cell.is_formula
