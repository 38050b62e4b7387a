"""Somebody's own server on loopback that is called with notices, and what it was told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from twoway.work import wire


@dataclass
class Call:
    """One call as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HookServer:
    """Its address and what arrived; `answers` are the statuses it gives, one after the other, then 204."""

    address: str
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def hook_server(settings: Any) -> Iterator[HookServer]:
    """A server that the administrator trusts although it is on this machine."""
    told = HookServer(address="")

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.calls.append(Call(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(told.answers.pop(0) if told.answers else 204)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Nothing to the console."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        told.address = f"http://127.0.0.1:{server.server_port}"
        settings.TWOWAY_WEBHOOK_ADDRESSES = (told.address,)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield told
        wire.close()
        server.shutdown()
        thread.join(5)
