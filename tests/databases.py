"""The databases of the tests: the ground that every test stands on, and copies of it.

The ground holds the register of organisations and the rounds 2020 and 2023, issued and not yet
answered. A test with `db` works on it in a transaction. `full_round` is the same with the approved
answers of the published report. PostgreSQL copies a database in a blink, so that a test that must
commit, or be seen by other processes, gets a copy of its own.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

from portal.embedded import PROJECT
from regions import register
from surveys import loading, outline, rounds

REGISTER = PROJECT / "regions" / "register"
ANSWERS = PROJECT / "portal" / "demo" / "answers"
OBSERVATIONS = PROJECT / "analysis" / "observations" / "2023.csv"
PUBLISHED = [(2020, "2020_region.csv"), (2023, "2023_region.csv"), (2023, "2023_rss.csv")]

_numbers = count(1)


@dataclass(frozen=True)
class Database:
    name: str

    @property
    def url(self) -> str:
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}").geturl()

    def copy(self, name: str) -> "Database":
        """A copy under another name. Nobody may be connected to this one meanwhile."""
        _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        names = sql.Identifier(name), sql.Identifier(self.name)
        _run(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(*names))
        return Database(name)

    def numbered_copy(self) -> "Database":
        return self.copy(f"{self.name}_{next(_numbers)}")

    def count_from(self, table: str, number: int) -> None:
        """The next row of a table gets this number."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number]
            )

    def drop(self) -> None:
        _run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.name)))

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Django's connections lead here meanwhile, those of new threads too."""
        assert not connection.in_atomic_block, "ask for the database before `db` does"
        with _leading_to(self.name):
            yield


@contextmanager
def _leading_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    _move(name)
    try:
        yield
    finally:
        _move(before)


def _move(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    outline._frozen.cache_clear()  # the same number may be another questionnaire there


def _run(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(statement)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """The ground, laid once. pytest-django's own makes no database when no test asks for `db`."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
        register.load(REGISTER)
        for year in (2020, 2023):
            rounds.issue(year)
        connection.close()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def ground_database(django_db_setup) -> Iterator[Database]:
    """The ground again, never connected to, for copying."""
    assert not connection.in_atomic_block, "ask for the database before `db` does"
    connection.close()
    database = Database(connection.settings_dict["NAME"])
    copy = database.copy(f"{database.name}_ground")
    yield copy
    copy.drop()


@pytest.fixture(scope="session")
def full_database(ground_database, django_db_blocker) -> Iterator[Database]:
    """The rounds answered, handed in and approved as in the published report; the kommuner's not.

    A fixture of a wider scope computes on it with `django_db_blocker.unblock()` and
    `full_database.connected()`.
    """
    database = ground_database.copy(ground_database.name.replace("_ground", "_full"))
    with django_db_blocker.unblock(), database.connected():
        for year, name in PUBLISHED:
            loading.load(ANSWERS / name, year, submit=True, approve=True)
        call_command("load_observations", OBSERVATIONS, stdout=io.StringIO())
    yield database
    database.drop()


@pytest.fixture(scope="class")  # for a function: before `db`, which begins the transaction
def full_round(full_database) -> Iterator[Database]:
    """The test works in the full database instead; ask for `db` too, or be marked with it.

    In a class of tests, all of them from then on: put there none that wants the bare ground.
    """
    with full_database.connected():
        yield full_database


@pytest.fixture
def own_database(ground_database, django_db_blocker) -> Iterator[Database]:
    """A database that nobody else sees, for a test that commits; not together with `db`."""
    database = ground_database.numbered_copy()
    with django_db_blocker.unblock(), database.connected():
        yield database
    database.drop()
