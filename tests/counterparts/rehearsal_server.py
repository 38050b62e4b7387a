"""Rehearsal behind real HTTP, as a network of each class of idempotency: what others promise against sending twice.

`running(stage, Manner.WINDOW)` serves a stage as a network that remembers keys for a while, and so on. The classes of networks
that cannot be run here (a handle in two phases, nothing at all) are tried on these.
"""

from __future__ import annotations

import contextlib
import io
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from twoway.rehearsal import store
from twoway.rehearsal.server import Stage
from twoway.rehearsal.wsgi import as_wsgi

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Application = Callable[..., Iterable[bytes]]


#: Where somebody looks what is there.
LOOKS = ("/api/posts", "/api/me/posts", "/api/ready")


class Manner(StrEnum):
    """What a network promises."""

    CLIENT_ID = "the same key is the same post for ever, and can be asked for"
    WINDOW = "the same key is the same post for a while; own posts can be read"
    HANDLE = "a post is made ready, then let out by its handle; handles can be asked for"
    READ_BACK = "no key; own posts can be read"
    BLIND = "no key, and nothing can be read"


@dataclass
class _Ready:
    """Something that was made ready under a handle."""

    handle: str
    token: str
    body: dict[str, Any]
    at: datetime
    post: dict[str, Any] | None = None


@dataclass
class Served:
    """A stage behind HTTP."""

    stage: Stage
    manner: Manner
    #: Seconds for which a key is remembered.
    window: float = 3600.0
    #: So many looks, from the first on, are answered by a copy that has not heard of anything yet.
    stale_looks: int = 0
    _keys: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    _ready: dict[str, _Ready] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._inner: Application = as_wsgi(self.stage)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] in LOOKS and self.stale_looks:
            self.stale_looks -= 1
            return _say(start, 200, {"posts": [], "ready": []})
        if self.manner is Manner.CLIENT_ID:
            return self._inner(environ, start)
        key = environ.pop("HTTP_IDEMPOTENCY_KEY", "")
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if (method, path) == ("GET", "/api/posts"):
            return _say(start, 404, {"error": {"code": "no-page", "message": "There is nothing at this address."}})
        if (method, path) == ("GET", "/api/me/posts") and self.manner is not Manner.BLIND:
            return _say(start, 200, {"posts": self._own(_token(environ))})
        if path.startswith("/api/ready") and self.manner is Manner.HANDLE:
            return self._two_phases(environ, start, method, path.removeprefix("/api/ready").strip("/"))
        if self.manner is Manner.WINDOW and key:
            environ["HTTP_IDEMPOTENCY_KEY"] = self._remembered(_token(environ), key)
        return self._inner(environ, start)

    def _remembered(self, token: str, key: str) -> str:
        """What the stage is told: the same as last time within the window, something new after it."""
        now = time.monotonic()
        with self._lock:
            known, at = self._keys.get((token, key), ("", 0.0))
            if not known or now - at > self.window:
                known, at = secrets.token_hex(8), now
            self._keys[(token, key)] = (known, at)
            return known

    def _own(self, token: str) -> list[dict[str, str]]:
        with store.reading(self.stage.path) as db:
            handle = store.session_handle(db, token) or ""
            found = store.latest_of(db, handle, 200)
        return [{"id": s.id, "text": s.text, "at": s.at.isoformat(), "address": f"rehearsal/{s.id}"} for s in found]

    def _two_phases(
        self, environ: WSGIEnvironment, start: StartResponse, method: str, handle: str
    ) -> Iterable[bytes]:
        token = _token(environ)
        if method == "GET":
            mine = [one for one in self._ready.values() if one.token == token]
            shown = [
                {"handle": o.handle, "text": o.body["text"], "at": o.at.isoformat(), "post": o.post} for o in mine
            ]
            return _say(start, 200, {"ready": shown})
        if not handle:
            body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            one = _Ready(handle=secrets.token_hex(6), token=token, body=body, at=datetime.now(UTC))
            self._ready[one.handle] = one
            return _say(start, 201, {"handle": one.handle})
        one = self._ready[handle]
        return self._let_out(one, environ, start)

    def _let_out(self, one: _Ready, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        words = json.dumps(one.body).encode()
        posted = {
            **environ,
            "PATH_INFO": "/api/posts",
            "CONTENT_LENGTH": str(len(words)),
            "wsgi.input": io.BytesIO(words),
            "HTTP_IDEMPOTENCY_KEY": one.handle,
        }
        answered = b"".join(self._inner(posted, start))
        with contextlib.suppress(ValueError):
            said = json.loads(answered)
            one.post = said if "id" in said else one.post
        return [answered]


def _token(environ: WSGIEnvironment) -> str:
    return str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")[2]


def _say(start: StartResponse, status: int, body: object) -> Iterable[bytes]:
    words = json.dumps(body).encode()
    start(f"{status} OK", [("Content-Type", "application/json"), ("Content-Length", str(len(words)))])
    return [words]


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def running(stage: Stage, manner: Manner, window: float = 3600.0, *, stale_looks: int = 0) -> Iterator[str]:
    """The stage behind HTTP; its address."""
    served = Served(stage=stage, manner=manner, window=window, stale_looks=stale_looks)
    with make_server("127.0.0.1", 0, served, server_class=_Threads, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)
