"""Answers that go on: read as they come, and left when they are silent, endless, too much or not wanted any more."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from tests.work.test_http import Serve, answer, hangs_up, says, serve
from twoway.domain.errors import Refused, TryLater
from twoway.work import wire
from twoway.work.http import Timeouts, WebHttp
from twoway.work.streaming import BOUNDS, Bounds

__all__ = ["serve"]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(raw: bytes) -> bytes:
    return f"{len(raw):x}\r\n".encode() + raw + b"\r\n"


def goes_on(*pieces: bytes, pause: float = 0.0, then: float = 0.0) -> Callable[[socket.socket, bytes], None]:
    """Sends each piece, waits, and ends the connection without having ended the answer."""

    def behave(conversation: socket.socket, request: bytes) -> None:
        conversation.sendall(HEAD)
        for piece in pieces:
            conversation.sendall(chunk(piece))
            time.sleep(pause)
        time.sleep(then)
        conversation.shutdown(socket.SHUT_RDWR)

    return behave


def way(address: str, bounds: Bounds = BOUNDS, *, trusted: bool = True) -> WebHttp:
    return WebHttp(
        address=address,
        secrets={"token": "tok-9f8e7d6c"},
        pictures=lambda sha256: b"",
        trusted=frozenset({address}) if trusted else frozenset(),
        timeouts=Timeouts(connect=2.0, total=2.0),
        bounds=bounds,
    )


def test_lines_come_as_they_are_sent_however_they_were_cut(serve: Serve) -> None:
    server = serve(goes_on(b":conn", b"ected\n\nevent: a\r\ndata: {}\n", b"\nr\xc3", b"\xbcbe\n"))

    heard: list[str] = []
    with way(server.address).listen("/news", headers={"X-Mine": "1"}) as stream:
        assert stream.answer.status == 200
        assert stream.answer.headers["content-type"] == "text/event-stream"
        with pytest.raises(TryLater, match="broke off"):
            heard.extend(stream.lines)

    assert server.requests[0].startswith(b"GET /news HTTP/1.1")
    assert b"X-Mine: 1" in server.requests[0]
    assert heard == [":connected", "", "event: a", "data: {}", "", "rübe"]


def test_a_stream_that_ends_in_order_just_ends(serve: Serve) -> None:
    server = serve(says(answer(b"one\ntwo\nnot ended", "200 OK", "Content-Type: text/event-stream")))

    with way(server.address).listen("/news") as stream:
        assert list(stream.lines) == ["one", "two"]


def test_what_is_no_stream_is_an_answer_with_its_body(serve: Serve) -> None:
    server = serve(says(answer(b'{"error": "no"}', "404 Not Found")))

    with way(server.address).listen("/news") as stream:
        assert (stream.answer.status, stream.answer.json) == (404, {"error": "no"})
        assert list(stream.lines) == []


def test_a_server_that_falls_silent_is_left(serve: Serve) -> None:
    server = serve(goes_on(b"one\n", then=4))
    began = time.monotonic()

    with way(server.address, Bounds(quiet=1.0)).listen("/news") as stream:
        assert next(stream.lines) == "one"
        with pytest.raises(TryLater, match="broke off"):
            next(stream.lines)

    assert 0.9 < time.monotonic() - began < 5


def test_whoever_listens_can_be_asked_to_end_while_nothing_comes(serve: Serve) -> None:
    server = serve(goes_on(b"one\n", then=4))
    asked = threading.Event()
    began = time.monotonic()

    with wire.ends_when(asked.is_set), way(server.address).listen("/news") as stream:
        assert next(stream.lines) == "one"
        asked.set()
        assert list(stream.lines) == []

    assert time.monotonic() - began < 3


def test_whoever_was_asked_to_end_before_does_not_wait_for_a_head_that_never_comes(serve: Serve) -> None:
    def silent(conversation: socket.socket, request: bytes) -> None:
        time.sleep(4)

    server = serve(silent)
    began = time.monotonic()

    with wire.ends_when(lambda: True), pytest.raises(TryLater), way(server.address).listen("/news"):
        pass

    assert time.monotonic() - began < 2


def test_nothing_is_listened_to_for_ever(serve: Serve) -> None:
    server = serve(goes_on(*[b":thump\n"] * 40, pause=0.1))

    with way(server.address, Bounds(seconds=0.5)).listen("/news") as stream:
        assert 1 <= len(list(stream.lines)) < 20


@pytest.mark.parametrize(
    ("pieces", "bounds", "words"),
    [
        ([b"a" * 3000] * 2, Bounds(line=5000), "a line that does not end"),
        ([b"a line\n" * 500] * 4, Bounds(whole=10_000), "more than anybody could read"),
    ],
)
def test_a_flood_is_left(serve: Serve, pieces: list[bytes], bounds: Bounds, words: str) -> None:
    server = serve(goes_on(*pieces))

    with way(server.address, bounds).listen("/news") as stream, pytest.raises(TryLater, match=words):
        for _ in stream.lines:
            pass


def test_a_private_address_is_not_listened_to(serve: Serve) -> None:
    server = serve(goes_on(b"one\n"))
    address = server.address.replace("http://127.0.0.1", "https://localhost")

    with pytest.raises(Refused, match="private network"), way(address, trusted=False).listen("/news"):
        pass

    assert server.requests == []


def test_nobody_is_followed_elsewhere(serve: Serve) -> None:
    other = serve(goes_on(b"one\n"))
    server = serve(says(answer(b"", "302 Found", f"Location: {other.address}/news")))

    with way(server.address).listen("/news") as stream:
        assert stream.answer.status == 302

    assert other.requests == []


def test_a_server_that_hangs_up_is_tried_later(serve: Serve) -> None:
    with pytest.raises(TryLater), way(serve(hangs_up).address).listen("/news"):
        pass


def test_what_goes_on_takes_no_connection_from_other_calls(serve: Serve) -> None:
    assert wire.client(trusted=True) is not wire.client(trusted=True, for_streams=True)
