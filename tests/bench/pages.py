"""How many queries a page takes, with few answers in the database and with many."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis import building
from regions.models import Membership, Organisation, User
from surveys.models import Response, Round

_small = {}


def measure_small(report):
    report.heading("Queries per page, as the answers are")
    _make_people()
    _build()
    _small.update(_count_all())
    for name, queries in _small.items():
        report.line(name, str(queries))


def measure_large(report):
    report.heading("Queries per page, with few answers and with all the doubles")
    _build()
    for name, queries in _count_all().items():
        report.equal(name, _small[name], queries)


def _count_all():
    region = Response.objects.get(
        questionnaire__round__year=2023, organisation__kind="region", organisation__code="01"
    )
    answering, reviewing = _visitor("lead@bench.example"), _visitor("staff@bench.example")
    own = f"/enkater/{region.pk}/"
    pages = {
        "the desk": (answering, "/enkater/"),
        "a response": (answering, own),
        "the largest section": (answering, f"{own}avsnitt/medarbetare/"),
        "findings": (answering, f"{own}kontroll/"),
        "the receipt": (answering, f"{own}kvitto/"),
        "a response in review": (reviewing, f"/granskning/{region.pk}/"),
        "the tables": (reviewing, "/tabeller/2023/"),
        "a table of options": (reviewing, "/tabeller/2023/B3:1/"),
    }
    return {name: _queries(visitor, address) for name, (visitor, address) in pages.items()}


def _queries(visitor, address):
    visitor.get(address)  # the questionnaire's outline is remembered from here on
    with CaptureQueriesContext(connection) as queries:
        answer = visitor.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return len(queries)


def _make_people():
    lead = User.objects.create_user("lead@bench.example", name="Huvudansvarig")
    Membership.objects.create(
        user=lead, organisation=Organisation.objects.get(kind="region", code="01"), role="lead"
    )
    User.objects.create_user("staff@bench.example", name="Analytiker", staff_role="analytiker")


def _visitor(email):
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=email))
    return client


def _build():
    build = building.new_build(Round.objects.get(year=2023), User.objects.robot())
    building.run_build(build.pk)
