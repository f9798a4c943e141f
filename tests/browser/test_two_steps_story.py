"""Signing in by two steps: codes counted as an app counts them, and keys of a real browser."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import expect

from portal.demo import accounts
from regions.models import AuditEntry
from tests.browser.hindrances import hindrances
from tests.browser.visits import password_of, sign_in, sign_out
from tests.browsing import PHONE

STAFF = "administrator@demo.example"
PERIOD = 30


def code_of(secret, at=None):
    """RFC 6238, as an app on a telephone does it."""
    counter = struct.pack(">Q", int(at or time.time()) // PERIOD)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def fresh_code(secret, used):
    """A code that has not been used: the next one is taken already where clocks differ a little."""
    now = time.time()
    return next(
        code
        for code in (
            code_of(secret, now),
            code_of(secret, now + PERIOD),
            code_of(secret, now - PERIOD),
        )
        if code not in used
    )


@pytest.fixture
def page(site, browse):
    """At the site's name: a key belongs to a name, never to a number."""
    return browse(site, base_url=site.url.replace("127.0.0.1", "localhost"))


@pytest.fixture
def strict(monkeypatch):
    """Staff may not do without a second factor, as in operation. Ask for it before the site."""
    monkeypatch.setenv("PORTAL_STAFF_MFA", "1")


@pytest.fixture
def authenticator(page):
    """A key in the browser, that answers for its owner at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def password_step(page, email, password):
    page.goto("/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()


def add_app(page):
    """Adds an app from the page of second steps. Returns its secret and the code that was used."""
    page.get_by_role("link", name="Lägg till en app").click()
    secret = page.locator(".secret").inner_text()
    code = code_of(secret)
    page.get_by_label("Koden som appen visar").fill(code)
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("heading", name="Reservkoder")).to_be_visible()
    return secret, code


def whats(site):
    return site.ask(
        lambda: list(AuditEntry.objects.order_by("pk").values_list("what", "details__by"))
    )


def test_staff_set_up_an_app_and_sign_in_with_its_codes(strict, page, site):
    password = password_of(site)
    password_step(page, STAFF, password)
    expect(page.get_by_role("heading", name="Inloggning i två steg")).to_be_visible()
    expect(
        page.get_by_text("Du som arbetar på Socialstyrelsen loggar in i två steg.")
    ).to_be_visible()

    # Nothing else is reached meanwhile.
    for address in ("/granskning/", "/logg/", "/tabeller/2023/", "/konto/losenord/", "/"):
        page.goto(address)
        expect(page).to_have_url(re.compile("/konto/steg-tva/$"))
    assert hindrances(page) == []

    page.get_by_role("link", name="Lägg till en app").click()
    assert hindrances(page) == []
    page.get_by_label("Koden som appen visar").fill("000000")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_text("Koden stämmer inte.")).to_be_visible()
    page.go_back()
    page.goto("/konto/steg-tva/")
    secret, used = add_app(page)
    spare = page.locator(".codes code").first.inner_text()
    assert hindrances(page) == []
    page.get_by_role("link", name="Klart").click()
    expect(page).to_have_url(re.compile("/granskning/$"))

    sign_out(page)
    password_step(page, STAFF, password)
    expect(page.get_by_role("heading", name="Logga in, steg två")).to_be_visible()
    assert hindrances(page) == []
    page.goto("/granskning/")
    expect(page).to_have_url(re.compile("/logga-in/"))
    page.goto("/logga-in/steg-tva/")
    page.get_by_label("Kod från appen").fill("123456")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Koden stämmer inte.")).to_be_visible()
    page.get_by_label("Kod från appen").fill(fresh_code(secret, {used}))
    page.get_by_role("button", name="Logga in").click()
    expect(page).to_have_url(re.compile("/granskning/$"))

    sign_out(page)
    password_step(page, STAFF, password)
    page.get_by_label("Kod från appen").fill(spare)
    page.get_by_role("button", name="Logga in").click()
    expect(page).to_have_url(re.compile("/granskning/$"))

    sign_out(page)
    password_step(page, STAFF, password)
    page.get_by_label("Kod från appen").fill(spare)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Koden stämmer inte.")).to_be_visible()

    assert whats(site) == [
        ("signed_in", ["password"]),
        ("factor_added", "totp"),
        ("factor_added", "recovery_codes"),
        ("signed_out", None),
        ("sign_in_failed", "totp"),
        ("signed_in", ["password", "totp"]),
        ("signed_out", None),
        ("signed_in", ["password", "recovery_codes"]),
        ("signed_out", None),
        ("sign_in_failed", "totp"),
    ]


def test_a_key_is_added_used_and_removed(strict, page, site, authenticator):
    password = password_of(site)
    password_step(page, STAFF, password)
    page.get_by_role("link", name="Lägg till en nyckel").click()
    assert hindrances(page) == []
    page.get_by_label("Vad nyckeln ska heta här").fill("Jobbdatorn")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("heading", name="Reservkoder")).to_be_visible()
    page.get_by_role("link", name="Klart").click()
    expect(page).to_have_url(re.compile("/granskning/$"))

    sign_out(page)
    password_step(page, STAFF, password)
    expect(page.get_by_role("heading", name="Logga in, steg två")).to_be_visible()
    page.get_by_role("button", name="Använd nyckel").click()
    expect(page).to_have_url(re.compile("/granskning/$"))

    page.goto("/konto/steg-tva/")
    expect(page.get_by_text("Jobbdatorn")).to_be_visible()
    page.get_by_role("link", name="Ta bort Jobbdatorn").click()
    page.get_by_role("button", name="Ta bort nyckeln").click()
    expect(page.get_by_text("Nyckeln är borttagen.")).to_be_visible()

    # Without any it begins anew for staff, at the next sign-in too.
    sign_out(page)
    password_step(page, STAFF, password)
    expect(page.get_by_role("heading", name="Inloggning i två steg")).to_be_visible()
    assert [what for what, _ in whats(site)].count("factor_removed") == 2  # the spare codes go too


def test_a_key_that_is_not_the_right_one_is_told(page, site, authenticator):
    password = password_of(site)
    sign_in(page, "stockholm@demo.example", password)
    page.goto("/konto/steg-tva/nyckel/")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("heading", name="Reservkoder")).to_be_visible()
    sign_out(page)

    session, number = authenticator
    session.send("WebAuthn.clearCredentials", {"authenticatorId": number})
    password_step(page, "stockholm@demo.example", password)
    page.get_by_role("button", name="Använd nyckel").click()
    expect(
        page.get_by_role("alert").filter(has_text="Nyckeln gick inte att använda.")
    ).to_be_visible()


def test_one_who_answers_may_choose_an_app_and_confirms_to_take_it_away(page, site, browse):
    password = site.ask(accounts.make)
    sign_in(page, "stockholm@demo.example", password)
    page.get_by_role("link", name="Demo: Stockholm").click()
    page.get_by_role("link", name="Inloggning i två steg").click()
    add_app(page)
    page.get_by_role("link", name="Klart").click()
    expect(page).to_have_url(re.compile("/enkater/$"))
    page.goto("/konto/steg-tva/")
    page.get_by_role("link", name="Ta bort appen").click()
    page.get_by_role("button", name="Ta bort appen").click()
    expect(page.get_by_text("Appen är borttagen.")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 700}])
def test_the_pages_fit_a_small_screen(page, site, browse, viewport):
    password = site.ask(accounts.make)
    small = browse(site, viewport=viewport)
    sign_in(small, STAFF, password)
    for address in (
        *("/konto/", "/konto/losenord/", "/konto/steg-tva/", "/konto/steg-tva/app/"),
        *("/konto/steg-tva/nyckel/", "/logg/"),
    ):
        small.goto(address)
        wide = small.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"], address
        assert hindrances(small) == []
