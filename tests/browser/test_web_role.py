"""The portal run as a role that may add to the log, and do nothing else with it."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import expect
from psycopg import errors, sql

from portal.embedded import PROJECT
from regions.models import AuditEntry
from tests.browser.visits import password_of, sign_in, sign_out
from tests.databases import Database
from tests.site import Site

RIGHTS = (PROJECT / "regions" / "web_role.sql").read_text()


@dataclass(frozen=True)
class AsRole(Database):
    role: str

    @property
    def url(self):
        parts = urlsplit(super().url)
        where = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{self.role}@{where}").geturl()


@pytest.fixture
def database(ground_database, django_db_blocker):
    """A database, and a role with the rights of the file, as operation gives them."""
    copy = ground_database.numbered_copy()
    role = f"{copy.name}_web"
    name = sql.Identifier(role)
    with psycopg.connect(copy.url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        owner.execute(RIGHTS.replace(':"web"', name.as_string(owner)))
    with django_db_blocker.unblock():
        yield AsRole(copy.name, role)
    copy.drop()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.fixture
def site(database, tmp_path):
    site = Site(database, tmp_path)
    try:
        site.start()
        yield site
    finally:
        site.close()


def test_the_portal_works_and_its_log_is_out_of_its_reach(site, database, browse):
    page = browse(site)
    sign_in(page, "stockholm@demo.example", password_of(site))
    page.get_by_role("link", name="Regionenkäten 2023").click()
    page.get_by_role("main").get_by_role("link", name="Medarbetare").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Spara").first.click()
    sign_out(page)
    assert site.ask(lambda: list(AuditEntry.objects.values_list("what", flat=True))) == [
        "signed_out",
        "signed_in",
    ]

    for attempt in (
        "UPDATE regions_auditentry SET what = 'looked'",
        "DELETE FROM regions_auditentry",
        "TRUNCATE regions_auditentry",
        "ALTER TABLE regions_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only ON regions_auditentry",
        "DROP TABLE regions_auditentry",
        "SET session_replication_role = replica",
        "DROP FUNCTION regions_refuse_change_of_audit() CASCADE",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('regions', 'x', now())",
    ):
        with (
            psycopg.connect(database.url, autocommit=True) as web,
            pytest.raises(errors.InsufficientPrivilege),
        ):
            web.execute(attempt)
