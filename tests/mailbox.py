"""A mail server of the tests' own, spoken to over the network as in operation."""

import asyncio
import socket
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

WAIT_SECONDS = 30


class Mailbox:
    """Takes every letter there is. Set `answer` and it says something else to the next ones."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = ""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.open()

    def open(self) -> None:
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    def close(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    def await_letters(self, number: int = 1) -> list[EmailMessage]:
        """All letters, when so many have come."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(self.letters) < number:
            assert time.monotonic() < deadline, f"{number} letters did not come"
            time.sleep(0.05)
        return self.letters

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answer == "hang up":
            self._keep(envelope)
            server.transport.abort()
            return ""
        if self.answer == "silence":
            self._keep(envelope)
            while self.answer == "silence":  # a server that has the letter and does not say so
                await asyncio.sleep(0.02)
            return "250 OK"
        if self.answer:
            return self.answer
        self._keep(envelope)
        return "250 OK"

    def _keep(self, envelope) -> None:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert set(envelope.rcpt_tos) == set(letter["To"].replace(" ", "").split(","))
        self.letters.append(letter)


def link_in(letter: EmailMessage) -> str:
    """The first line that is an address."""
    return next(line for line in letter.get_content().splitlines() if line.startswith("http"))


@pytest.fixture
def mailbox(settings, monkeypatch) -> Iterator[Mailbox]:
    """Letters go there from this process, and from the processes of a site started after it."""
    box = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 10
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{box.port}")
    yield box
    box.close()
