"""What is killed while it works leaves nothing half done, and loses nothing that was acknowledged."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from celery import Celery
from django.test import Client
from django.utils import timezone

from portal.demo.kommuner import kommuner_of
from surveys import jobs, sheet, uploads
from surveys.exports import making
from surveys.models import AnswerChange, Export, ExportedPiece, Round, Upload
from tests import factories
from tests.browsing import serving
from tests.surveys.test_exports import everything_answered, tables_of
from tests.surveys.test_uploads import sent_in, workbook

KEY = "a" * 32
# Boxes for numbers, one for each who saves.
BOXES = ["vfu_veckor.i_ar", "vfu_veckor.forra_aret", "vfu_platser.i_ar", "vfu_platser.forra_aret"]


@pytest.fixture
def site(ground_database, django_db_blocker, tmp_path):
    with serving(ground_database, django_db_blocker, tmp_path) as site:
        yield site


def _settle():
    """A response, and the session of one who fills it in."""
    client = Client()
    client.force_login(factories.member())
    return factories.response().pk, client.cookies["sessionid"].value


def _save_until_it_dies(url, address, session, last):
    """Saves 1, 2, 3 ... in a box. Notes in `last` what has been acknowledged."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={KEY}",
        "X-CSRFToken": KEY,
    }
    try:
        while True:
            number = last[address] + 1
            data = urlencode({"varde": number, "sag": last[address] or ""})
            line.request("POST", address, data, headers)
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200
            last[address] = number
    except (http.client.HTTPException, OSError):
        return
    finally:
        line.close()


def test_what_was_acknowledged_is_there_after_the_web_server_is_killed(site):
    pk, session = site.ask(_settle)
    last = {f"/enkater/{pk}/ruta/{box}/": 0 for box in BOXES}
    with ThreadPoolExecutor(len(BOXES)) as pool:
        savers = [
            pool.submit(_save_until_it_dies, site.url, address, session, last) for address in last
        ]
        deadline = time.monotonic() + 30
        while min(last.values()) < 10 and time.monotonic() < deadline:
            time.sleep(0.01)
        site.kill_web_server()
        for saver in savers:
            saver.result()

    held = site.ask(lambda: sheet.of(factories.response()).values)
    for box, (_, acknowledged) in zip(BOXES, last.items(), strict=True):
        # One more may have been written whose acknowledgement never came.
        assert acknowledged >= 10
        assert int(held[box].content) - acknowledged in (0, 1)


# ---- the worker, while it takes a file in ----

LARGEST = "rss-12"


def _send_in():
    """A file with the answers of 33 kommuner, checked and asked to be taken in. Returns its id."""
    rss, lead = factories.response("rss", LARGEST), factories.member("rss", LARGEST)
    typed = {code: factories.published("kommun", code) for code in kommuner_of([LARGEST])}
    upload = sent_in(rss, workbook(rss, typed), lead)
    uploads.take_in(upload, by=lead)
    return upload.pk


def _ring(site, task, pk):
    """The bell of the site's own queue."""
    Celery(broker=site.redis_url).send_task(task, [pk])


def _wait_for(site, kind, pk, fits):
    deadline = time.monotonic() + 120
    while not fits(job := site.ask(lambda: kind.objects.get(pk=pk))):
        assert time.monotonic() < deadline, (job.state, job.done, job.reason)
        time.sleep(0.02)
    return job


def _two_minutes_pass(site, kind):
    long_ago = timezone.now() - 2 * jobs.LIFELESS
    site.ask(lambda: kind.objects.update(heartbeat_at=long_ago))


def test_a_file_is_taken_in_whole_and_once_though_its_worker_is_killed(site):
    pk = site.ask(_send_in)
    site.start_worker()
    _ring(site, uploads.TASK, pk)
    upload = _wait_for(site, Upload, pk, lambda one: one.done > 0)
    assert upload.state == Upload.State.RUNNING
    site.kill_worker()
    assert site.ask(AnswerChange.objects.count) == 0

    _two_minutes_pass(site, Upload)
    assert site.ask(uploads.sweep) == (1, 0)
    site.start_worker()
    _ring(site, uploads.TASK, pk)
    upload = _wait_for(site, Upload, pk, lambda one: not one.is_under_way)

    assert (upload.is_taken, upload.attempts) == (True, 2)
    written = site.ask(lambda: list(AnswerChange.objects.values_list("response", "item")))
    assert len(written) == len(set(written)) == len(upload.found["changes"]) > 1000


# ---- the worker, while it takes answers out ----


def _ask_for_a_file():
    """A region's answers, and a wish for a file of them. Returns its id."""
    factories.answered(by=factories.member())
    wishes = {"layout": "answers", "format": "xlsx", "every_state": True}
    asked = Round.objects.get(year=2023)
    return Export.objects.create(round=asked, requested_by=factories.staff(), **wishes).pk


@contextmanager
def _held(site, statement):
    """While it lasts, whoever needs what the statement locks has to wait."""
    with psycopg.connect(site.database_url) as holder:
        holder.execute(statement)
        yield
        holder.rollback()


def _wait_until_somebody_waits(site):
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    waiting += " AND datname = current_database()"
    deadline = time.monotonic() + 60
    with psycopg.connect(site.database_url, autocommit=True) as watcher:
        while not watcher.execute(waiting).rowcount:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_a_file_is_made_whole_and_once_though_its_worker_is_killed(site):
    pk = site.ask(_ask_for_a_file)
    site.start_worker()
    with ExitStack() as until_killed:
        with _held(site, "LOCK TABLE surveys_answer IN ACCESS EXCLUSIVE MODE"):
            _ring(site, making.TASK, pk)
            _wait_for(site, Export, pk, lambda one: one.state == Export.State.RUNNING)
            # The answers may soon be read, but no piece can be kept: it asks for the row it is of.
            until_killed.enter_context(_held(site, "SELECT FROM surveys_export FOR UPDATE"))
        _wait_until_somebody_waits(site)
        site.kill_worker()
    export = site.ask(lambda: Export.objects.get(pk=pk))
    assert (export.state, export.rows) == (Export.State.RUNNING, None)
    assert site.ask(ExportedPiece.objects.count) == 0

    _two_minutes_pass(site, Export)
    assert site.ask(making.sweep) == (1, 0)
    site.start_worker()
    for _ in range(2):
        _ring(site, making.TASK, pk)
    export = _wait_for(site, Export, pk, lambda one: not one.is_under_way)

    assert (export.state, export.attempts) == (Export.State.DONE, 2)
    rows = site.ask(lambda: tables_of(export)["svar"])
    assert export.rows == len(rows) == len(site.ask(everything_answered)) > 50
    assert site.ask(lambda: list(ExportedPiece.objects.values_list("number", flat=True))) == [0]
