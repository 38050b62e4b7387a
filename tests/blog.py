"""A blog on loopback: a real HTTP server whose feed the test writes, with conditional requests and bad days."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

import pytest


@dataclass
class Blog:
    """What the server says. `etag` is sent and honoured where it is not empty."""

    body: bytes = b""
    kind: str = "application/rss+xml"
    status: int = 200
    etag: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    @property
    def feed(self) -> str:
        return f"{self.address}/feed.xml"

    def write(
        self, *items: tuple[str, str, str], guid: str | None = None, title: str = "The Alder & Rye blog"
    ) -> None:
        """Articles as (path, title, summary), the newest first, with `guid` for all of them or their path for each."""
        told = "".join(
            f"<item><title>{escape(name)}</title><link>{self.address}{path}</link>"
            f"<guid isPermaLink='false'>{escape(guid if guid is not None else path)}</guid>"
            f"<description>{escape(words)}</description></item>"
            for path, name, words in items
        )
        self.body = f"<rss version='2.0'><channel><title>{escape(title)}</title>{told}</channel></rss>".encode()


def _handler(blog: Blog) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            blog.asked.append({name.lower(): value for name, value in self.headers.items()})
            kind, body = blog.pages.get(self.path, (blog.kind, blog.body))
            status = 304 if blog.etag and self.headers.get("If-None-Match") == blog.etag else blog.status
            body = b"" if status == 304 else body
            self.send_response(status)
            for name, value in {"Content-Type": kind, "ETag": blog.etag, **blog.headers}.items():
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A test's server says nothing."""

    return Handler


class _Server(ThreadingHTTPServer):
    """A reader that hangs up in the middle, as ours does when there is too much, is nothing to shout about."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served() -> Iterator[Blog]:
    """A blog that answers while the context lasts."""
    made = Blog()
    server = _Server(("127.0.0.1", 0), _handler(made))
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def blog(settings: Any) -> Iterator[Blog]:
    """A blog that the administrator allows, although it stands on loopback."""
    with served() as made:
        settings.TWOWAY_NETWORK_ADDRESS = {"feeds": made.address}
        yield made
