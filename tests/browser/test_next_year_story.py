"""Next year is prepared by staff alone: copied, changed by keyboard, previewed, refused, mended, issued,
met by a region, and corrected."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import open_section, password_of, sign_in

QUESTION = "Är någon del av omställningen införd i hela regionen?"
OPTION = "Öbor"
FOCUS = "malgrupp_fokus"
SECTION = "Utveckling av den nära vården"
CORRECTION = "Räkna även det som är infört i delar av regionen."


@pytest.fixture
def visit(browse, site):
    """`visit("stockholm")` is a page where that demo account has signed in."""
    password = password_of(site)

    def visit(name, **options):
        page = browse(site, **options)
        sign_in(page, f"{name}@demo.example", password)
        return page

    return visit


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_next_year_from_this_year(visit, scripts):
    staff = visit("handlaggare", java_script_enabled=scripts)
    copies_last_year(staff)
    changes_a_wording(staff)
    adds_an_option_and_moves_it(staff)
    moves_a_question_by_keyboard(staff)
    fills_in_the_preview(staff)
    is_refused_by_the_linter(staff)
    mends(staff)
    issues(staff)
    region = visit("stockholm", java_script_enabled=scripts)
    meets_the_new_wording(region)
    corrects(staff)
    meets_the_correction(region)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def to_the_draft(page):
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Omgångar").click()
    page.get_by_role("main").get_by_role("link", name="2024").first.click()
    page.get_by_role("link", name="Regionenkäten 2024").click()
    expect(page.get_by_role("heading", name="Regionenkäten 2024", level=1)).to_be_visible()


def copies_last_year(page):
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Omgångar").click()
    expect(page.get_by_label("År")).to_have_value("2024")
    button(page, "Kopiera och börja").click()
    expect(page.get_by_role("status")).to_contain_text("Omgång 2024 är påbörjad")
    page.get_by_role("link", name="Regionenkäten 2024").click()


def changes_a_wording(page):
    page.locator("#del-breddinfort").get_by_role("link").first.click()
    page.get_by_label("Frågans lydelse").fill(QUESTION)
    button(page, "Visa utan att spara").click()
    preview = page.get_by_role("region", name="Så ser uppgiftslämnaren frågan")
    expect(preview).to_contain_text(QUESTION)
    button(page, "Spara").click()
    item = page.locator("#del-breddinfort")
    expect(item).to_contain_text("Ändrad")
    item.get_by_text("Skiljer sig från 2023").click()
    expect(item).to_contain_text("Frågans lydelse, nu")


def adds_an_option_and_moves_it(page):
    page.locator(f"#del-{FOCUS}").get_by_role("link").first.click()
    before = page.get_by_role("textbox", name="Alternativ").count()
    button(page, "Lägg till ett alternativ").click()
    added = page.get_by_role("textbox", name=f"Alternativ {before + 1}", exact=True)
    expect(added).to_be_focused()
    added.fill(OPTION)
    up = button(page, f"Flytta upp alternativ {before + 1}")
    up.focus()
    page.keyboard.press("Enter")
    moved = page.get_by_role("textbox", name=f"Alternativ {before}", exact=True)
    expect(moved).to_have_value(OPTION)
    expect(button(page, f"Flytta upp alternativ {before}")).to_be_focused()
    button(page, "Spara").click()
    expect(page.get_by_role("status")).to_contain_text("Sparat:")


def moves_a_question_by_keyboard(page):
    down = page.locator("#del-breddinfort").get_by_role("button", name="Flytta ner")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("står nu som nummer")
    expect(down).to_be_focused()
    # Below what hangs on it, the question cannot stand: the linter says so, and one goes back.
    expect(page.get_by_role("region", name="Granskaren")).to_contain_text("som inte står före")
    up = page.locator("#del-breddinfort").get_by_role("button", name="Flytta upp")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Granskaren")).to_contain_text("Inga problem.")


def fills_in_the_preview(page):
    page.get_by_role("main").get_by_role("link", name="Förhandsvisa", exact=True).click()
    button(page, "Kontinuitet och delaktighet").click()
    box = page.get_by_role("textbox", name="Hur stor andel av befolkningen i regionen hade en fast")
    box.fill("172")
    button(page, "Prova svaren").click()
    expect(page.locator("#prov")).to_contain_text("Talet 172 är högre än 100")
    box.fill("17,2")
    button(page, "Prova svaren").click()
    expect(page.locator("#prov")).not_to_contain_text("är högre än 100")
    page.get_by_role("link", name="Regionenkäten 2024").click()


def is_refused_by_the_linter(page):
    page.locator("#del-fast_lakare_andel").get_by_role("link").first.click()
    page.get_by_label("Lägsta värde").fill("90")
    page.get_by_label("Högsta värde").fill("10")
    button(page, "Spara").click()
    page.get_by_role("link", name="Omgång 2024").click()
    button(page, "Utfärda omgång 2024").click()
    expect(page.get_by_role("alert")).to_contain_text("Problem att rätta: 2.")


def mends(page):
    page.get_by_role("link", name="Regionenkäten 2024").click()
    problems = page.get_by_role("region", name="Granskaren")
    problems.get_by_role("link", name="lägsta värdet 90 är högre").click()
    page.get_by_label("Lägsta värde").fill("0")
    page.get_by_label("Högsta värde").fill("")
    button(page, "Spara").click()
    expect(problems).to_contain_text("Inga problem.")


def issues(page):
    page.get_by_role("link", name="Omgång 2024").click()
    button(page, "Utfärda omgång 2024").click()
    expect(page.get_by_role("status")).to_contain_text("Omgång 2024 är utfärdad")
    expect(button(page, "Utfärda omgång 2024")).to_have_count(0)


def meets_the_new_wording(page):
    open_section(page, "Regionenkäten 2024", SECTION)
    expect(page.get_by_role("group", name=QUESTION)).to_be_visible()
    expect(page.get_by_role("group", name=QUESTION)).not_to_contain_text("Rättelse")


def corrects(page):
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Omgångar").click()
    page.get_by_role("link", name="rättelser i Regionenkäten 2024").click()
    page.get_by_label("Fråga").select_option(label=QUESTION)
    page.get_by_role("textbox", name="Rättelse").fill(CORRECTION)
    button(page, "Spara rättelsen").click()
    told = "Rättelse 1 är sparad. Hade svarat på frågan: 0 av 21."
    expect(page.get_by_role("status")).to_have_text(told)


def meets_the_correction(page):
    page.reload()
    expect(page.get_by_role("group", name=QUESTION)).to_contain_text(f"Rättelse 1: {CORRECTION}")
