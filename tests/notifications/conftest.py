"""A real mail server for letters, and the settings that point to it."""

import asyncio
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from app.core.config import settings
from app.main import import_handlers
from app.notifications import smtp
from tests.servers import free_port


@pytest.fixture(autouse=True)
def _handlers() -> None:
    """The worker's reactions are there, as in the worker itself."""
    import_handlers()


class Postbox:
    """What the server does with letters: keeps them, or answers as it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: dict[str, str] = {}  # address -> answer
        self.answers: list[str] = []  # the next answers to DATA, before it begins to keep letters
        self.hangs = False
        self.is_asked = threading.Event()  # somebody is at DATA

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.is_asked.set()
        while self.hangs:
            await asyncio.sleep(0.05)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-Envelope"] = f"{envelope.mail_from} -> {','.join(envelope.rcpt_tos)}"
        answer = self.answers.pop(0) if self.answers else "250 Kept"
        if answer.startswith(("250", "kept")):
            self.letters.append(message)
        return answer


class MailServer:
    """The server, which can be down and come up again on the same port."""

    def __init__(self) -> None:
        self.postbox, self.port = Postbox(), free_port()
        self.controller: Controller | None = None

    def start(self) -> None:
        self.controller = Controller(self.postbox, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.postbox.hangs = False
            self.controller.stop()
            self.controller = None


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that is up, and Omløb told of it."""
    server = MailServer()
    server.start()
    monkeypatch.setattr(settings(), "smtp_url", f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setattr(settings(), "mail_from", "Omløb <genbrug@example.org>")
    monkeypatch.setattr(smtp._rest, "until", None)
    yield server
    server.stop()
