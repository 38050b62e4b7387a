"""A Mastodon server's stream, and what the doctor is told of a connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.counterparts.mastodon_server import MastodonServer, served
from tests.counterparts.proxy import Proxy
from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import account
from tests.ports import free_port
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater
from twoway.networks import mastodon
from twoway.networks.mastodon.scopes import NEEDS
from twoway.plug.http import Answer
from twoway.plug.signing_in import Check, Verdict
from twoway.work import wire

SERVER: dict[str, Any] = {"version": "4.5.0", "configuration": {"statuses": {"max_characters": 500}}}
EVENTS = b""":connected

event: update
data: {}

:thump
event: notification
data: {"id":"1"}

event: conversation
data: {"id":"1"}

event: delete
data: 7

event: notifications_merged
data: 1

event: notification
"""


def stream(body: bytes = EVENTS, status: int = 200, kind: str = "text/event-stream; charset=utf-8") -> Answer:
    return says(None, status=status, body=body, content_type=kind)


def woken(http: FakeHttp) -> int:
    """How often a stream wakes us until it ends."""
    news: list[None] = []
    with pytest.raises(TryLater, match="ended its stream"):
        news.extend(mastodon.wakes(http))
    return len(news)


def test_the_stream_wakes_when_it_opens_and_with_each_piece_of_news() -> None:
    http = FakeHttp([says(SERVER), stream()])

    assert woken(http) == 4
    assert http.paths[-1] == "GET /api/v1/streaming/user/notification"
    assert http.requests[-1].headers["Authorization"] == "Bearer t0ken"


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ({"configuration": {"urls": {"streaming": "wss://stream.bakery.social"}}}, "https://stream.bakery.social"),
        ({"urls": {"streaming_api": "wss://stream.bakery.social/"}}, "https://stream.bakery.social"),
        ({"configuration": {"urls": {"streaming": "wss://bakery.social"}}}, "https://bakery.social"),
        ({"configuration": {"urls": {"streaming": None}}}, "https://bakery.social"),
        ({"configuration": {"urls": {"streaming": "gopher://x"}}}, "https://bakery.social"),
        ({}, "https://bakery.social"),
    ],
)
def test_the_stream_is_looked_for_where_the_server_says(server: dict[str, Any], address: str) -> None:
    http = FakeHttp([says(SERVER | server), stream()])

    woken(http)

    assert http.requests[-1].address == address
    assert http.requests[-1].headers["Authorization"] == "Bearer t0ken"


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (stream(b'{"error": "no"}', status=401), NeedsReconnect),
        (stream(b"", status=404), Refused),
        (stream(b"", status=302), Refused),
        (stream(b"<html>", kind="text/html"), Refused),
        (stream(b"", status=429), TryLater),
        (stream(b"", status=502), TryLater),
        (TryLater("down"), TryLater),
        (Refused("private"), Refused),
    ],
)
def test_a_server_that_does_not_stream(answer: Answer | Exception, raised: type[NetworkAnswer]) -> None:
    with pytest.raises(raised):
        next(mastodon.wakes(FakeHttp([says(SERVER), answer])))


# -- examining


def examined(*answers: Answer | Exception, secrets: dict[str, str] | None = None) -> dict[str, Check]:
    given = secrets or {"token": "t0ken", "scope": " ".join(need.scope for need in NEEDS)}
    return {one.name: one for one in mastodon.examine(FakeHttp(answers, secrets=given))}


def me(**more: Any) -> Answer:
    return says(
        account("1", "alder", **more),
        x_ratelimit_limit="300",
        x_ratelimit_remaining="299",
        x_ratelimit_reset="2036-01-01T00:00:00Z",
    )


def test_a_good_connection_is_good_all_through() -> None:
    found = examined(me(), says(SERVER), says(None, body=b"OK"))

    assert {one.verdict for one in found.values()} == {Verdict.GOOD}
    assert [*found] == [
        "Access",
        *(need.scope for need in NEEDS),
        "Account",
        "Server",
        "Limits",
        "Calls left",
        "News",
    ]
    assert found["write:media"].told == "We may send pictures."
    assert found["Calls left"].told.startswith("299 of 300 calls are left")
    assert found["Limits"].told == "A post may have 500 characters."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says({"error": "The access token was revoked"}, status=401), "no longer accepts the access token"),
        (says({"error": "Your login is currently disabled"}, status=403), "switched this account off"),
        (says({"error": "Your login is missing a confirmed e-mail address"}, status=403), "confirmed e-mail"),
    ],
)
def test_access_that_is_gone_is_told_alone_with_the_way_out(answer: Answer, words: str) -> None:
    found = examined(answer)

    assert [*found] == ["Access"]
    assert found["Access"].verdict is Verdict.BAD
    assert words in found["Access"].told
    assert "Connect the account again" in found["Access"].cure


def test_what_we_may_not_do_is_told_one_by_one() -> None:
    secrets = {"token": "t0ken", "scope": "read write:statuses"}

    found = examined(me(), says(SERVER), says(None, body=b"OK"), secrets=secrets)

    assert found["write:statuses"].verdict is Verdict.GOOD
    assert found["read:search"].verdict is Verdict.GOOD
    assert found["write:media"].verdict is Verdict.BAD
    assert found["write:media"].told == "We may not send pictures."
    assert "write:media ticked" in found["write:media"].cure


def test_of_a_pasted_token_the_server_is_asked_what_it_may_do() -> None:
    app = says({"name": "Twoway", "scopes": ["read", "write:statuses"]})

    found = examined(me(), says(SERVER), app, says(None, body=b"OK"), secrets={"token": "t0ken"})

    assert found["write:favourites"].verdict is Verdict.BAD


def test_what_a_server_does_not_tell_is_not_guessed() -> None:
    refused = says(None, status=401)

    found = examined(says(account()), says({}), says({}), refused, says(None, status=404), secrets={"token": "t"})

    unknown = {name for name, one in found.items() if one.verdict is Verdict.UNKNOWN}
    assert unknown == {"Permissions", "Server", "Limits", "Calls left", "News"}


@pytest.mark.parametrize(
    ("more", "verdict", "words"),
    [
        ({"suspended": True}, Verdict.BAD, "suspended"),
        ({"limited": True}, Verdict.WARN, "Moderators have limited"),
        ({"moved": account("2", "alder@new.social")}, Verdict.WARN, "moved to @alder@new.social"),
        ({"moved": None, "suspended": False}, Verdict.GOOD, "Nothing is held against"),
    ],
)
def test_what_was_done_to_the_account_is_told(more: dict[str, Any], verdict: Verdict, words: str) -> None:
    check = examined(me(**more), says(SERVER), says(None, body=b"OK"))["Account"]

    assert check.verdict is verdict
    assert words in check.told


@pytest.mark.parametrize(
    ("version", "verdict"),
    [
        ("4.5.0", Verdict.GOOD),
        ("3.4.10", Verdict.WARN),
        ("2.7.2 (compatible; Pleroma 2.6.0)", Verdict.GOOD),
        ("twoish", Verdict.UNKNOWN),
    ],
)
def test_old_servers_are_told(version: str, verdict: Verdict) -> None:
    assert examined(me(), says({"version": version}), says(None, body=b"OK"))["Server"].verdict is verdict


def test_little_left_is_a_warning() -> None:
    answer = says(account("1", "alder"), x_ratelimit_limit="300", x_ratelimit_remaining="12")

    check = examined(answer, says(SERVER), says(None, body=b"OK"))["Calls left"]

    assert (check.verdict, check.told) == (Verdict.WARN, "12 of 300 calls are left.")


def test_a_stream_that_cannot_be_reached_is_told_and_no_fault_of_the_rest() -> None:
    found = examined(me(), says(SERVER), TryLater("stream.bakery.social cannot be reached."))

    assert found["News"].verdict is Verdict.WARN
    assert "every now and then" in found["News"].told


# -- on the real counterpart


@pytest.fixture
def behind() -> Iterator[tuple[MastodonServer, Proxy]]:
    """A server that says that it is where a proxy stands before it."""
    port = free_port()
    with served(seen_at=f"http://127.0.0.1:{port}") as server:
        way = Proxy(server.address, port=port)
        yield server, way
        way.stop()
        wire.close()


@pytest.mark.mastodon
def test_a_mention_wakes_within_seconds_and_a_cut_ends_the_stream(behind: tuple[MastodonServer, Proxy]) -> None:
    server, way = behind
    with closing(mastodon.wakes(server.http("alder", address=way.address))) as news:  # type: ignore[type-var]  # a generator, which can be closed
        next(news)
        began = time.monotonic()
        threading.Timer(0.3, lambda: server.post("tom", "@alder hello")).start()
        next(news)
        assert time.monotonic() - began < 5
        way.cut()
        with pytest.raises(TryLater):
            for _ in news:
                pass
    assert way.streams == 0


@pytest.mark.mastodon
def test_a_private_word_wakes_too(behind: tuple[MastodonServer, Proxy]) -> None:
    server, way = behind
    news = mastodon.wakes(server.http("alder", address=way.address))
    next(news)
    server.post("tom", "@alder just for you", visibility="direct")
    next(news)


@pytest.mark.mastodon
def test_a_token_that_is_none_opens_no_stream(behind: tuple[MastodonServer, Proxy]) -> None:
    server, way = behind
    with pytest.raises(NeedsReconnect):
        next(mastodon.wakes(server.http("alder", address=way.address, secret="made-up")))


@pytest.mark.mastodon
def test_a_real_connection_is_examined(behind: tuple[MastodonServer, Proxy]) -> None:
    server, way = behind
    found = {one.name: one for one in mastodon.examine(server.http("alder", address=way.address))}

    assert found["Access"].verdict is Verdict.GOOD
    assert found["News"].verdict is Verdict.GOOD
    assert found["Server"].verdict is Verdict.GOOD
    assert all(request.startswith("GET ") for request in way.seen)
