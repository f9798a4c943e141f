"""What the tests of tables start from."""

import pytest

from analysis import facts, spec, tables


def make_tables(year=2023, folder=spec.FOLDER):
    """{code: Table} of what is approved now."""
    described, document = spec.read(year, folder)
    outlines = facts.outlines_of(described)
    spec.check(described, document, outlines, facts.indicators())
    return {t.code: t for t in tables.build(described, facts.gather(described, outlines))}


@pytest.fixture(scope="module")
def published_tables(full_database, django_db_blocker):
    """The tables of the published report, made once for the tests that only read them."""
    with django_db_blocker.unblock(), full_database.connected():
        return make_tables()
