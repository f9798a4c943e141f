"""An RSS gathers its kommuner's answers in a workbook: sends it in with errors, mends, sends it in again,
lets the sums follow, puts one right and hands in."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from portal.demo.filling import fill_area
from regions.models import Organisation
from surveys import answers, checking, sums
from surveys.models import State
from tests import factories
from tests.browser.hindrances import hindrances

RSS, VASBY = "rss-01", "0114"
WORK = 60_000  # milliseconds that a worker may need on a busy machine
FORMAN = "forman_bidrag.ja"


@pytest.fixture
def lead(visit, site):
    site.start_worker()
    site.ask(fill_in_all_but_the_sums)
    page = visit("storsthlm")
    page.get_by_role("link", name="RSS-enkäten 2023").click()
    return page


def fill_in_all_but_the_sums():
    one = factories.response("rss", RSS)
    made, by = sums.boxes(one), factories.member("rss", RSS)
    typed = factories.published("rss", RSS)
    answers.save(one, {box: text for box, text in typed.items() if box not in made}, by=by)


def filled_in(content, wrong):
    """As somebody fills it in who has all the answers, and is not careful everywhere: `wrong` is
    {cell: text}."""

    def act():
        kommuner = Organisation.objects.filter(kind="kommun", parent__code=RSS)
        typed = {one.code: factories.published("kommun", one.code) for one in kommuner}
        source = sums.source_of(factories.response("rss", RSS))
        explanations = dict.fromkeys(typed, "Vi har kontrollerat uppgiften.")
        book = load_workbook(BytesIO(fill_area(content, source, typed, explanations)))
        sheet = book["Svar"]
        for place, text in wrong.items():
            sheet[place] = text
        file = BytesIO()
        book.save(file)
        return file.getvalue()

    return act


def cell(content, code, box):
    """Where a kommun's box is: by the codes, as a person finds it."""
    sheet = load_workbook(BytesIO(content))["Svar"]
    [row] = [one.row for one in sheet["A"] if one.value == code]
    [column] = [one.column_letter for one in sheet[4] if one.value == box]
    return f"{column}{row}"


def fetched(page, link):
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return download.value.path().read_bytes()


def send(page, content):
    page.get_by_label("Fil med svaren").set_input_files(
        {"name": "Svar från kommunerna.xlsx", "mimeType": "application/xlsx", "buffer": content}
    )
    page.get_by_role("button", name="Ladda upp och kontrollera").click()
    expect(page.get_by_role("heading", name="Så här skulle filen ändra svaren")).to_be_visible(
        timeout=WORK
    )


def test_from_a_workbook_with_errors_to_a_hand_in(lead, site):
    lead.get_by_role("link", name="Kommunernas svar i en arbetsbok").click()
    expect(lead.get_by_role("heading", name="Kommunernas svar i en arbetsbok")).to_be_visible()
    assert hindrances(lead) == []
    content = fetched(lead, "Hämta arbetsboken")
    weeks, law = cell(content, VASBY, "vfu_veckor.i_ar"), cell(content, VASBY, "lag_2022_913")

    send(lead, site.ask(filled_in(content, {weeks: "tolv", law: "kanske"})))
    to_mend = lead.get_by_role("region", name="Att rätta").get_by_role("row")
    expect(to_mend).to_have_count(3)
    expect(to_mend.nth(1)).to_contain_text(weeks)
    expect(to_mend.nth(1)).to_contain_text("tolv")
    expect(to_mend.nth(2)).to_contain_text("Upplands Väsby")
    assert hindrances(lead) == []

    marked = load_workbook(BytesIO(fetched(lead, "Hämta filen med felen markerade")))
    assert "inte" in marked["Svar"][weeks].comment.text
    marked["Svar"][weeks], marked["Svar"][law] = 12, "ja"
    file = BytesIO()
    marked.save(file)

    lead.get_by_role("link", name="Läs inte in något").click()
    send(lead, file.getvalue())
    expect(lead.get_by_role("heading", name="Att rätta")).to_have_count(0)
    lead.get_by_label("Lämna också in svaren").check()
    lead.get_by_role("button", name="Läs in svaren").click()
    done = lead.get_by_role("status").filter(has_text="Filen är inläst")
    expect(done).to_contain_text("26 kommuner är inlämnade till er", timeout=WORK)
    assert hindrances(lead) == []

    lead.get_by_role("link", name="Se sammanställningen").click()
    expect(lead.get_by_text("26 av 26 kommuner har lämnat in")).to_be_visible()
    lead.get_by_role("button", name="Låt summorna följa kommunernas svar").click()
    below = lead.locator(f'[id="andra-{FORMAN}"]')
    below.get_by_text("Ändra talet").click()
    below.get_by_label("Talet som ska stå").fill("3")
    below.get_by_label("Skäl").fill("En kommun rättade sitt svar per telefon.")
    below.get_by_role("button", name="Spara talet").click()
    expect(lead.get_by_role("status").filter(has_text="Talet är ändrat.")).to_be_visible()

    site.ask(explain_all)
    lead.get_by_role("link", name="RSS-enkäten 2023").click()
    lead.get_by_role("link", name="Kontrollera och lämna in").click()
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("heading", name="Tack")).to_be_visible()
    assert site.ask(lambda: factories.response("rss", RSS).state) == State.SUBMITTED


def explain_all():
    one, by = factories.response("rss", RSS), factories.member("rss", RSS)
    for query in checking.check(one).queries:
        checking.explain(query, "Vi har kontrollerat uppgiften.", by)
