"""The web server that is measured, and requests to it as light as can be: both share the machine."""

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from tests.bench import databases

KEY = "b" * 32
TIMEOUT = 30


@contextmanager
def serving():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = subprocess.Popen(
            [
                Path(sys.executable).parent / "gunicorn",
                *("portal.wsgi", "--bind", f"fd://{listening.fileno()}"),
                *("--workers", "2", "--threads", "5", "--no-control-socket"),
                *("--log-level", "warning"),
            ],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "tests.bench.floor_settings",
                "DATABASE_URL": _database_url(),
                "LOG_LEVEL": "WARNING",
            },
            pass_fds=[listening.fileno()],
        )
        try:
            yield listening.getsockname()
        finally:
            server.terminate()
            server.wait(20)


def _database_url():
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{databases.NAME}").geturl()


@contextmanager
def line_to(address):
    with socket.create_connection(address, timeout=TIMEOUT) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield line


def get(line, path, session):
    return _ask(line, f"GET {path} HTTP/1.1", session, "")


def post(line, path, session, data):
    return _ask(line, f"POST {path} HTTP/1.1", session, urlencode(data))


def _ask(line, first, session, body):
    """(status, body) of the answer."""
    line.sendall(
        f"{first}\r\nHost: 127.0.0.1\r\n"
        f"Cookie: sessionid={session}; csrftoken={KEY}\r\nX-CSRFToken: {KEY}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _more(line)
    head, _, rest = answer.partition(b"\r\n\r\n")
    length = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
    while len(rest) < length:
        rest += _more(line)
    return int(head.split(b" ", 2)[1]), rest


def _more(line):
    received = line.recv(65536)
    if not received:
        raise ConnectionError("the server hung up in the middle of an answer")
    return received
