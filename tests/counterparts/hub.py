"""A small real hub for feeds (WebSub) on loopback: it asks back before it takes anybody on, and signs what it tells."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client


@dataclass
class Hub:
    """Who subscribed, by topic: (callback, secret). `status` is what it answers; `lease` what it grants, in seconds."""

    address: str = ""
    status: int = 202
    lease: str = "3600"
    method: str = "sha256"
    asked: list[dict[str, str]] = field(default_factory=list)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)

    def verify(self, mode: str = "subscribe", challenge: str = "are-you-there-7", **other: str) -> Any:
        """Ask the last one who asked whether they meant it; they are taken on when they say the word back."""
        asked = self.asked[-1]
        told = {"hub.mode": mode, "hub.topic": asked["hub.topic"], "hub.challenge": challenge}
        told |= {"hub.lease_seconds": self.lease} | {f"hub.{name}": value for name, value in other.items()}
        answer = Client().get(f"{urlsplit(asked['hub.callback']).path}?{urlencode(told)}")
        if answer.status_code == 200 and answer.content.decode() == challenge:
            if mode == "unsubscribe":
                self.taken.pop(asked["hub.topic"], None)
            else:
                self.taken[asked["hub.topic"]] = (asked["hub.callback"], asked["hub.secret"])
        return answer

    def publish(self, topic: str, body: bytes, signature: str | None = None) -> Any:
        """Tell whoever was taken on that there is news, with the news itself."""
        callback, secret = self.taken[topic]
        right = f"{self.method}={hmac.new(secret.encode(), body, getattr(hashlib, self.method)).hexdigest()}"
        headers = {"X-Hub-Signature": right if signature is None else signature}
        path = urlsplit(callback).path
        return Client().post(path, body, content_type="application/rss+xml", headers=headers)


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            hub.asked.append({name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(hub.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """A test's server says nothing."""

    return Handler


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub; whoever uses it says whether the administrator allows it."""
    made = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join(5)
