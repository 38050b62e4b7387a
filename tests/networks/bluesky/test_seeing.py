"""Counts of our posts, many in a call."""

from __future__ import annotations

import pytest

from tests.networks.bluesky.answers import EXPIRED, HTML, URI, post, posts, wire
from tests.networks.fake_http import says
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, TryLater
from twoway.domain.versions import Counts
from twoway.networks import bluesky as network
from twoway.plug.http import Answer


def many(count: int) -> tuple[str, ...]:
    return tuple(f"at://did:plc:alderandrye/app.bsky.feed.post/3key{number:03}" for number in range(count))


def test_counts_are_what_the_network_tells_and_what_it_does_not_tell_is_not_nought() -> None:
    told = post(URI, likeCount=3, replyCount=0, repostCount="many", quoteCount=True)
    assert network.counts(wire(posts(told)), (URI,)) == {URI: Counts(likes=3, replies=0)}


def test_twenty_five_posts_are_one_call_and_those_that_are_gone_are_missing() -> None:
    uris = many(51)
    http = wire(posts(*(post(uri, likeCount=1) for uri in uris[:24])), posts(), posts(post(uris[50], likeCount=2)))
    found = network.counts(http, uris)
    assert [sent.path.count("uris=") for sent in http.requests] == [25, 25, 1]
    assert (len(found), found[uris[50]].likes) == (25, 2)
    assert uris[24] not in found


def test_what_is_no_post_of_this_network_is_not_asked_for() -> None:
    http = wire(posts(post(URI)))
    assert list(
        network.counts(http, ("12345", "https://example.org/1", URI, URI, "at://x/app.bsky.feed.like/3a"))
    ) == [URI]
    assert http.requests[0].path.count("uris=") == 1
    assert network.counts(wire(), ("12345",)) == {}


@pytest.mark.parametrize(("answer", "kind"), [(HTML, TryLater), (EXPIRED, NeedsReconnect)])
def test_counts_that_cannot_be_had_are_no_counts(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        network.counts(wire(answer), (URI,))


HERS = "at://did:plc:sunny/app.bsky.feed.post/3n2vkbbbbbb2e"
NOT_FOUND = says({"error": "NotFound", "message": f"Post not found: {HERS}"}, status=400)


def thread(kind: str) -> Answer:
    return says({"thread": {"$type": f"app.bsky.feed.defs#{kind}", "uri": HERS}})


@pytest.mark.parametrize("answer", [NOT_FOUND, thread("notFoundPost"), thread("blockedPost")])
def test_what_is_not_shown_any_more_is_gone_when_it_is_asked_for_alone(answer: Answer) -> None:
    http = wire(posts(post(URI)), answer)
    found = network.look_again(http, (URI, HERS, "nonsense"))
    assert found[HERS] is None
    there = found[URI]
    assert there is not None
    message = network.to_message(there, "did:plc:alderandrye")
    assert message is not None
    assert message.remote_id == URI
    assert found.keys() == {URI, HERS}


def test_a_list_that_leaves_one_out_is_not_believed() -> None:
    assert network.look_again(wire(posts(), thread("threadViewPost")), (HERS,)) == {}


@pytest.mark.parametrize(("answer", "kind"), [(HTML, TryLater), (EXPIRED, NeedsReconnect)])
def test_a_look_that_failed_tells_nothing_gone(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        network.look_again(wire(posts(), answer), (HERS,))
