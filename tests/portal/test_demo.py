"""The demo on an empty database, with a worker of its own, as a newcomer runs it."""

import os
import re
import subprocess
import sys

import pytest

from portal.embedded import PROJECT
from regions.models import User
from surveys import answers, workflow
from surveys.models import Door
from tests import factories
from tests.databases import Database
from tests.site import own_queue

EMPTY = Database("template0")
TABLES = [*(f"B3:{number}" for number in range(1, 11)), "T3", "T5", "T6"]


@pytest.fixture(scope="module")
def database(full_database):
    database = EMPTY.copy(full_database.name.replace("_full", "_demo"))
    yield database
    database.drop()


@pytest.fixture(scope="module")
def run(database):
    """Runs the demo up to the tables. Returns its exit code and what it printed."""

    def run():
        done = subprocess.run(
            [sys.executable, "manage.py", "demo", "--no-serve"],
            cwd=PROJECT,
            env={**os.environ, "DATABASE_URL": database.url, "REDIS_URL": own_queue()},
            check=False,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture(scope="module")
def first(run):
    return run()


def compared(printed):
    """[(table, cells as published, cells in all)] as told, a line a table."""
    lines = re.findall(r"^ *(\S+) +(\d+) av (\d+) rutor som publicerade$", printed, re.MULTILINE)
    return [(code, int(equal), int(in_all)) for code, equal, in_all in lines]


def test_all_thirteen_tables_come_out_as_published(first):
    code, printed, errors = first
    told = compared(printed)
    assert (code, errors) == (0, "")
    assert [table for table, _, _ in told] == TABLES
    assert [equal for _, equal, _ in told] == [in_all for _, _, in_all in told]
    assert min(in_all for _, _, in_all in told) > 5


def test_it_tells_what_it_does(first):
    _, printed, _ = first
    for step in (
        "Registret över regioner, RSS och kommuner",
        "Utfärdad: Regionenkäten 2023, 179 svarsrutor",
        "Utfärdad: RSS-enkäten 2023, 91 svarsrutor",
        "Utfärdad: Hjälpenkäten 2023, 70 svarsrutor",
        "RSS Blekinge: kommunernas svar i en arbetsbok",
        "RSS Halland (Region Halland): kommunernas svar i formulär",
        "263 av 263 uppgiftslämnare",
        "RSS Blekinge: summorna följer kommunernas svar",
        "13 av 13 tabeller",
    ):
        assert step in printed


def test_a_figure_that_differs_is_named_and_ends_it_with_an_error(
    first, run, database, django_db_blocker
):
    """It is run again on what it made, where a region has corrected an answer meanwhile."""
    with django_db_blocker.unblock(), database.connected():
        robot = User.objects.robot()
        one = factories.response("region", "01")
        workflow.return_to_respondent(one, by=robot, reason="Se över.", door=Door.COMMAND)
        answers.save(one, {"utbildningsforman.grundlon_ht": "521"}, by=robot, door=Door.COMMAND)
        factories.explain_all(one, by=robot)
        workflow.submit(one, by=robot, door=Door.COMMAND)
        workflow.approve(one, by=robot, door=Door.COMMAND)
    code, printed, errors = run()
    assert (code, errors) == (1, "CommandError: Tabellerna är inte lika de publicerade.\n")
    assert printed.count("redan inläst") == 4
    wrong = [
        (table, in_all - equal) for table, equal, in_all in compared(printed) if equal < in_all
    ]
    assert wrong == [("B3:8", 3)]
    differences = re.findall(r"^ +B3:8, (.*)$", printed, re.MULTILINE)
    assert len(differences) == 3
    assert "tryckt ”511”, här ”521”" in differences[0]
