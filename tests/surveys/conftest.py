"""Questionnaires small enough to stand in the test that uses them."""

import textwrap

import pytest
from django.test import Client

from surveys import definition, linedyaml
from surveys.linter import lint
from tests import factories


@pytest.fixture
def problems(tmp_path):
    """Reads and checks a questionnaire. Returns what is wrong with it, as told to its author."""

    def problems(text):
        path = tmp_path / "region.yaml"
        path.write_text(textwrap.dedent(text).strip(), encoding="utf-8")
        try:
            read = definition.read(path)
        except linedyaml.BadFile as error:
            return [str(problem) for problem in error.problems]
        return [str(problem) for problem in lint(read)]

    return problems


@pytest.fixture
def issued(db, tmp_path):
    """Issues a questionnaire written from `sections` on; gives the response of one respondent."""

    def issued(text, **where):
        return factories.issued(tmp_path, textwrap.dedent(text), **where)

    return issued


@pytest.fixture
def visit():
    """`visit(person)` gives a browser where the person has signed in."""

    def visit(person):
        client = Client()
        client.force_login(person)
        return client

    return visit
