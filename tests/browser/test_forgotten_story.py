"""One who has forgotten the password is soon at work again."""

import time

from playwright.sync_api import expect

from tests.browser.hindrances import hindrances
from tests.browser.visits import password_of

NEW = "en ny och lång fras"
WAIT_SECONDS = 30


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

    page.goto(await_link(mailbox))
    page.get_by_label("Nytt lösenord", exact=False).first.fill(NEW)
    page.get_by_label("Bekräfta").fill(NEW)
    page.get_by_role("button", name="Spara och gå till inloggningen").click()
    page.get_by_label("E-postadress").fill("stockholm@demo.example")
    page.get_by_label("Lösenord").fill(NEW)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Mina enkäter")).to_be_visible()


def await_link(mailbox):
    deadline = time.monotonic() + WAIT_SECONDS
    while not mailbox.letters:
        assert time.monotonic() < deadline, "no letter came"
        time.sleep(0.05)
    [letter] = mailbox.letters
    return next(line for line in letter.get_content().splitlines() if line.startswith("http"))
