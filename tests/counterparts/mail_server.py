"""A mail server on loopback that takes mail as real ones do, and what it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.ports import free_port


@dataclass
class Box:
    """What the server took; `answers` are said instead of taking, one after the other."""

    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        made = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.mails.append(made)
        return "250 taken"


@dataclass
class MailServer:
    """Where it listens, and its box."""

    port: int
    box: Box


Serve = Callable[..., MailServer]


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Serve]:
    """Starts a server and points the product's settings at it. `login` is the name and password that it asks for."""
    running: list[Controller] = []

    def start(login: tuple[str, str] | None = None) -> MailServer:
        def knows(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
            fits = isinstance(given, LoginPassword) and (given.login.decode(), given.password.decode()) == login
            return AuthResult(success=fits, handled=False)

        box = Box()
        more: dict[str, Any] = {"authenticator": knows, "auth_require_tls": False} if login else {}
        controller = Controller(box, hostname="127.0.0.1", port=free_port(), **more)
        controller.start()
        running.append(controller)
        settings.TWOWAY_SMTP_HOST, settings.TWOWAY_SMTP_PORT = "127.0.0.1", controller.port
        settings.TWOWAY_SMTP_SECURITY = "none"
        settings.TWOWAY_SMTP_FROM = "Twoway <desk@alderrye.example>"
        return MailServer(port=controller.port, box=box)

    yield start
    for controller in running:
        controller.stop()
