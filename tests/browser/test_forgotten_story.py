"""One who has forgotten the password is soon at work again."""

from playwright.sync_api import expect

from tests.browser.hindrances import hindrances
from tests.browser.visits import password_of
from tests.mailbox import link_in

NEW = "en ny och lång fras"


def test_a_new_password_by_letter(browse, mailbox, site, monkeypatch):
    monkeypatch.setenv("PORTAL_ADDRESS", site.url)
    site.start_worker()
    password_of(site)
    page = browse(site)
    page.goto("/")
    page.get_by_role("link", name="Glömt lösenordet?").click()
    page.get_by_label("E-postadress").fill("stockholm@demo.example")
    page.get_by_role("button", name="Skicka länken").click()
    told = "Finns det ett konto för stockholm@demo.example är ett brev på väg dit."
    expect(page.get_by_role("status")).to_contain_text(told)
    assert hindrances(page) == []

    [letter] = mailbox.await_letters()
    page.goto(link_in(letter))
    page.get_by_label("Nytt lösenord", exact=False).first.fill(NEW)
    page.get_by_label("Bekräfta").fill(NEW)
    page.get_by_role("button", name="Spara och gå till inloggningen").click()
    page.get_by_label("E-postadress").fill("stockholm@demo.example")
    page.get_by_label("Lösenord").fill(NEW)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Mina enkäter")).to_be_visible()
