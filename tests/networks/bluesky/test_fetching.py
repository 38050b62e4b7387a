"""News of what people wrote to us, page by page."""

from __future__ import annotations

import pytest

from tests.networks.bluesky.words import (
    EXPIRED,
    HTML,
    OURS,
    REPLY,
    THEIRS,
    TROUBLE,
    URI,
    page,
    wire,
)
from tests.networks.fake_http import says
from twoway.domain.errors import (
    NeedsReconnect,
    NetworkAnswer,
    TryLater,
)
from twoway.networks import bluesky as network
from twoway.plug.http import Answer


def test_the_first_fetch_reads_one_page_and_remembers_the_newest() -> None:
    http = wire(page("2026-11-22T09:30:00.000Z", "2026-11-21T09:30:00.000Z", cursor="more"))
    batch = network.fetch(http, "", ())
    assert len(batch.raw) == 2
    assert batch.cursor == "2026-11-22T09:30:00.000Z"
    asked = "limit=100&reasons=reply&reasons=mention&reasons=quote"
    assert http.paths == [f"GET /xrpc/app.bsky.notification.listNotifications?{asked}"]


def test_later_fetches_page_back_to_a_little_before_the_cursor() -> None:
    http = wire(
        page("2026-11-22T10:00:00.000Z", cursor="p2"),
        page("2026-11-22T09:25:00.000Z", "2026-11-22T09:10:00.000Z", cursor="p3"),
    )
    batch = network.fetch(http, "2026-11-22T09:30:00.000Z", ())
    assert [item["indexedAt"] for item in batch.raw] == ["2026-11-22T10:00:00.000Z", "2026-11-22T09:25:00.000Z"]
    assert batch.cursor == "2026-11-22T10:00:00.000Z"
    assert "cursor=p2" in http.paths[1]


def test_nothing_new_keeps_the_cursor() -> None:
    assert network.fetch(wire(page()), "2026-11-22T09:30:00.000Z", ()).cursor == "2026-11-22T09:30:00.000Z"


def test_threads_of_our_posts_are_read_too_and_missing_ones_are_passed_over() -> None:
    inner = {"post": {**REPLY, "uri": "at://did:plc:dele/app.bsky.feed.post/3deep"}, "replies": []}
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": "at://x", "notFound": True}
    thread = {"post": OURS, "replies": [{"post": REPLY, "replies": [inner]}, gone]}
    other = URI.replace("3n2v", "3n2w")
    counted = says({"posts": [OURS, {"uri": other}]})
    missing = says({"error": "NotFound", "message": "Post not found"}, status=400)
    batch = network.fetch(wire(page(), counted, missing, says({"thread": thread})), "", (other, URI))
    assert [item["about"] for item in batch.raw] == [URI, URI]
    posts = [item["post"] for item in batch.raw]
    assert [post["uri"] for post in posts if isinstance(post, dict)] == [
        THEIRS["uri"],
        "at://did:plc:dele/app.bsky.feed.post/3deep",
    ]


@pytest.mark.parametrize(("answer", "kind"), [(HTML, TryLater), (TROUBLE, TryLater), (EXPIRED, NeedsReconnect)])
def test_a_fetch_that_failed_changes_nothing(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        network.fetch(wire(answer), "2026-11-22T09:30:00.000Z", ())
    with pytest.raises(kind):
        network.fetch(wire(page(), answer), "2026-11-22T09:30:00.000Z", (URI,))


def test_a_page_that_leads_to_itself_is_read_once_more_and_left() -> None:
    again = page("2026-11-22T09:30:00Z", cursor="same")
    http = wire(again, again)
    network.fetch(http, "2026-11-20T00:00:00Z", ())
    assert len(http.requests) == 2


def test_a_time_that_is_still_to_come_keeps_nothing_away() -> None:
    told = says(
        {"notifications": [{**REPLY, "indexedAt": "9999-01-01T00:00:00Z"}]}, date="Sun, 22 Nov 2026 10:00:00 GMT"
    )
    assert network.fetch(wire(told), "", ()).cursor == "2026-11-22T10:00:00.000Z"
