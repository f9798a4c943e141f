"""An RSS lets its sums follow its kommuner's answers, puts one number right, and hands in."""

import pytest
from playwright.sync_api import expect

from surveys import workflow
from tests import factories
from tests.browser.hindrances import hindrances
from tests.browsing import PHONE

FORMAN, OTHER = "forman_bidrag.ja", "forman_grundlon.ja"


@pytest.fixture
def lead(visit):
    page = visit("storsthlm")
    page.get_by_role("link", name="RSS-enkäten 2023").click()
    page.get_by_role("link", name="Sammanställ kommunernas svar").click()
    expect(page.get_by_role("heading", name="Sammanställning av kommunernas svar")).to_be_visible()
    return page


def hand_in(site, code):
    """A kommun of the RSS hands in."""

    def act():
        by = factories.member("kommun", code)
        workflow.submit(factories.answered("kommun", code, by=by, forman_bidrag="ja"), by=by)

    site.ask(act)


def numbers(page, code=FORMAN):
    """The sum, how many stand behind it, and what stands in the response."""
    return page.locator(f'[id="summa-{code}"]').get_by_role("cell")


def below(page, code=FORMAN):
    """What is done with the number."""
    return page.locator(f'[id="andra-{code}"]')


def box(page, code=FORMAN):
    return page.locator(f'[id="id_{code}"]')


def told(page, text):
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def test_the_sums_follow_and_one_is_put_right(lead, site):
    hand_in(site, "0114")
    lead.reload()
    expect(lead.get_by_text("1 av 26 kommuner har lämnat in sina svar till er.")).to_be_visible()
    expect(numbers(lead)).to_have_text(["1", "1 av 26Saknas svar: 25", "–"])
    assert hindrances(lead) == []

    lead.get_by_role("button", name="Låt summorna följa kommunernas svar").click()
    told(lead, "Summorna följer nu kommunernas svar.")
    expect(numbers(lead).nth(2)).to_have_text("1")

    hand_in(site, "0115")
    lead.reload()
    expect(numbers(lead).nth(0)).to_have_text("2")
    expect(numbers(lead).nth(2)).to_have_text("2")

    below(lead).get_by_text("Ändra talet").click()
    below(lead).get_by_label("Talet som ska stå").fill("3")
    below(lead).get_by_role("button", name="Spara talet").click()
    told_at = below(lead).get_by_text("Skriv varför talet ska vara ett annat")
    expect(told_at).to_be_visible()
    expect(below(lead).get_by_label("Talet som ska stå")).to_have_value("3")
    assert hindrances(lead) == []
    below(lead).get_by_label("Skäl").fill("Täby svarade per telefon.")
    below(lead).get_by_role("button", name="Spara talet").click()
    told(lead, "Talet är ändrat.")
    expect(numbers(lead).nth(2)).to_have_text("3")
    expect(below(lead)).to_contain_text("Täby svarade per telefon.")

    lead.goto(lead.url.replace("sammanstallning/", "avsnitt/kommunernas_svar/").split("#")[0])
    expect(box(lead)).to_have_value("3")
    expect(box(lead)).to_be_disabled()
    expect(box(lead, OTHER)).to_be_disabled()
    assert hindrances(lead) == []


def test_the_page_is_no_wider_than_a_phone(lead, site):
    hand_in(site, "0114")
    lead.get_by_role("button", name="Låt summorna följa kommunernas svar").click()
    lead.set_viewport_size(PHONE)
    below(lead).get_by_text("Ändra talet").click()
    assert hindrances(lead) == []
