"""An RSS invites, reminds, locks and returns; the kommun comes by the letter, answers and hands in."""

import pytest
from playwright.sync_api import expect

from surveys import answers, workflow
from surveys.models import Door
from tests import factories
from tests.browser.hindrances import hindrances
from tests.browser.test_colleagues_story import PASSWORD, link_in_letter
from tests.browser.visits import expect_saved
from tests.browsing import PHONE

VASBY, TABY, VALLENTUNA = "0114", "0160", "0115"


@pytest.fixture
def visit(mailbox, visit, site, monkeypatch):
    """The site has a worker, who sends letters."""
    monkeypatch.setenv("PORTAL_ADDRESS", site.url)
    site.start_worker()
    return visit


@pytest.fixture
def rss(visit):
    page = visit("storsthlm")
    open_kommuner(page)
    return page


def open_kommuner(page):
    page.goto("/enkater/")
    page.get_by_role("link", name="Kommunerna 2023").click()
    expect(page.get_by_role("heading", name="Kommunerna", level=1)).to_be_visible()


def open_kommun(page, name):
    open_kommuner(page)
    page.get_by_role("table").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def row_of(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name))


def told(page, text):
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def fill_in(site, code, without=()):
    """All but a few boxes, as if somebody at the kommun had done it before."""

    def act():
        one, typed = factories.response("kommun", code), factories.published("kommun", code)
        typed = {box: text for box, text in typed.items() if text and box not in without}
        answers.save(one, typed, by=factories.staff(), door=Door.COMMAND)
        factories.explain_all(one, by=factories.staff())

    site.ask(act)


def test_a_kommun_is_invited_answers_and_hands_in_to_its_rss(browse, mailbox, rss, site):
    rss.get_by_role("link", name="Bjud in kommuner").click()
    lines = rss.get_by_label("Personer att bjuda in")
    lines.fill("Täby; Tove Täby; tove@taby.example\nTäbby; Tage; tage@taby.example")
    rss.get_by_role("button", name="Skicka inbjudningarna").click()
    expect(rss.get_by_text("Rad 2: ”Täbby” är inte en av era kommuner.")).to_be_visible()
    assert hindrances(rss) == []
    lines.fill("Täby; Tove Täby; tove@taby.example")
    rss.get_by_role("button", name="Skicka inbjudningarna").click()
    told(rss, "En inbjudan är på väg.")
    expect(row_of(rss, "Täby")).to_contain_text("Tove Täby, inbjuden")

    tove = browse(site, viewport=PHONE)
    tove.goto(link_in_letter(mailbox))
    expect(tove.get_by_text("har bjudit in dig att svara på hjälpenkäten")).to_be_visible()
    tove.get_by_label("Nytt lösenord").first.fill(PASSWORD)
    tove.get_by_label("Bekräfta nytt lösenord").fill(PASSWORD)
    tove.get_by_role("button", name="Spara lösenordet och gå in").click()
    told(tove, "Välkommen! Du är nu med och svarar för Täby.")
    expect(tove.get_by_role("listitem").filter(has_text="Hjälpenkäten 2023")).to_have_count(1)

    fill_in(site, TABY, without={"lag_2022_913"})
    tove.get_by_role("link", name="Hjälpenkäten 2023").click()
    tove.get_by_role("main").get_by_role("link", name="Digitalisering").click()
    law = tove.get_by_role("group", name="enligt lagen (2022:913)")
    law.get_by_label("Ja", exact=True).check()
    expect_saved(tove)
    tove.get_by_role("button", name="Spara och gå vidare").click()
    tove.get_by_role("button", name="Lämna in svaret").click()
    expect(tove.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()

    open_kommuner(rss)
    expect(rss.get_by_role("listitem").filter(has_text="har lämnat in")).to_contain_text("1 av 26")
    expect(row_of(rss, "Täby")).to_contain_text("Inlämnat")
    expect(rss.get_by_role("row").last).to_contain_text("Tove Täby")


def test_one_is_reminded_another_locked_and_what_is_returned_is_open_again(
    mailbox, rss, site, visit
):
    fill_in(site, VASBY)
    open_kommun(rss, "Upplands Väsby")
    rss.get_by_label("Egen rad i brevet").fill("Ring oss gärna.")
    rss.get_by_role("button", name="Skicka påminnelsen").click()
    told(rss, "En påminnelse är på väg till Upplands Väsby.")
    expect(rss.get_by_text("Nästa kan skickas i morgon.")).to_be_visible()
    assert link_in_letter(mailbox).startswith(f"{site.url}/enkater/")
    assert "Ring oss gärna." in mailbox.letters[0].get_content()
    assert hindrances(rss) == []

    kommun = visit("vasby")
    kommun.get_by_role("link", name="Hjälpenkäten 2023").click()
    kommun.get_by_role("main").get_by_role("link", name="Digitalisering").click()
    rss.get_by_role("button", name="Lås för kommunen").click()
    told(rss, "Svaret från Upplands Väsby är låst.")

    # The kommun's page is older than the lock.
    law = kommun.get_by_role("group", name="enligt lagen (2022:913)")
    law.get_by_role("radio", checked=False).first.check()
    expect(kommun.get_by_text("Svaret är låst av RSS.").first).to_be_visible()
    kommun.reload()
    expect(kommun.get_by_role("heading", name="Svaret är låst")).to_be_visible()
    for box in law.get_by_role("radio").all():
        expect(box).to_be_disabled()
    assert hindrances(kommun) == []

    rss.get_by_role("link", name="Öppna svaret").click()
    expect(rss.get_by_role("heading", name="Svaret är låst")).to_be_visible()
    rss.get_by_role("link", name="Kontrollera och lämna in").click()
    rss.get_by_role("button", name="Lämna in svaret").click()
    expect(rss.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()

    open_kommun(rss, "Upplands Väsby")
    rss.get_by_role("link", name="Granska svaret").click()
    rss.get_by_label("Varför lämnas svaret i retur?").fill("Se över frågan om lagen.")
    rss.get_by_role("button", name="Lämna i retur").click()
    told(rss, "är nu i retur")
    kommun.reload()
    expect(kommun.get_by_role("heading", name="Svaret är låst")).to_have_count(0)
    law.get_by_role("radio", checked=False).first.check()
    expect_saved(kommun)


def test_without_scripts_all_that_remain_are_reminded(mailbox, site, visit):
    rss = visit("storsthlm", viewport=PHONE, java_script_enabled=False)

    def hand_in():
        one = factories.answered("kommun", VALLENTUNA, by=factories.member("kommun", VALLENTUNA))
        workflow.submit(one, by=factories.staff(), door=Door.COMMAND)

    site.ask(hand_in)
    open_kommuner(rss)
    rss.get_by_role("link", name="Påminn dem som är kvar").click()
    expect(rss.get_by_role("heading", name="1 kommun får en påminnelse")).to_be_visible()
    rss.get_by_text("24 kommuner får ingen påminnelse nu").click()
    expect(rss.get_by_text("Ingen är inbjuden från Täby än.")).to_be_visible()
    rss.get_by_role("button", name="Skicka påminnelserna").click()
    told(rss, "En påminnelse är på väg till 1 kommun.")
    link_in_letter(mailbox)
    assert "Upplands Väsby" in mailbox.letters[0]["Subject"]
