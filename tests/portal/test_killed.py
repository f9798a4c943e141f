"""The web server is killed while people save. What was acknowledged is there."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from surveys import sheet
from tests import factories
from tests.browsing import serving

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
