"""Next year is prepared without scripts. Where no script is on the page, the story of a whole round tells it."""

from playwright.sync_api import expect

from tests.browser import acts


def test_next_year_is_prepared_without_scripts(visit):
    staff = visit("handlaggare", java_script_enabled=False)
    acts.copies_last_year(staff)
    acts.changes_a_wording(staff)
    fills_in_the_preview(staff)
    acts.issues(staff)


def fills_in_the_preview(page):
    acts.opens_the_preview(page)
    acts.goes_to_the_section(page, "Kontinuitet och delaktighet")
    box = page.get_by_role("textbox", name=acts.SHARE)
    box.fill("172")
    acts.button(page, "Prova svaren").click()
    expect(page.locator("#prov")).to_contain_text("Talet 172 är högre än 100")
    box.fill("17,2")
    acts.button(page, "Prova svaren").click()
    expect(page.locator("#prov")).not_to_contain_text("är högre än 100")
    page.get_by_role("link", name="Regionenkäten 2024").click()
