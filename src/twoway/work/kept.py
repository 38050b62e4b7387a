"""Connections that are kept for the next call to the same place: the one that was used last comes first.

httpcore2's own pool looks at every connection it has before and after each call; with a hundred calls in flight that cost as
much as the calls. Whoever calls from here takes one connection and gives it back, and nobody looks at the others.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpcore2
import httpx2

#: Seconds that a connection is kept. Shorter than the shortest usual idle limit of servers (5 s): a connection that the server
#: closes just as we send would make an `Unsure` of a call that never arrived.
KEEP = 4.0


#: Scheme, host and port.
Place = tuple[bytes, bytes, int]


class Kept:
    """The connections of one process that go out by one backend. Nobody waits for one: there are as many as there are calls."""

    def __init__(self, backend: httpcore2.NetworkBackend, keep: float = KEEP) -> None:
        self._backend = backend
        self._keep = keep
        self._ssl = httpx2.create_ssl_context()
        self._lock = threading.Lock()
        self._idle: dict[Place, deque[httpcore2.HTTPConnection]] = {}
        self._sweep_at = 0.0
        self._is_closed = False

    def handle(self, request: httpcore2.Request) -> httpcore2.Response:
        """Send a request; its connection comes back when the answer is closed."""
        if request.url.scheme not in (b"http", b"https"):
            raise httpcore2.UnsupportedProtocol(f"nobody speaks {request.url.scheme.decode()} here")
        connection = self._take(request.url.origin)
        with ExitStack() as on_trouble:
            on_trouble.callback(connection.close)
            answer = connection.handle_request(request)
            on_trouble.pop_all()
        body = _Body(answer.stream, partial(self._give_back, connection, request.url.origin))
        return httpcore2.Response(answer.status, headers=answer.headers, content=body, extensions=answer.extensions)

    def _take(self, origin: httpcore2.Origin) -> httpcore2.HTTPConnection:
        """The one used last that still lives, or a new one."""
        while True:
            with self._lock:
                there = self._idle.get(_place(origin))
                found = there.pop() if there else None
            if found is None:
                return httpcore2.HTTPConnection(
                    origin, ssl_context=self._ssl, keepalive_expiry=self._keep, network_backend=self._backend
                )
            if not found.has_expired():
                return found
            found.close()

    def _give_back(self, connection: httpcore2.HTTPConnection, origin: httpcore2.Origin) -> None:
        """Keep a connection whose answer was read to its end, close every other."""
        over = [connection]
        with self._lock:
            if connection.is_idle() and not self._is_closed:
                self._idle.setdefault(_place(origin), deque()).append(connection)
                over = self._swept()
        for one in over:
            one.close()

    def _swept(self) -> list[httpcore2.HTTPConnection]:
        """What nobody has used for too long, now and then. Called with the lock held; closing takes its time and comes later."""
        now = time.monotonic()
        if now < self._sweep_at:
            return []
        self._sweep_at = now + self._keep
        over = []
        for there in self._idle.values():
            # The longest idle stand first, since the last one is always taken first.
            while there and there[0].has_expired():
                over.append(there.popleft())
        self._idle = {place: there for place, there in self._idle.items() if there}
        return over

    def close(self) -> None:
        """Close what is kept; what is under way closes when it is done."""
        with self._lock:
            self._is_closed = True
            over = [one for there in self._idle.values() for one in there]
            self._idle = {}
        for one in over:
            one.close()


def _place(origin: httpcore2.Origin) -> Place:
    return origin.scheme, origin.host, origin.port


class _Body:
    """The body of an answer; when it is closed its connection is free again."""

    def __init__(self, stream: Any, done: Callable[[], None]) -> None:
        self._stream, self._done = stream, done
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._stream.close()
        self._done()
