"""A Celery worker is killed while it sends the letters of the day. Another one takes over: no letter
goes twice, and none is lost whose going out is not in doubt."""

import socket
import time
from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone

from surveys import mailing
from surveys.models import Letter, Round
from surveys.queries import today
from tests import factories

TASK = "surveys.tasks.send_due_letters"
PATIENCE = 60
LEADS = {"01": "anna@region.se", "03": "bo@grannen.se", "04": "cilla@sormland.se"}


def settle():
    """A round whose deadline was three days ago: the letter about it is due at any hour."""
    deadline = today() - timedelta(days=3)
    Round.objects.filter(year=2023).update(opens=today() - timedelta(days=90), deadline=deadline)
    for code, email in LEADS.items():
        factories.member("region", code, email=email)


@pytest.fixture
def office(mailbox, site):
    """A site with a worker, at whose queue one may ring as beat does."""
    site.ask(settle)
    site.start_worker()
    return site


def ring(site):
    with Celery(broker=site.redis_url) as app:
        app.send_task(TASK)


def wait_for(true, what):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)


def states(site):
    """The states of the letters about the deadline."""

    def asked():
        return sorted(Letter.objects.filter(reason="day").values_list("state", flat=True))

    return site.ask(asked)


def arrived(mailbox):
    return sorted(letter["To"] for letter in mailbox.letters)


def test_killed_before_the_mail_server_speaks_all_go_once(mailbox, office):
    mailbox.close()
    with socket.create_server(("127.0.0.1", mailbox.port)) as dumb:
        ring(office)
        line, _ = dumb.accept()  # the worker waits for a greeting that does not come
        office.kill_worker()
        line.close()
    assert states(office) == ["waiting"] * 3
    mailbox.open()

    office.start_worker()
    ring(office)
    ring(office)
    wait_for(lambda: states(office) == ["sent"] * 3, "all are sent")
    assert arrived(mailbox) == sorted(LEADS.values())


def test_killed_before_the_mail_server_has_answered_that_letter_goes_once(mailbox, office):
    mailbox.answer = "silence"
    ring(office)
    wait_for(lambda: mailbox.letters, "the mail server has a letter")
    office.kill_worker()
    assert states(office) == ["taken", "waiting", "waiting"]
    mailbox.answer = ""

    office.start_worker()
    ring(office)
    ring(office)
    wait_for(lambda: len(mailbox.letters) >= 3, "the others go")
    wait_for(lambda: states(office).count("sent") == 2, "the others are kept as sent")
    assert states(office) == ["sent", "sent", "taken"]

    def half_an_hour_later():
        mailing.send_due(timezone.now() + timedelta(minutes=30))

    office.ask(half_an_hour_later)
    assert states(office) == ["sent", "sent", "unsure"]
    assert arrived(mailbox) == sorted(LEADS.values())
