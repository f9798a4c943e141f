"""Handing in: a receipt, a letter by a real worker and mail server, and anyone who can check it."""

import re

import pytest
from playwright.sync_api import expect

from regions.models import User
from tests.browser.hindrances import hindrances, wider_than_the_page
from tests.browser.visits import password_of, sign_in
from tests.browsing import PHONE
from tests.factories import answered


def all_answered():
    """Region Stockholm's answer, whole and explained; returns its id."""
    return answered(by=User.objects.get(email="stockholm@demo.example")).pk


def fact(page, name):
    return page.locator("dl.facts > div", has_text=name).locator("dd")


def check(page, number, checksum):
    page.get_by_role("link", name="Kontrollera ett kvitto").click()
    page.get_by_label("Kvittonummer").fill(number)
    page.get_by_label("Kontrollsumma").fill(checksum)
    page.get_by_role("button", name="Kontrollera").click()


def test_from_the_last_click_to_a_letter_a_document_and_a_stranger_who_checks_it(
    browse, mailbox, site, monkeypatch
):
    monkeypatch.setenv("PORTAL_ADDRESS", site.url)
    site.start_worker()
    password = password_of(site)
    response = site.ask(all_answered)

    lead = browse(site)
    sign_in(lead, "stockholm@demo.example", password)
    lead.goto(f"/enkater/{response}/kontroll/")
    lead.get_by_role("button", name=re.compile("Lämna in")).click()
    expect(lead.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()
    checksum = fact(lead, "Kontrollsumma").inner_text()

    document = lead.request.get(
        lead.get_by_role("link", name="Öppna kvittot som PDF").get_attribute("href")
    )
    assert document.headers["content-type"] == "application/pdf"
    assert document.body().startswith(b"%PDF")

    [letter] = mailbox.await_letters()
    letter = letter.get_content()
    assert "Kvittonummer: 2023-region-01-1" in letter
    [address] = re.findall(r"^http\S+", letter, re.MULTILINE)
    reader = browse(site, viewport=PHONE)
    reader.goto(address)
    reader.get_by_label("E-postadress").fill("kollega@demo.example")
    reader.get_by_label("Lösenord").fill(password)
    reader.get_by_role("button", name="Logga in").click()
    expect(reader.get_by_text("Kvitto 2023-region-01-1")).to_be_visible()

    stranger = browse(site)
    stranger.goto("/")
    check(stranger, "2023-region-01-1", checksum)
    expect(stranger.get_by_role("status")).to_contain_text("Region Stockholm lämnade in den")
    check(stranger, "2023-region-01-1", checksum[:-1] + ("0" if checksum[-1] != "0" else "1"))
    expect(stranger.get_by_role("alert")).to_contain_text("Uppgifterna stämmer inte")


@pytest.mark.parametrize(
    "options", [{}, {"viewport": {"width": 320, "height": 700}}], ids=["", "320"]
)
def test_the_pages_for_strangers_are_accessible(browse, site, options):
    page = browse(site, **options)
    for address in ("/tillganglighet/", "/kvitto/kontrollera/"):
        page.goto(address)
        assert_accessible(page)
    page.get_by_role("button", name="Kontrollera").click()
    expect(page.get_by_label("Kvittonummer")).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)


def assert_accessible(page):
    assert hindrances(page) == []
    assert wider_than_the_page(page) == []
