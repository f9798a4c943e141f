"""What every page tells the browser, and what no page does: run a script or a style of its own."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.portal.test_walls import LINES, OF_A_RESPONSE, OF_A_TEAM, visit

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NAMES = sorted({line.split()[1] for line in LINES})


class Inline(HTMLParser):
    """Gathers what a page would run or style by itself, and its forms that carry no key."""

    def __init__(self, page):
        super().__init__()
        self.found, self.forms, self.keys = [], 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        self.found += [v for v in given.values() if (v or "").strip().startswith("javascript:")]
        if tag != "a":  # what fetches, not what leads elsewhere when it is followed
            self.found += [v for n, v in attributes if n in {"src", "href"} and "//" in (v or "")]
        self.forms += tag == "form" and (given.get("method") or "").lower() == "post"
        self.keys += given.get("name") == "csrfmiddlewaretoken"


def replies(name, town):
    """[(visitor, reply)]: what each kind of visitor is answered at an address."""
    for whose in ("region", "kommun") if name in OF_A_RESPONSE | OF_A_TEAM else (None,):
        with factories.undone():
            address, _ = visit(name, whose, town)
            for who in ("stranger", "region", "rss", "analytiker"):
                visitor = town.visitor(who)
                yield who, visitor.get(address)
                yield who, visitor.post(address)


@pytest.mark.parametrize("name", NAMES)
def test_every_reply_tells_the_browser_to_be_careful_and_runs_nothing_of_its_own(name, town):
    for who, reply in replies(name, town):
        # No page of somebody signed in is kept.
        assert who == "stranger" or "no-store" in reply.headers["Cache-Control"]
        policy = dict(
            directive.strip().split(" ", 1)
            for directive in reply.headers["Content-Security-Policy"].split(";")
        )
        assert {key: value.split() for key, value in policy.items()} == POLICY
        assert {header: reply.headers[header] for header in HEADERS} == HEADERS
        if reply.headers["Content-Type"].startswith("text/html"):
            read = Inline(reply.content.decode())
            assert read.found == []
            assert read.forms == read.keys


def test_a_stranger_reads_the_public_pages_again_without_fetching_them_anew(client):
    assert "Cache-Control" not in client.get(reverse("accessibility")).headers


def test_the_reader_of_pages_sees_what_it_looks_for():
    page = """<p style="x" onclick="y"><a href="javascript:z"><script>1</script><style></style>
        <script src="/good.js"></script><img src="//elsewhere"><a href="//else"></a><form method="POST"></form>"""
    read = Inline(page)
    assert read.found == ["style", "onclick", "javascript:z", "script", "style", "//elsewhere"]
    assert (read.forms, read.keys) == (1, 0)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_sent_without_a_key_is_refused(name, town):
    for whose in ("region", "kommun") if name in OF_A_RESPONSE | OF_A_TEAM else (None,):
        with factories.undone():
            address, data = visit(name, whose, town)
            for who in ("stranger", "region", "rss", "analytiker"):
                visitor = Client(enforce_csrf_checks=True)
                visitor.cookies.load(town.keys[who])
                reply = visitor.post(address, data)
                assert reply.status_code == 403
                assert "<h1>Sidan hade legat öppen för länge</h1>" in reply.content.decode()


def test_a_key_from_another_site_is_refused(town):
    visitor = Client(enforce_csrf_checks=True)
    visitor.cookies.load(town.keys["region"])
    page = visitor.get(reverse("desk")).content.decode()
    key = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    sent = {"csrfmiddlewaretoken": key}
    elsewhere = visitor.post(reverse("sign_out"), sent, headers={"origin": "https://x.example"})
    here = visitor.post(reverse("sign_out"), sent, headers={"origin": "http://testserver"})
    assert (elsewhere.status_code, here.status_code) == (403, 302)


@pytest.mark.parametrize("host", ["elsewhere.example", "testserver.elsewhere.example", ""])
def test_the_portal_answers_to_its_own_name_only(host, client):
    assert client.get("/", headers={"host": host}).status_code == 400
