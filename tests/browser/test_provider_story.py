"""Signing in through an identity provider: a real one, in a process of its own."""

import json
import re
import socket
import subprocess
import time
import urllib.request
from urllib.error import URLError

import pytest
from playwright.sync_api import expect

from portal.demo import accounts
from regions.models import AuditEntry, User
from tests.site import PROGRAMS, START_SECONDS

PEOPLE = [
    {"sub": "lena-17", "email": "Stockholm@demo.example", "email_verified": True},
    {"sub": "stranger", "email": "ingen@elsewhere.example", "email_verified": True},
    {"sub": "unsure", "email": "vasby@demo.example", "email_verified": False},
    {"sub": "half-sure", "email": "vasby@demo.example", "email_verified": "false"},
    {"sub": "another-lena", "email": "stockholm@demo.example", "email_verified": True},
    {"sub": "staff", "email": "handlaggare@demo.example", "email_verified": True},
]
BUTTON = "Logga in med Myndighetskontot"


@pytest.fixture(scope="module")
def running_provider(tmp_path_factory):
    """A function that gives the provider's process and address, and starts it if it has ended."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    people = [word for one in PEOPLE for word in ("--user-claims", json.dumps(one))]
    program = [PROGRAMS / "oidc-provider-mock", "--port", str(port), *people]
    processes = []

    def run():
        if not processes or processes[-1].poll() is not None:
            silent = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            processes.append(subprocess.Popen(program, **silent))
            _await(f"{address}/.well-known/openid-configuration", processes[-1])
        return processes[-1], address

    with (tmp_path_factory.mktemp("provider") / "provider.log").open("w") as log:
        try:
            yield run
        finally:
            for process in processes:
                process.terminate()
                process.wait(START_SECONDS)


@pytest.fixture
def provider(running_provider, monkeypatch):
    """Known to the site. Ask for it before the site."""
    process, address = running_provider()
    monkeypatch.setenv("OIDC_ISSUER", address)
    monkeypatch.setenv("OIDC_CLIENT_ID", "enkatnavet")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "a secret between the two")
    monkeypatch.setenv("OIDC_NAME", "Myndighetskontot")
    return process


def _await(address, process):
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except URLError:
            time.sleep(0.05)
    pytest.fail("the identity provider did not start")


@pytest.fixture
def page(provider, site, browse):
    site.ask(accounts.make)
    page = browse(site)
    page.goto("/")
    return page


def go_as(page, who):
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_role("button", name=who, exact=True).first.click()


def sign_out(page):
    page.get_by_role("button", name="Logga ut").click()


def written(site):
    def ask():
        entries = AuditEntry.objects.order_by("pk").select_related("who")
        return [(one.what, one.who and one.who.email, one.details.get("by")) for one in entries]

    return site.ask(ask)


def test_one_who_has_an_account_comes_in_with_the_same_address(page, site):
    go_as(page, "lena-17")
    expect(page).to_have_url(re.compile("/enkater/$"))
    expect(page.get_by_role("heading", name="Mina enkäter")).to_be_visible()
    assert written(site) == [("signed_in", "stockholm@demo.example", ["oidc"])]

    sign_out(page)
    go_as(page, "lena-17")
    expect(page).to_have_url(re.compile("/enkater/$"))


def test_one_comes_to_where_one_was_going(page):
    page.goto("/konto/")
    expect(page).to_have_url(re.compile(r"/logga-in/\?next=/konto/$"))
    go_as(page, "lena-17")
    expect(page.get_by_role("heading", name="Inloggningar")).to_be_visible()


def test_from_then_on_an_account_is_one_persons(page, site):
    go_as(page, "lena-17")
    sign_out(page)
    go_as(page, "another-lena")
    expect(page.get_by_role("alert")).to_have_text(re.compile("Kontot hör redan till någon annan"))
    expect(page.get_by_role("button", name="Logga ut")).to_have_count(0)


@pytest.mark.parametrize(
    "who, told",
    [
        ("stranger", "Myndighetskontot känner igen dig, men det finns inget konto här"),
        ("unsure", "Myndighetskontot svarar inte för att e-postadressen är din."),
        ("half-sure", "Myndighetskontot svarar inte för att e-postadressen är din."),
    ],
)
def test_nobody_gets_an_account_by_signing_in(page, site, who, told):
    before = site.ask(User.objects.count)
    go_as(page, who)

    expect(page.get_by_role("alert")).to_have_text(re.compile(told))
    expect(page.get_by_role("button", name="Logga in", exact=True)).to_be_visible()
    assert site.ask(User.objects.count) == before
    assert [what for what, _, _ in written(site)] == ["sign_in_failed"]


def test_a_closed_account_stays_closed(page, site):
    site.ask(lambda: User.objects.filter(email="stockholm@demo.example").update(is_active=False))
    go_as(page, "lena-17")
    expect(page.get_by_role("alert")).to_have_text(re.compile("Kontot är avstängt."))
    expect(page.get_by_role("button", name="Logga ut")).to_have_count(0)


def test_one_who_says_no_there_is_back_at_the_sign_in(page):
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_have_text(
        re.compile("Inloggningen med Myndighetskontot gick inte att genomföra.")
    )


def test_an_answer_that_nobody_asked_for_is_not_believed(page):
    page.goto("/logga-in/konto/klart/?code=abc&state=def")
    expect(page.get_by_role("alert")).to_have_text(re.compile("gick inte att genomföra"))


@pytest.mark.parametrize("asked", ["process=connect", "process=redirect", "scope=all"])
def test_nothing_but_signing_in_is_asked_of_it(page, asked):
    assert page.goto(f"/logga-in/konto/?{asked}").status == 404


def test_one_who_is_signed_in_joins_no_other_identity(page, site):
    go_as(page, "lena-17")
    page.goto("/logga-in/konto/")
    expect(page).to_have_url(re.compile("/enkater/$"))


def test_when_the_provider_is_away_the_password_still_works(page, site, provider):
    provider.terminate()
    provider.wait(START_SECONDS)
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("gick inte att genomföra"))
    password = site.ask(accounts.make)
    page.get_by_label("E-postadress").fill("stockholm@demo.example")
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", name="Mina enkäter")).to_be_visible()


def test_without_a_provider_there_is_no_such_button(site, browse):
    page = browse(site)
    page.goto("/")
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()
    expect(page.get_by_text("Logga in med")).to_have_count(0)
