"""A small proxy that loses, delays, doubles or spoils answers after the server behind it has done its work.

This is the accident that matters most to a sender: it was done, and nobody told us. `proxy` is the fixture; it is given the
address of the server behind and answers with a `Proxy`, whose `on` orders accidents for the next matching requests.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import pytest


class Accident(StrEnum):
    """What happens to a request that the server behind has answered."""

    DROP = "the connection ends without an answer"
    RESET = "the connection is reset"
    HALF = "half of the answer arrives"
    DELAY = "the answer arrives late"
    DUPLICATE = "the server gets the request twice"
    SAY_500 = "the answer is replaced by an error 500"
    SAY_404 = "the server does not know what was asked for"
    UNREACHED = "the server never gets the request, and the connection ends"


@dataclass(kw_only=True)
class _Order:
    method: str
    path: str
    accident: Accident
    times: int
    seconds: float


class Proxy:
    """One listening address before one server."""

    def __init__(
        self, upstream: str, fate: Callable[[str, str], Accident | None] | None = None, *, port: int = 0
    ) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._orders: list[_Order] = []
        #: Asked for every request that no order is about, with its method and path.
        self._fate = fate or (lambda method, path: None)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self.seen: list[str] = []
        self.happened: Counter[Accident] = Counter()
        #: Requests that changed something, in the order in which the server behind said yes to them.
        self.landed: list[bytes] = []
        self._streams: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", port))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._start(self._accept)

    def on(self, method: str, path: str, accident: Accident, *, times: int = 1, seconds: float = 1.0) -> None:
        """Order an accident for the next requests with this method and this beginning of a path."""
        with self._lock:
            order = _Order(method=method, path=path, accident=accident, times=times, seconds=seconds)
            self._orders.append(order)

    @property
    def streams(self) -> int:
        """How many answers that go on are passed on now."""
        with self._lock:
            return len(self._streams)

    def cut(self) -> int:
        """Break every answer that goes on; gives how many there were."""
        with self._lock:
            found = list(self._streams)
        for one in found:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        return len(found)

    def stop(self) -> None:
        """Close everything and wait for it."""
        with self._lock:
            still_open = [self._listening, *self._open, *self._streams]
        for one in still_open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(client)
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        """One request on each connection: the answer says that the connection ends."""
        with client, suppress(OSError):
            request = read_message(client)
            if request:
                method, path = request.split(b" ", 2)[:2]
                self.seen.append(f"{method.decode()} {path.decode()}")
                self._answer(client, request, self._take(method.decode(), path.decode()))
        with self._lock:
            self._open.discard(client)

    def _take(self, method: str, path: str) -> _Order | None:
        with self._lock:
            for order in self._orders:
                if order.times > 0 and order.method == method and path.startswith(order.path):
                    order.times -= 1
                    return order
        accident = self._fate(method, path)
        return _Order(method=method, path=path, accident=accident, times=0, seconds=1.0) if accident else None

    def _answer(self, client: socket.socket, request: bytes, order: _Order | None) -> None:
        accident = order.accident if order else None
        if accident:
            self.happened[accident] += 1
        if accident is Accident.UNREACHED:
            return
        if accident is Accident.SAY_404:
            client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            return
        if accident is None and b"/streaming/user" in request.split(b"\r\n", 1)[0]:
            self._pass_on(client, request)
            return
        answer = self._ask_upstream(request)
        match accident:
            case Accident.DROP:
                return
            case Accident.RESET:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            case Accident.HALF:
                client.sendall(answer[: len(answer) - 20])
                return
            case Accident.DELAY if order:
                time.sleep(order.seconds)
            case Accident.DUPLICATE:
                answer = self._ask_upstream(request)
            case Accident.SAY_500:
                answer = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
        client.sendall(answer)

    def _pass_on(self, client: socket.socket, request: bytes) -> None:
        """An answer that goes on, as it comes, until one of the two sides has enough or it is cut."""
        with socket.create_connection(self._upstream, timeout=60) as server:
            with self._lock:
                self._streams.add(server)
            try:
                server.sendall(_closing(request))
                while chunk := server.recv(65536):
                    client.sendall(chunk)
            finally:
                with self._lock:
                    self._streams.discard(server)

    def _ask_upstream(self, request: bytes) -> bytes:
        with socket.create_connection(self._upstream, timeout=20) as server:
            server.sendall(_closing(request))
            answer = b""
            while chunk := server.recv(65536):
                answer += chunk
        if answer[9:10] == b"2" and not request.startswith(b"GET "):
            self.landed.append(request)
        return answer


def read_message(connection: socket.socket) -> bytes:
    """A whole HTTP request with a Content-Length; empty when the other side has gone."""
    read = b""
    while b"\r\n\r\n" not in read:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        read += chunk
    head, _, body = read.partition(b"\r\n\r\n")
    fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    length = next((int(value) for name, _, value in fields if name.lower() == b"content-length"), 0)
    while len(body) < length:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        body += chunk
    return head + b"\r\n\r\n" + body


def _closing(request: bytes) -> bytes:
    """The request, asking for the connection to end with the answer."""
    head, _, body = request.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close"]) + b"\r\n\r\n" + body


@pytest.fixture
def proxy() -> Iterator[Callable[[str], Proxy]]:
    """Puts a proxy before a server: `proxy(address)`."""
    running: list[Proxy] = []

    def before(upstream: str) -> Proxy:
        running.append(Proxy(upstream))
        return running[-1]

    yield before
    for one in running:
        one.stop()
