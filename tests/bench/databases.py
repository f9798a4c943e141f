"""A database of its own for the benchmarks: 2023 as it was, and 2023 with many times the respondents."""

from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

BASE = Path(settings.BASE_DIR)
NAME = "bench"


@contextmanager
def fresh():
    """Point Django at an empty database, and remove it afterwards."""
    usual = connection.settings_dict["NAME"]
    _outside(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)', f'CREATE DATABASE "{NAME}"')
    connection.close()
    connection.settings_dict["NAME"] = NAME
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        _outside(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def load_2023():
    """The registers, the rounds and what regions and RSS handed in, through the usual doors."""
    call_command("load_register", BASE / "regions/register", verbosity=0, stdout=_Silent())
    for year in (2020, 2023):
        call_command("issue_round", year, stdout=_Silent())
    for name, year in (("2020_region", 2020), ("2023_region", 2023), ("2023_rss", 2023)):
        path = BASE / f"portal/demo/answers/{name}.csv"
        call_command("load_answers", path, year=year, submit=True, approve=True, stdout=_Silent())
    call_command("load_observations", BASE / "analysis/observations/2023.csv", stdout=_Silent())
    sql("VACUUM ANALYZE")


def add_doubles(first, last):
    """Give every region, RSS and kommun doubles number `first` to `last`, with the same answers."""
    for statement in DOUBLES:
        sql(statement, {"first": first, "last": last})
    sql("VACUUM ANALYZE")


def sql(statement, values=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def count(table):
    return sql(f"SELECT count(*) FROM {table}")[0][0]


def _outside(*statements):
    """Statements that no transaction may hold, from the database that is always there."""
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class _Silent:
    def write(self, text):
        pass

    def flush(self):
        pass


# A double is told by a number after a stroke in its code, in hexadecimal since codes are short:
# 01/1f is the 31st double of region 01.
DOUBLES = [
    """
    INSERT INTO regions_organisation (kind, code, name, short_name, parent_id, first_year, last_year)
    SELECT kind, code || '/' || to_hex(n), name || ' ' || n, short_name || ' ' || n, NULL, NULL, NULL
    FROM regions_organisation, generate_series(%(first)s, %(last)s) AS n
    WHERE kind = 'region' AND code NOT LIKE '%%/%%'
    """,
    *(
        f"""
        INSERT INTO regions_organisation
            (kind, code, name, short_name, parent_id, first_year, last_year)
        SELECT one.kind, one.code || '/' || to_hex(n), one.name || ' ' || n, one.short_name || ' ' || n,
               above_double.id, NULL, NULL
        FROM regions_organisation one
        JOIN regions_organisation above ON above.id = one.parent_id
        CROSS JOIN generate_series(%(first)s, %(last)s) AS n
        JOIN regions_organisation above_double
            ON above_double.kind = above.kind AND above_double.code = above.code || '/' || to_hex(n)
        WHERE one.kind = '{kind}' AND one.code NOT LIKE '%%/%%'
        """
        for kind in ("rss", "kommun")
    ),
    """
    CREATE TEMPORARY TABLE double AS
    SELECT one.id AS of_id, two.id AS id
    FROM regions_organisation two
    JOIN regions_organisation one
        ON one.kind = two.kind AND one.code = split_part(two.code, '/', 1)
    WHERE two.code LIKE '%%/%%'
      AND ('x' || lpad(split_part(two.code, '/', 2), 8, '0'))::bit(32)::int
          BETWEEN %(first)s AND %(last)s
    """,
    """
    INSERT INTO surveys_response (questionnaire_id, organisation_id, state, submitted_at,
                                  submitted_by_id, approved_at, approved_by_id)
    SELECT questionnaire_id, double.id, state, submitted_at, submitted_by_id, approved_at,
           approved_by_id
    FROM surveys_response JOIN double ON double.of_id = organisation_id
    """,
    """
    INSERT INTO surveys_answer (response_id, item_id, row, number, choice, text, missing,
                                unreadable, hidden)
    SELECT two.id, item_id, row, number, choice, text, missing, unreadable, hidden
    FROM surveys_answer
    JOIN surveys_response one ON one.id = response_id
    JOIN double ON double.of_id = one.organisation_id
    JOIN surveys_response two
        ON two.organisation_id = double.id AND two.questionnaire_id = one.questionnaire_id
    """,
    """
    INSERT INTO analysis_observation (indicator, organisation_id, year, value, flag, source)
    SELECT indicator, double.id, year, value, flag, source
    FROM analysis_observation JOIN double ON double.of_id = organisation_id
    """,
    "DROP TABLE double",
]
