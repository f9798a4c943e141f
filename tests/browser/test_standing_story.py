"""Staff see where the round stands, look at odd numbers together, compare, and approve many at once."""

import re

import pytest
from playwright.sync_api import expect

from surveys import answers, workflow
from surveys.models import Response
from tests import factories

QUESTION = "Hur stor andel av befolkningen i regionen hade en fast namngiven läkarkontakt"
CODES = ["03", "04", "05", "06", "07", "08", "09", "10", "12"]
PLAIN = {"fast_lakare_sabo_andel": "80"}


@pytest.fixture
def visit(visit, site):
    site.ask(hand_in_many)
    return visit


def hand_in_many():
    """Nine regions hand in; one of them has a share that is far from the others'."""
    for number, code in enumerate(CODES):
        share = "3" if code == "12" else str(60 + number)
        lead = factories.member("region", code)
        one = factories.answered("region", code, by=lead, **PLAIN, fast_lakare_andel=share)
        workflow.submit(one, by=lead)


def correct_and_hand_in_again():
    one = Response.objects.get(questionnaire__round__year=2023, organisation__name="Region Skåne")
    lead = factories.member("region", "12")
    answers.save(one, {"fast_lakare_andel": "63"}, by=lead)
    workflow.submit(one, by=lead)


def test_an_odd_number_is_found_returned_compared_and_the_rest_approved(visit, site):
    """Without scripts: what a script does on these pages, keep them fresh, is told below."""
    page = visit("handlaggare", java_script_enabled=False)
    sees_where_the_round_stands(page)
    finds_the_odd_number(page)
    returns_it(page)

    site.ask(correct_and_hand_in_again)

    compares_the_hand_ins(page)
    approves_all_that_is_plain(page)
    sees_that_more_is_approved(page)


def sees_where_the_round_stands(page):
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Läget").click()
    regions = page.get_by_role("region", name="Regionenkäten")
    expect(regions).to_contain_text("9 av 21 har lämnat in")
    page.get_by_role("combobox", name="Läge").select_option("Inlämnat")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("main")).to_contain_text("9 av 46 uppgiftslämnare")
    page.get_by_role("link", name="Arbetstid").click()
    head = page.get_by_role("columnheader", name=re.compile("Arbetstid"))
    expect(head).to_have_attribute("aria-sort", "descending")
    page.get_by_role("row", name="Region Uppsala").get_by_role("link").click()


def finds_the_odd_number(page):
    page.get_by_role("link", name=f"Alla svar på {QUESTION}").click()
    expect(page.get_by_role("main")).to_contain_text("1 av 9 tal avviker.")
    odd = page.get_by_role("row").filter(has_text="avviker").last
    expect(odd).to_contain_text("3\N{NO-BREAK SPACE}%")
    odd.get_by_role("link", name="Region Skåne").click()
    expect(page.get_by_role("row", name=QUESTION)).to_be_in_viewport()


def returns_it(page):
    page.get_by_role("textbox", name="Varför").fill("Stämmer andelen?")
    page.get_by_role("button", name="Lämna i retur").click()
    expect(page.get_by_role("status")).to_contain_text("nu i retur")


def compares_the_hand_ins(page):
    page.reload()
    page.get_by_role("link", name="Jämför inlämningarna").click()
    row = page.get_by_role("row", name=QUESTION)
    expect(row.get_by_role("cell")).to_have_text(["3\N{NO-BREAK SPACE}%", "63\N{NO-BREAK SPACE}%"])
    expect(page.get_by_role("row")).to_have_count(2)


def approves_all_that_is_plain(page):
    """What has been in retur is not among them; one of the others is left for later."""
    page.get_by_role("link", name="Granskning 2023").click()
    page.get_by_role("link", name="Godkänn det som inte har något att granska").click()
    expect(page.get_by_role("checkbox", name="Region Skåne")).to_have_count(0)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(8)
    page.get_by_role("checkbox", name="Region Uppsala").uncheck()
    page.get_by_role("button", name="Godkänn de markerade").click()
    expect(page.get_by_role("status")).to_have_text("7 svar är nu godkända.")
    expect(page.get_by_role("checkbox")).to_have_count(1)


def sees_that_more_is_approved(page):
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Läget").click()
    county = page.get_by_role("listitem").filter(has_text="Östergötland")
    expect(county).to_contain_text("Godkänt")


def test_the_page_keeps_itself_fresh_and_moves_under_nobody(visit, site):
    page = visit("handlaggare")
    page.goto("/laget/")
    regions = page.get_by_role("region", name="Regionenkäten")
    expect(regions).to_contain_text("Godkänt 0")

    site.ask(approve_one)
    page.get_by_role("link", name="Uppdatera nu").click()

    expect(regions).to_contain_text("Godkänt 1")
    chosen = page.get_by_role("combobox", name="Läge")
    chosen.focus()
    chosen.select_option("Godkänt")
    site.ask(approve_one)
    page.evaluate("document.querySelector('[data-live-now]').click()")
    expect(regions).to_contain_text("Godkänt 2")
    expect(chosen).to_be_focused()
    expect(chosen).to_have_value("approved")


def test_the_page_says_when_it_can_no_longer_be_kept_fresh(visit):
    page = visit("handlaggare")
    page.goto("/laget/")
    page.route("**/laget/delar/**", lambda route: route.abort())
    page.get_by_role("link", name="Uppdatera nu").click()
    told = "Siffrorna kunde inte uppdateras. Ladda om sidan."
    expect(page.get_by_role("status")).to_have_text(told)


def test_the_page_asks_by_itself_until_it_is_paused(visit):
    page = visit("handlaggare")
    page.clock.install()
    page.goto("/laget/")
    asked = []
    page.on("request", lambda request: "/laget/delar/" in request.url and asked.append(request))

    with page.expect_response("**/laget/delar/**"):
        page.clock.run_for(31_000)
    page.get_by_role("button", name="Pausa uppdateringen").click()
    page.clock.run_for(120_000)

    assert len(asked) == 1


def approve_one():
    waiting = Response.objects.filter(state="submitted", organisation__kind="region")
    workflow.approve(waiting.first(), by=factories.staff())
