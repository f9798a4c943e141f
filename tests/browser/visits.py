"""What visitors do on every page, said once."""

import csv
import re
from pathlib import Path

from django.test import Client
from playwright.sync_api import Page, expect

from portal.demo import accounts
from regions.models import User
from surveys import loading
from tests.databases import ANSWERS

SAVED = re.compile(r"^Sparat klockan \d\d\.\d\d\.$")


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


def enter(page: Page, site, name: str) -> None:
    """A demo account that has signed in already: how one does that is told in stories of its own."""
    key = site.ask(lambda: key_of(_demo_person(f"{name}@demo.example")))
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": site.url}])
    page.goto("/")
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


def _demo_person(email: str) -> User:
    if not User.objects.filter(email=email).exists():
        accounts.make()
    return User.objects.get(email=email)


def key_of(person: User) -> str:
    """What a browser shows to be that person."""
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()


def password_of(site) -> str:
    """Makes the demo's accounts on the site. They share one password."""
    return site.ask(accounts.make)


def open_section(page: Page, questionnaire: str, section: str) -> None:
    """From the desk to a section, as people find it."""
    page.get_by_role("navigation", name="Huvudmeny").get_by_role(
        "link", name="Mina enkäter"
    ).click()
    page.get_by_role("link", name=questionnaire).click()
    page.get_by_role("main").get_by_role("link", name=section).click()
    expect(page.get_by_role("heading", name=section, level=1)).to_be_visible()


def expect_saved(page: Page) -> None:
    """The page says by itself that what was typed is saved."""
    expect(page.locator("#sparat")).to_have_text(SAVED)


def published_answers(survey: str, code: str) -> list[dict]:
    """The rows of the demo's answers for one respondent."""
    with (ANSWERS / f"2023_{survey}.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["respondent"] == code]


def load(site, folder: Path, rows: list[dict], **options: bool) -> None:
    """Brings answers in from a file, as a respondent with a system of its own does."""
    path = folder / "svar.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    site.ask(lambda: loading.load(path, 2023, **options))
