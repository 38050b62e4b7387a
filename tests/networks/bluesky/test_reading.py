"""Reading: what stands under and around our posts, searches, and people as they are typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.networks.bluesky.answers import DID, EXPIRED, HTML, SUNNY, THEIRS, URI, post, posts, wire
from tests.networks.fake_http import FakeHttp, says
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater
from twoway.networks import bluesky as network
from twoway.plug.http import Answer

NO_NEWS = says({"notifications": []})


def asked(http: FakeHttp) -> list[str]:
    return [sent.path.partition("?")[0].rpartition(".")[2] for sent in http.requests]


def node(uri: str, *below: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"post": post(uri, **more), "replies": list(below)}


def test_only_threads_in_which_somebody_answered_are_read() -> None:
    quiet, gone = URI.replace("3n2v", "3n2w"), URI.replace("3n2v", "3n2x")
    thread = says({"thread": node(URI, node(THEIRS))})
    http = wire(NO_NEWS, posts(post(URI, replyCount=1), post(quiet, replyCount=0)), thread)
    batch = network.fetch(http, "", (quiet, gone, URI))
    assert asked(http) == ["listNotifications", "getPosts", "getPostThread"]
    assert [item["about"] for item in batch.raw] == [URI]


def test_nothing_of_ours_is_nothing_to_look_around() -> None:
    http = wire(NO_NEWS)
    network.fetch(http, "", ())
    assert asked(http) == ["listNotifications"]


def test_a_talk_that_goes_on_below_is_followed_down_but_not_for_ever() -> None:
    def deep(top: str, levels: int) -> dict[str, Any]:
        below: dict[str, Any] = node(f"{top}x{levels}", replyCount=1)
        for level in range(levels - 1, 0, -1):
            below = node(f"{top}x{level}", below, replyCount=1)
        return node(top, below)

    threads = [says({"thread": deep(f"{THEIRS}{number}", 20)}) for number in range(7)]
    http = wire(NO_NEWS, posts(post(URI, replyCount=1)), *threads)
    batch = network.fetch(http, "", (URI,))
    assert asked(http).count("getPostThread") == 6
    assert len(batch.raw) == 120
    assert {item["about"] for item in batch.raw} == {URI}


def test_what_was_left_out_high_up_is_not_taken_for_depth() -> None:
    # An answer whose author is hidden still counts as one.
    http = wire(NO_NEWS, posts(post(URI, replyCount=1)), says({"thread": node(URI, node(THEIRS, replyCount=4))}))
    assert len(network.fetch(http, "", (URI,)).raw) == 1
    assert asked(http).count("getPostThread") == 1


def test_quotes_of_our_posts_are_looked_for_and_are_messages() -> None:
    http = wire(NO_NEWS, posts(post(URI, replyCount=0, quoteCount=1)), posts(post()))
    (raw,) = network.fetch(http, "", (URI,)).raw
    message = network.to_message(raw, DID)
    assert message is not None
    assert (message.kind, message.about_id, message.text) == ("quote", URI, "Two please")


def test_news_are_kept_when_our_calls_are_used_up() -> None:
    news = {**post(), "reason": "mention"}
    http = wire(says({"notifications": [news], "cursor": "more"}, ratelimit_remaining="0", retry_after="60"))
    batch = network.fetch(http, "2026-11-22T09:00:00.000Z", (URI,))
    assert (len(batch.raw), batch.cursor) == (1, "2026-11-22T09:30:00.000Z")
    assert asked(http) == ["listNotifications"]


# Searching


def test_a_search_asks_for_the_newest_and_goes_on_to_older_ones() -> None:
    http = wire(says({"posts": [post()], "cursor": "next"}), posts())
    first = network.search(http, " sourdough Millbrook ", "")
    last = network.search(http, "sourdough Millbrook", first.cursor)
    assert (first.cursor, last.cursor, last.raw) == ("next", "", ())
    assert "q=sourdough+Millbrook&sort=latest" in http.requests[0].path
    assert "cursor=next" in http.requests[1].path


def test_what_a_search_found_is_a_message_about_nothing_of_ours() -> None:
    (raw,) = network.search(wire(posts(post())), "rye", "").raw
    message = network.to_message(raw, DID)
    assert message is not None
    assert (message.kind, message.about_id, message.ours) == ("found", "", False)
    assert message.reply_to.refs["parent"] == {"uri": THEIRS, "cid": "bafytheirs"}


def test_a_search_for_nothing_asks_nobody() -> None:
    http = wire()
    assert network.search(http, "  ", "").raw == ()
    assert http.requests == []


BAD_CURSOR = says({"error": "InvalidRequest", "message": "Malformed cursor"}, status=400)


@pytest.mark.parametrize(("answer", "kind"), [(HTML, TryLater), (EXPIRED, NeedsReconnect), (BAD_CURSOR, Refused)])
def test_a_search_that_failed_says_so(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        network.search(wire(answer), "rye", "x")


# People


def test_people_are_offered_as_they_are_typed() -> None:
    http = wire(says({"actors": [SUNNY, {"did": "did:plc:nobody"}]}))
    (found,) = network.people(http, " @sun")
    assert (found.remote_id, found.handle, found.name) == ("did:plc:sunny", "sunny.bsky.social", "Sunnybank")
    assert "q=sun&" in http.requests[0].path


@pytest.mark.parametrize("words", ["", " @ "])
def test_nobody_is_asked_for_people_before_something_is_typed(words: str) -> None:
    http = wire()
    assert network.people(http, words) == ()
    assert http.requests == []


@pytest.mark.parametrize(
    "raw", [{"post": post(), "as": "overheard"}, {**post(), "reason": "poll-vote"}, {"post": "x"}]
)
def test_what_was_come_by_in_a_new_way_is_said_to_be_unknown(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="known"):
        network.to_message(raw, DID)
