"""Sites to visit, and the browser to visit them with."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.databases import Database
from tests.site import Site, StandingSite

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CHROMIUMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def standing_site(ground_database, tmp_path_factory) -> Iterator[StandingSite]:
    site = StandingSite(ground_database, tmp_path_factory.mktemp("standing"))
    try:
        yield site
    finally:
        site.close()
        site.database.drop()


@pytest.fixture
def site(standing_site, ground_database, django_db_blocker) -> Iterator[Site]:
    """A web server over a fresh copy of the ground: both rounds issued, nothing answered.

    `site.start_worker()` adds a Celery worker, `site.run("create_account", ...)` runs manage.py,
    `site.ask(accounts.make)` makes the demo's accounts and gives their password.
    """
    standing_site.renew(ground_database)
    with django_db_blocker.unblock():
        yield standing_site


@pytest.fixture
def full_site(standing_site, full_database, django_db_blocker) -> Iterator[Site]:
    """As `site`, with the answers of the published report handed in and approved."""
    standing_site.renew(full_database)
    with django_db_blocker.unblock():
        yield standing_site


@contextmanager
def serving(template: Database, django_db_blocker, folder: Path) -> Iterator[Site]:
    """A web server of its own, for what is kept for several tests or has its processes killed."""
    database = template.numbered_copy()
    site = Site(database, folder)
    try:
        site.start()
        with django_db_blocker.unblock():
            yield site
    finally:
        site.close()
        database.drop()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser of the system, as `make chromium` finds or installs it."""
    for name in (os.environ.get("CHROMIUM"), *CHROMIUMS):
        if name and (path := shutil.which(name)):
            return path
    pytest.fail("No Chromium: run `make chromium`, or name one in the environment as CHROMIUM.")


@pytest.fixture(scope="module")  # no longer: Playwright has an event loop in this thread
def browser(chromium_path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


def visitor(browser: Browser, site: Site, **options) -> BrowserContext:
    """Somebody's browser, with cookies and files of its own."""
    context = browser.new_context(
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        **{"base_url": site.url, "viewport": DESKTOP, **options},
    )
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def open_page() -> Iterator[Callable[[BrowserContext], Page]]:
    """`open_page(context)` is a new page there, closed afterwards.

    The test fails on any error of a script, anything the Content-Security-Policy stops, and any
    file or page that the server fails to give.
    """
    pages, problems = [], []

    def open_page(context: BrowserContext) -> Page:
        page = context.new_page()
        pages.append(page)
        _listen(page, problems)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


@pytest.fixture
def browse(browser, open_page) -> Iterator[Callable[..., Page]]:
    """`browse(site)` opens a page with cookies of its own, `browse(site, viewport=PHONE)` a small one."""
    contexts = []

    def browse(site: Site, **options) -> Page:
        contexts.append(visitor(browser, site, **options))
        return open_page(contexts[-1])

    yield browse
    for context in contexts:
        context.close()


@pytest.fixture
def page(browse, request) -> Page:
    """A page of the test's site, be it `site` or `full_site`."""
    name = "full_site" if "full_site" in request.fixturenames else "site"
    return browse(request.getfixturevalue(name))


def _listen(page: Page, problems: list[str]) -> None:
    def hear(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            problems.append(message.text)

    def look(response):
        is_file = response.request.resource_type in {"stylesheet", "script", "image", "font"}
        if response.status >= (400 if is_file else 500):
            problems.append(f"{response.status} {response.url}")

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", hear)
    page.on("response", look)
