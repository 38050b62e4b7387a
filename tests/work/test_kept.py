from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpcore2
import pytest

from twoway.work.kept import Kept


class Server:
    """Answers each request, and tells over how many connections they came."""

    def __init__(self, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n") -> None:
        self.head = head
        self.lines: list[socket.socket] = []
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port = self._ear.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._ear.accept()
            except OSError:
                return
            self.lines.append(line)
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line:
            while line.recv(65_536):
                line.sendall(self.head + b"\r\nhi")

    def hang_up(self) -> None:
        """Close what is open, as servers do with idle connections."""
        for line in self.lines:
            line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._ear.shutdown(socket.SHUT_RDWR)
        self._ear.close()


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


@pytest.fixture
def kept() -> Iterator[Kept]:
    one = Kept(httpcore2.SyncBackend())
    yield one
    one.close()


def begin(kept: Kept, server: Server) -> httpcore2.Response:
    return kept.handle(httpcore2.Request("GET", f"http://127.0.0.1:{server.port}/", headers=[("Host", "here")]))


def end(answer: httpcore2.Response) -> bytes:
    words: bytes = answer.read()
    answer.close()
    return words


def test_calls_one_after_the_other_go_over_one_connection(kept: Kept, server: Server) -> None:
    assert [end(begin(kept, server)) for _ in range(3)] == [b"hi"] * 3
    assert len(server.lines) == 1


def test_calls_at_once_have_a_connection_each(kept: Kept, server: Server) -> None:
    answers = [begin(kept, server) for _ in range(3)]
    assert [end(answer) for answer in answers] == [b"hi"] * 3
    assert len(server.lines) == 3


def test_a_connection_that_the_server_closed_is_not_used_again(kept: Kept, server: Server) -> None:
    end(begin(kept, server))
    server.hang_up()
    assert end(begin(kept, server)) == b"hi"
    assert len(server.lines) == 2


def test_an_answer_that_was_not_read_to_its_end_costs_its_connection(kept: Kept, server: Server) -> None:
    begin(kept, server).close()
    assert end(begin(kept, server)) == b"hi"
    assert len(server.lines) == 2


def test_a_connection_that_nobody_used_for_too_long_is_closed(server: Server) -> None:
    kept = Kept(httpcore2.SyncBackend(), keep=0.0)
    end(begin(kept, server))
    assert end(begin(kept, server)) == b"hi"
    assert len(server.lines) == 2
    kept.close()


def test_places_do_not_share_connections(kept: Kept, server: Server) -> None:
    other = Server()
    assert end(begin(kept, server)) == end(begin(kept, other)) == b"hi"
    assert (len(server.lines), len(other.lines)) == (1, 1)
    other.close()


def test_what_is_under_way_when_all_is_closed_is_closed_when_it_is_done(kept: Kept, server: Server) -> None:
    answer = begin(kept, server)
    kept.close()
    assert end(answer) == b"hi"
    end(begin(kept, server))
    assert len(server.lines) == 2


def test_only_the_web_is_spoken(kept: Kept) -> None:
    with pytest.raises(httpcore2.UnsupportedProtocol):
        kept.handle(httpcore2.Request("GET", "gopher://127.0.0.1/", headers=[]))
