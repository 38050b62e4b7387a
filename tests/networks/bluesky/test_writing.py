"""Putting posts out once, finding them again, and taking them down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.networks.bluesky.words import (
    ANSWERING,
    DID,
    EXPIRED,
    HTML,
    KEY,
    KEYS,
    NOT_THERE,
    OURS,
    SECRETS,
    STORED,
    THEIRS,
    THREAD,
    TROUBLE,
    URI,
    YES,
    no,
    results,
    send,
    wire,
)
from tests.networks.fake_http import FakeHttp, says
from twoway.domain.errors import (
    NeedsReconnect,
    NetworkAnswer,
    Refused,
    TryLater,
    Unsure,
)
from twoway.domain.versions import Version
from twoway.networks import bluesky as network
from twoway.plug.http import Answer


def test_a_yes_becomes_a_receipt_that_people_can_open() -> None:
    receipt = network.publish(wire(YES), Version(text="Fresh rye"), KEY)
    assert receipt.remote_id == URI
    # Under its lasting name: a handle may change, or be somebody else's one day.
    assert receipt.address == f"https://bsky.app/profile/{DID}/post/{KEY}"
    assert receipt.at == datetime(2026, 11, 22, 11, 48, 3, 934000, tzinfo=UTC)
    assert receipt.refs == {"root": OURS, "parent": OURS}


def test_the_receipt_of_a_reply_keeps_the_top_of_the_thread() -> None:
    http = wire(says({"posts": [THEIRS, OURS]}), YES)
    receipt = network.publish(http, Version(text="Gladly", reply_to=ANSWERING), KEY)
    assert receipt.refs == {"root": OURS, "parent": OURS}
    assert http.requests[-1].method == "POST"


TOO_LONG = "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text"


TOO_LONG_OLD = "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes"


TOO_LARGE = "Invalid app.bsky.feed.post record: string too big (maximum 3000, got 5000) at $.record.text"


TOO_LARGE_OLD = "Invalid app.bsky.feed.post record: Record/text must not be longer than 3000 characters"


BLOB = "blob too big (maximum 1000000, got 1201433) at $.record.embed.images[0].image"


KIND = 'Expected "image/*" (got "application/zip") at $.record.embed.images[0].image.mimeType'


FIVE = "array too big (maximum 4, got 5) at $.record.embed.images"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (no(TOO_LONG), Refused, "300 signs"),
        (no(TOO_LONG_OLD), Refused, "300 signs"),
        (no(TOO_LARGE), Refused, "3,000 bytes"),
        (no(TOO_LARGE_OLD), Refused, "3,000 bytes"),
        (no(BLOB), Refused, "Send a smaller one"),
        (no(KIND), Refused, "JPEG or PNG"),
        (no(FIVE), Refused, "fewer pictures"),
        (no("Something new"), Refused, "said: Something new"),
        (no("Could not find blob", "BlobNotFound"), TryLater, "trouble"),
        (EXPIRED, NeedsReconnect, "Connect the account again"),
        (no("Bad token scope", "InvalidToken"), NeedsReconnect, "Connect the account again"),
        (no("Account has been taken down", "AccountTakedown", 401), NeedsReconnect, "taken this account down"),
        (no("Account is deactivated", "AccountDeactivated", 401), NeedsReconnect, "deactivated"),
        (says(body=b"who are you", status=401), NeedsReconnect, "Connect the account again"),
        (no("Rate Limit Exceeded", "RateLimitExceeded", 429), TryLater, "wait"),
        (says(body=b"<html>no such page</html>", status=404), TryLater, "trouble"),
        (HTML, Unsure, "may be out"),
        (says({"thanks": True}), Unsure, "may be out"),
        (says({"uri": f"at://{DID}/app.bsky.feed.post/3other", "cid": "x"}), Unsure, "may be out"),
        (says([]), Unsure, "may be out"),
        (Unsure("The answer was lost."), Unsure, "lost"),
        (TryLater("No connection."), TryLater, "No connection"),
    ],
)  # fmt: skip
def test_each_answer_to_a_post_has_one_meaning(
    answer: Answer | Exception, kind: type[NetworkAnswer], words: str
) -> None:
    http = wire(answer)
    with pytest.raises(kind, match=words) as caught:
        send(http)
    assert type(caught.value) is kind
    assert len(http.requests) == 1


def test_a_500_for_a_post_that_is_there_is_a_yes() -> None:
    http = wire(TROUBLE, STORED)
    assert network.publish(http, Version(text="Fresh rye"), KEY).remote_id == URI
    assert http.requests[1].method == "GET"


def test_a_post_that_is_there_with_other_words_is_left_alone() -> None:
    swap = no("Record was at bafyours", "InvalidSwap")
    assert network.publish(wire(swap, STORED), Version(text="Other words"), KEY).remote_id == URI


def test_a_500_for_a_post_that_is_not_there_may_be_tried_again() -> None:
    with pytest.raises(TryLater, match="it is not out"):
        send(wire(TROUBLE, NOT_THERE))


@pytest.mark.parametrize("look", [TROUBLE, HTML, TryLater("No connection.")])
def test_a_500_that_cannot_be_looked_up_is_unsure(look: Answer | Exception) -> None:
    with pytest.raises(Unsure):
        send(wire(TROUBLE, look))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        # the server's own clock decides, whatever ours says
        ({"ratelimit_reset": "1795341690", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 90),
        ({"ratelimit_reset": "1", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 1),
        ({"ratelimit_reset": "soon", "retry_after": "7"}, 7),
        ({"ratelimit_reset": "1795341690", "date": "yesterday"}, 300),
        ({"ratelimit_reset": "99999999999", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 86_400),
        ({}, 300),
    ],
)
def test_too_many_calls_wait_as_long_as_the_server_says(headers: Mapping[str, str], wait: int) -> None:
    with pytest.raises(TryLater) as caught:
        send(wire(no("Rate Limit Exceeded", "RateLimitExceeded", 429, **headers)))
    assert caught.value.wait == timedelta(seconds=wait)


def test_what_is_under_the_key_is_found_and_what_is_not_is_none() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    found = network.find(wire(STORED), Version(text="Fresh rye"), KEY, now)
    assert found is not None
    assert found.remote_id == URI
    assert network.find(wire(NOT_THERE), Version(text="Fresh rye"), KEY, now) is None


def test_a_look_that_failed_is_not_taken_for_nothing_there() -> None:
    for answer, kind in ((TROUBLE, TryLater), (HTML, TryLater), (EXPIRED, NeedsReconnect), (no("Odd"), Refused)):
        with pytest.raises(kind):
            network.find(wire(answer), Version(text="x"), KEY, datetime(2026, 11, 22, tzinfo=UTC))


def test_only_our_own_posts_are_deleted() -> None:
    http = wire(says({}))
    network.delete(http, URI)
    assert http.requests[0].json == {"repo": DID, "collection": "app.bsky.feed.post", "rkey": KEY}
    with pytest.raises(Refused):
        network.delete(wire(), THEIRS["uri"])


def test_a_thread_is_one_call_with_a_receipt_for_each_part() -> None:
    http = FakeHttp([results(*KEYS)], secrets=SECRETS)
    receipts = network.publish_all(http, THREAD, KEYS)
    assert [receipt.remote_id.rpartition("/")[2] for receipt in receipts] == list(KEYS)
    assert len(http.requests) == 1


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((EXPIRED,), NeedsReconnect),
        ((says({"error": "RateLimitExceeded"}, status=429),), TryLater),
        ((TROUBLE, NOT_THERE), TryLater),  # nothing is out
        ((TROUBLE, TROUBLE), Unsure),  # nobody can tell
        ((HTML,), Unsure),  # a yes that names nothing
        ((says({"results": []}),), Unsure),  # a yes without its parts
        ((says({"error": "InvalidRequest", "message": "no"}, status=400), NOT_THERE), Refused),
    ],
)
def test_what_an_answer_to_a_thread_means(answers: tuple[Any, ...], expected: type[NetworkAnswer]) -> None:
    with pytest.raises(expected):
        network.publish_all(FakeHttp(answers, secrets=SECRETS), THREAD, KEYS)


def test_a_yes_that_uses_our_allowance_up_says_how_long_to_rest() -> None:
    answer = says({"uri": URI, "cid": "bafyours"}, ratelimit_remaining="0", retry_after="90")
    receipt = network.publish(FakeHttp([answer], secrets=SECRETS), Version(text="Fresh rye"), KEY)
    assert receipt.rest == timedelta(seconds=90)
