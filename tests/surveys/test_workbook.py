"""A workbook holds every box, with what is answered, and can be filled in away from the portal."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from surveys import answers, compiling, copies, corrections, outline, sheet, sums, workflow
from surveys.models import Questionnaire, Response, State
from surveys.values import Value
from surveys.workbooks import answered, layout
from surveys.workbooks import area as areas
from surveys.workbooks import one as ones
from surveys.workbooks.book import Book
from tests import factories
from tests.surveys.small import EVERY_KIND

pytestmark = pytest.mark.django_db
RSS, KOMMUN = "rss-06", "0680"
AT = datetime(2026, 11, 22, 11, 10, 33, tzinfo=UTC)


@pytest.fixture
def lead():
    return factories.member("rss", RSS)


def source(year=2023):
    return Questionnaire.objects.get(survey__code="kommun", round__year=year)


def area(code=RSS, year=2023):
    return opened(areas.workbook(factories.organisation("rss", code), source(year), AT))


def of(one):
    return opened(ones.workbook(one, AT))


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
    [(sheet_name, place)] = book.defined_names[check_of(cell).formula1].destinations
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
    assert page["A1"].value == "Hjälpenkäten 2023, Kommunal utveckling Jönköpings län"
    assert page["A2"].value == "Mall: kommun 2023 2026-11-22T11:10:33Z"
    assert book.sheetnames == ["Läs först", "Svar", "Listor"]


def test_what_is_answered_stands_in_its_cell(lead):
    answered = factories.response("kommun", KOMMUN)
    typed = {
        "forman_bidrag": "nej",
        "malgrupp_fokus.barn_och_unga": "ja",
        "fast_vardkontakt_okat": "kan_inte_bedomas",
        "vfu_veckor.i_ar": "12,5",
        "vfu_veckor.forra_aret": "många",
    }
    answers.save(answered, typed, by=lead)
    book = area()
    stands = {code: in_the_area(book, KOMMUN, code).value for code in typed}
    assert stands == {
        "forman_bidrag": "nej",
        "malgrupp_fokus.barn_och_unga": "ja",
        "fast_vardkontakt_okat": "Kan inte bedömas",
        "vfu_veckor.i_ar": 12.5,
        "vfu_veckor.forra_aret": "många",
    }
    assert in_the_area(book, KOMMUN, "forman_grundlon").value is None
    assert in_the_area(book, "0682", "forman_bidrag").value is None


def test_all_that_a_kommun_has_answered_stands_there():
    person = factories.member("rss", RSS)
    answered = factories.answered("kommun", KOMMUN, by=person)
    held = sheet.of(answered)
    book = area()
    for item in held.outline.items:
        expected = layout.in_cell(item, held.values.get(item.code))
        assert in_the_area(book, KOMMUN, item.code).value == expected


def test_a_neighbours_kommun_is_not_in_the_workbook():
    assert "0114" not in [cell.value for cell in area()["Svar"]["A"]]


def test_only_answers_may_be_written_in():
    book = area()
    page = book["Svar"]
    assert page.protection.sheet and not page.protection.password
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not locked(cell)}
    last = page.max_row, page.max_column
    answers_ = {cell.coordinate for row in page["C5" : page.cell(*last).coordinate] for cell in row}
    assert unlocked == answers_
    assert all(book[name].protection.sheet for name in book.sheetnames)


def locked(cell):
    return cell.protection.locked


def test_the_row_of_a_kommun_that_has_handed_in_is_locked(lead):
    factories.in_state(State.SUBMITTED, "kommun", KOMMUN, lead=lead, reviewer=None)
    book = area()
    assert locked(in_the_area(book, KOMMUN, "forman_bidrag"))
    assert locked(in_the_area(book, KOMMUN, "forklaring"))
    assert not locked(in_the_area(book, "0682", "forman_bidrag"))


def test_the_heads_stay_in_sight_and_come_again_on_every_paper():
    page = area()["Svar"]
    assert page.freeze_panes == "C5"
    assert (page.print_title_rows, page.print_title_cols) == ("$1:$4", "$A:$B")
    assert page.page_setup.orientation == "landscape"
    assert page.auto_filter.ref == "A4:B17"
    assert page["A5"].number_format == "@"


def test_texts_stand_above_their_first_column():
    page = area()["Svar"]
    paper = outline.load(source())
    heads = {row: [cell.value for cell in page[row][2:-1]] for row in (1, 2, 3)}
    assert [text for text in heads[1] if text] == [section.title for section in paper.sections]
    assert [text for text in heads[2] if text] == [question.text for question in paper.questions]
    assert heads[3] == [item.option.label if item.option else "Svar" for item in paper.items]


def test_last_rounds_answers_stand_on_a_sheet_beside(issued, lead):
    earlier = issued(
        """
        sections:
          - code: a
            title: A
            questions:
              - {code: forman_bidrag, kind: yesno, text: Beviljades bidrag}
              - {code: nedlagd, kind: yesno, text: Nedlagd fråga}
        """,
        survey="kommun",
        code=KOMMUN,
        year=2022,
    )
    answers.save(earlier, {"forman_bidrag": "nej", "nedlagd": "ja"}, by=lead)
    book = area()
    assert book.sheetnames == ["Läs först", "Svar", "Svar 2022", "Listor"]
    assert layout.EARLIER_SHEET.fullmatch("Svar 2022")
    then = in_the_area(book, KOMMUN, "forman_bidrag", "Svar 2022")
    now = in_the_area(book, KOMMUN, "forman_bidrag")
    assert (then.value, now.value, then.coordinate) == ("nej", None, now.coordinate)
    assert all(locked(cell) for row in book["Svar 2022"].iter_rows() for cell in row)
    assert layout.read_key(book["Svar 2022"]["A2"].value) is None
    assert "På bladet Svar 2022 står svaren från 2022 att jämföra med." in words_of(book)


def test_the_earlier_round_is_the_nearest_one(issued):
    text = "sections: [{code: a, title: A, questions: [{code: ny, kind: yesno, text: Ny}]}]"
    for year in (2021, 2022):
        issued(text, survey="kommun", code=KOMMUN, year=year)
    [one] = answered.earlier_responses(source(), [factories.response("kommun", KOMMUN)])
    assert one.questionnaire.round.year == 2022


@pytest.mark.parametrize("kommuner", [1, 3, 26])
def test_an_areas_workbook_asks_the_database_as_often_for_many_as_for_one(kommuner):
    mine = Response.objects.filter(organisation__parent__code="rss-01", questionnaire=source())
    mine.exclude(pk__in=mine.order_by("pk")[:kommuner]).delete()
    rss = factories.organisation("rss", "rss-01")
    asked = Questionnaire.objects.select_related("survey", "round").get(pk=source().pk)
    outline.load(asked)
    with CaptureQueriesContext(connection) as queries:
        areas.workbook(rss, asked)
    assert len(queries) == 3


def test_an_area_without_kommuner_gets_a_workbook_without_rows():
    page = opened(areas.workbook(factories.organisation("region", "01"), source()))["Svar"]
    assert page.max_row == 4


# ---- one respondent's ----


@pytest.mark.parametrize("kind, code", [("region", "01"), ("rss", RSS), ("kommun", KOMMUN)])
def test_one_respondents_workbook_has_a_row_for_every_box_that_may_come(kind, code):
    one = factories.response(kind, code)
    held = sheet.of(one)
    book = of(one)
    may_come = [
        item.code
        for question in held.outline.questions
        for item in question.box_list
        if copies.may_come(question, sheet.Sheet(held.outline, held.organisation))
    ]
    assert codes(book) == may_come
    assert layout.read_key(book["Svar"]["A2"].value) == layout.Key(kind, 2023, code, AT)
    assert book["Svar"]["A1"].value == f"{one.questionnaire.title}, {one.organisation.name}"


def test_all_that_a_region_has_answered_stands_there():
    one = factories.answered(by=factories.member())
    held = sheet.of(one)
    book = of(one)
    stands = {
        row[-1].value: row[2].value for row in book["Svar"].iter_rows(min_row=layout.FIRST_ROW)
    }
    for item in held.outline.items:
        if item.code in stands:
            assert stands[item.code] == layout.in_cell(item, held.values.get(item.code))
    assert len([value for value in stands.values() if value is not None]) > 100


def test_last_rounds_answers_stand_in_a_column_beside():
    lead = factories.member()
    answers.save(factories.response(year=2020), {"utbildningsforman.grundlon_ht": "61"}, by=lead)
    one = factories.response()
    answers.save(one, {"utbildningsforman.grundlon_ht": "70,5"}, by=lead)
    book = of(one)
    assert beside(book, "utbildningsforman.grundlon_ht").value == 70.5
    assert beside(book, "utbildningsforman.grundlon_ht", "Svar 2020").value == 61
    assert locked(beside(book, "utbildningsforman.grundlon_ht", "Svar 2020"))
    heads = [cell.value for cell in book["Svar"][4]]
    assert heads == ["Fråga", "Alternativ", "Svar", "Svar 2020", "Så här svarar du", "Kod"]


def test_only_the_column_of_answers_may_be_written_in():
    page = of(factories.response())["Svar"]
    unlocked = {cell.column_letter for row in page.iter_rows() for cell in row if not locked(cell)}
    assert unlocked == {"C"}


def test_a_response_that_is_handed_in_is_locked():
    lead = factories.member()
    book = of(factories.in_state(State.SUBMITTED, lead=lead, reviewer=None))
    assert all(locked(cell) for row in book["Svar"].iter_rows() for cell in row)
    assert "Svaret är inlämnat. Arbetsboken är därför låst och kan bara läsas." in words_of(book)


def test_boxes_that_follow_the_kommuner_are_locked_and_say_so(lead):
    one = factories.response("rss", RSS)
    kommun = factories.answered("kommun", KOMMUN, by=lead, forman_bidrag="ja")
    workflow.submit(kommun, by=lead)
    compiling.begin(one, by=lead)
    book = of(one)
    following = [
        item for item in outline.load(one.questionnaire).items if item.pk in sums.following(one)
    ]
    assert beside(book, "forman_bidrag.ja").value == 1
    assert all(locked(beside(book, item.code)) for item in following)
    how = beside(book, "forman_bidrag.ja", "Så här svarar du").value
    assert how.startswith("Summan följer kommunernas svar.")


def test_a_hidden_question_is_there_with_its_condition(issued):
    one = issued(
        """
        sections:
          - code: a
            title: A
            questions:
              - {code: plan, kind: yesno, text: Finns en plan}
              - code: antal
                kind: number
                text: Hur många
                help: Räkna alla.
                visible_when: svar.plan == 'ja'
        """
    )
    book = of(one)
    assert not locked(beside(book, "antal"))
    assert beside(book, "antal", "Så här svarar du").value == (
        "Besvaras om ni svarat ”Ja” på: Finns en plan Ett tal.\nRäkna alla."
    )


@pytest.mark.parametrize("answered", [1, 3, 182])
def test_a_respondents_workbook_asks_as_often_for_all_answers_as_for_few(answered):
    one = corrections.marked(Response.objects).get(pk=factories.response().pk)
    typed = {box: text for box, text in factories.published().items() if text}
    answers.save(one, dict(list(typed.items())[:answered]), by=factories.member())
    ones.workbook(one)
    with CaptureQueriesContext(connection) as queries:
        ones.workbook(one)
    assert len(queries) == 3


# ---- what is said and looked for at a cell ----


@pytest.fixture
def of_every_kind(issued):
    return of(issued(EVERY_KIND))


@pytest.mark.parametrize(
    "code, choices",
    [
        ("vard", ["ja", "nej"]),
        ("plan", ["Egen", "Annans", "Kan ej uppskattas"]),
        ("omraden.stad", ["ja"]),
    ],
)
def test_choices_are_in_a_drop_down(of_every_kind, code, choices):
    cell = beside(of_every_kind, code)
    assert listed(of_every_kind, cell) == choices


@pytest.mark.parametrize(
    "code, kind, low, high",
    [
        ("kostnad", "decimal", "-10000000000", "10000000000"),
        ("andel", "decimal", "0", "100"),
        ("lagst", "decimal", "10", "90"),
        ("platser.i_ar", "decimal", "0", "10000000000"),
        ("kommuner", "whole", "0", "0"),
        ("ord", "textLength", "0", "20"),
    ],
)
def test_limits_are_looked_for(of_every_kind, code, kind, low, high):
    check = check_of(beside(of_every_kind, code))
    assert (check.type, check.formula1, check.formula2) == (kind, low, high)


def test_a_number_that_may_be_unknown_is_looked_for_as_both(of_every_kind):
    cell = beside(of_every_kind, "lakare")
    at = cell.coordinate
    assert check_of(cell).formula1 == (
        f"OR(IF(ISNUMBER({at}),AND({at}>=1,{at}<=1500,INT({at})={at}),FALSE),"
        f'{at}="Kan ej uppskattas")'
    )


def test_nothing_is_refused(of_every_kind):
    for check in of_every_kind["Svar"].data_validations.dataValidation:
        assert check.errorStyle == "warning"


@pytest.mark.parametrize(
    "code, how",
    [
        ("vard", "Svara ja eller nej."),
        ("ord", "Svara med egna ord. Högst 20 tecken. Får lämnas tom."),
        (
            "plan",
            "Välj ett av alternativen i listan. Går det inte att få fram: skriv Kan ej uppskattas.",
        ),
        ("omraden.stad", "Skriv ja vid det som stämmer och lämna annars tomt. Välj högst 2."),
        (
            "lakare",
            "Ett heltal från 1 till 1\u00a0500. Går det inte att få fram: skriv Kan ej uppskattas.",
        ),
        ("andel", "Skriv 12,5 för 12,5 procent. Ett tal från 0 till 100."),
        ("platser.i_ar", "Ett tal, minst 0."),
    ],
)
def test_how_to_answer_stands_beside_and_at_the_cell(of_every_kind, code, how):
    assert beside(of_every_kind, code, "Så här svarar du").value == how
    check = check_of(beside(of_every_kind, code))
    assert check.prompt == how.replace("\u00a0", " ")
    assert check.promptTitle == "Så här svarar du"


def test_long_texts_are_said_as_far_as_there_is_room(issued):
    label = "Mycket lång " * 24
    book = of(
        issued(
            f"""
            sections:
              - code: a
                title: A
                questions:
                  - code: val
                    kind: single
                    text: {"Vilket av dessa alternativ " * 20}
                    options: [{{code: ett, label: {label}}}, {{code: tva, label: Kort}}]
                  - code: sen
                    kind: yesno
                    text: Sedan
                    visible_when: svar.val == 'ett'
            """
        )
    )
    assert listed(book, beside(book, "val")) == [label.strip(), "Kort"]
    said = check_of(beside(book, "sen"))
    assert len(said.prompt) <= 255 and said.prompt.endswith(" …")
    assert len(said.error) <= 255


def test_cells_of_an_area_tell_the_question():
    check = check_of(in_the_area(area(), KOMMUN, "forman_bidrag"))
    assert check.prompt.startswith("Svara ja eller nej. Får lämnas tom. Frågan: ")
    assert str(check.sqref) == in_the_area(area(), KOMMUN, "forman_bidrag").column_letter.join(
        ["", "5:", "17"]
    )


# ---- what is said first ----


def test_the_first_sheet_says_what_to_do():
    said = "\n".join(words_of(area()))
    for words in (
        "Svara senast 31 mars 2024.",
        "Arbetsboken hämtades 22 november 2026 klockan 12.10.",
        "välj Ladda upp och kontrollera",
        "En tom cell tömmer bara en ruta som inte har ändrats sedan arbetsboken hämtades.",
        "Socialstyrelsen ser aldrig en enskild kommuns svar",
    ):
        assert words in said


def test_a_region_is_not_told_of_kommuner():
    said = "\n".join(words_of(of(factories.response())))
    assert "välj Ladda upp och kontrollera" in said
    assert "kommun" not in said.lower()


def test_nobody_is_named_in_the_file():
    about = of(factories.response()).properties
    assert about.creator in {None, ""} and about.lastModifiedBy in {None, ""}
    assert about.title == "Regionenkäten 2023, Region Stockholm"


@pytest.mark.parametrize("kind, code", [("region", "01"), ("rss", RSS), ("kommun", KOMMUN)])
def test_every_workbook_is_within_what_excel_takes(kind, code):
    for book in (area(), of(factories.response(kind, code))):
        for page in book:
            assert len(page.title) <= 31
            for check in page.data_validations.dataValidation:
                assert len(check.promptTitle) <= 32 and len(check.errorTitle) <= 32
                assert len(check.prompt) <= 255 and len(check.error) <= 255
                assert len(check.formula1) <= 255
            assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


# ---- any answer ----


@pytest.mark.parametrize(
    "text", ["=1+1", "+46 70", "-", "- inget", "@SUM(A1)", "\tindrag", "=A1\nb"]
)
def test_a_text_is_never_a_formula(issued, text):
    one = issued(EVERY_KIND)
    answers.save(one, {"ord": text, "kostnad": text}, by=factories.member())
    book = of(one)
    for code in ("ord", "kostnad"):
        cell = beside(book, code)
        assert (cell.value, cell.data_type) == (text.strip(), "s")


@pytest.mark.parametrize("sign", ["\x01", "\x1f", "\ufffe", "\uffff"])
def test_a_sign_that_no_workbook_can_carry_is_told(sign):
    assert layout.text_in_cell(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c"])
def test_the_end_of_a_line_is_the_end_of_a_line(end):
    assert layout.text_in_cell(f"a{end}b") == "a\nb"


def test_a_text_too_long_for_a_cell_is_not_cut():
    longest = "å" * 32_767
    assert layout.text_in_cell(longest) == longest
    assert layout.text_in_cell(longest + "å") == (
        "Texten (32\u00a0768 tecken) är för lång för Excel och står kvar i Enkätnavet."
    )
    assert layout.text_in_cell("\N{GRINNING FACE}" * 16_384).startswith("Texten (32")


NUMBERS = st.decimals(
    min_value=Decimal("-9999999999.9999"), max_value=Decimal("9999999999.9999"), places=4
)
ANY = st.one_of(
    NUMBERS.map(lambda number: Value("number", number)),
    st.text(min_size=1).map(lambda text: Value("text", text)),
    st.text(min_size=1).map(lambda text: Value("unreadable", text)),
    st.sampled_from(["egen", "annans", "borta"]).map(lambda code: Value("choice", code)),
    st.just(Value("missing", "kan_ej_uppskattas")),
)


def test_what_is_put_in_a_cell_is_what_is_read_there(issued):
    item = outline.load(issued(EVERY_KIND).questionnaire).item["plan"]

    @given(st.lists(ANY, min_size=1, max_size=20))
    def check(held):
        put = [layout.in_cell(item, value) for value in held]
        read = [unescape(one) if isinstance(one, str) else one for one in written(put)]
        assert read == put
        for value, content in zip(held, put, strict=True):
            if value.column == "number":
                assert Decimal(repr(content)) == value.content

    check()


def written(cells):
    """What is read in a column of cells."""
    book = Book("Prov", AT)
    page = book.add("Svar")
    for row, content in enumerate(cells, 1):
        page.put(row, 1, content, "answer")
    return [cell.value for cell in opened(book.content())["Svar"]["A"]]
