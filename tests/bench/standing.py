"""Where the round stands, for staff: 336 respondents of whom many are under way, and ten times as many."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regions.models import User
from surveys.models import Response
from tests.bench import databases
from tests.bench.report import median_seconds

ADDRESS = "/laget/?ar=2023"
MOST_MS = 150
RUNS = 20
TIMES = 10


def measure(report):
    databases.sql(UNDER_WAY)
    databases.sql(WORKED)
    databases.sql("VACUUM ANALYZE")
    asked = Response.objects.filter(questionnaire__round__year=2023)
    report.heading(f"Where the round stands, for {asked.count()} respondents")
    visitor = _visitor()
    taken = median_seconds(lambda: _visit(visitor), RUNS)
    report.limit("the page, in ms", taken * 1000, MOST_MS)
    few = _queries(visitor)
    databases.add_doubles(1, TIMES - 1)
    report.seconds(
        f"for {asked.count()} respondents", median_seconds(lambda: _visit(visitor), RUNS // 4)
    )
    report.equal("queries, and at ten times the respondents", few, _queries(visitor))


def _visit(visitor):
    answer = visitor.get(ADDRESS)
    if answer.status_code != 200:
        raise RuntimeError(f"{ADDRESS}: {answer.status_code}")


def _queries(visitor):
    with CaptureQueriesContext(connection) as queries:
        _visit(visitor)
    return len(queries)


def _visitor():
    visitor = Client(SERVER_NAME="127.0.0.1")
    email = "standing@bench.example"
    visitor.force_login(User.objects.create_user(email, name="H", staff_role="handlaggare"))
    return visitor


# Every other response is still being filled in, which takes counting its answers.
UNDER_WAY = """
    UPDATE surveys_response SET state = 'draft', approved_at = NULL, approved_by_id = NULL
    WHERE state = 'approved' AND id % 2 = 0
"""
# As if people had typed it all in the forms, which takes adding up their time.
WORKED = """
    INSERT INTO surveys_answerchange (response_id, item_id, row, old, new, by_id, at, door)
    SELECT response_id, item_id, row, new, new || '0', by_id,
           at + id * interval '20 seconds', 'form'
    FROM surveys_answerchange
"""
