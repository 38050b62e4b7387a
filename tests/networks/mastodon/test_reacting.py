"""Pressing what stands below a post, and what people pressed below ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.counterparts.proxy import Accident
from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import Before, fresh, status
from twoway.domain.errors import BadInput, Refused, TryLater
from twoway.domain.versions import Counts
from twoway.networks import mastodon


@pytest.mark.parametrize(
    ("reaction", "on", "path"),
    [
        ("like", True, "favourite"),
        ("like", False, "unfavourite"),
        ("boost", True, "reblog"),
        ("boost", False, "unreblog"),
    ],
)
def test_pressing_and_taking_back(reaction: str, on: bool, path: str) -> None:
    http = FakeHttp([says(status())])

    mastodon.react(http, "10/0", {}, reaction, on)

    assert http.paths == [f"POST /api/v1/statuses/10%2F0/{path}"]
    assert not http.requests[0].changes  # pressing twice does no harm


def test_taking_back_from_what_is_gone_is_fine() -> None:
    mastodon.react(FakeHttp([says(None, status=404)]), "100", {}, "like", False)

    with pytest.raises(Refused, match="gone"):
        mastodon.react(FakeHttp([says(None, status=404)]), "100", {}, "like", True)


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_what_was_not_written_for_everybody_is_never_boosted(visibility: str) -> None:
    http = FakeHttp()

    with pytest.raises(Refused, match="not written for everybody"):
        mastodon.react(http, "100", {"visibility": visibility}, "boost", True)

    assert http.requests == []


def test_other_reactions_are_not_known_here() -> None:
    with pytest.raises(BadInput, match="like or boost"):
        mastodon.react(FakeHttp(), "100", {}, "dance", True)


def test_the_facts_name_what_can_be_pressed() -> None:
    for reaction in mastodon.FACTS.reactions:
        mastodon.react(FakeHttp([says(status())]), "100", {"visibility": "public"}, reaction, True)


def test_our_posts_are_counted_many_at_once() -> None:
    ids = tuple(str(number) for number in range(25))
    told: dict[str, Any] = {"favourites_count": 3, "reblogs_count": 2, "replies_count": 1, "quotes_count": 0}
    pages = [[status(one, **told) for one in ids[:20]], [status(one) for one in ids[20:24]]]
    http = FakeHttp([says(page) for page in pages])

    found = mastodon.counts(http, ids)

    assert found["0"] == Counts(likes=3, reposts=2, replies=1, quotes=0)
    assert found["23"] == Counts()
    assert "24" not in found  # gone
    assert http.paths[0].startswith("GET /api/v1/statuses?id[]=0&id[]=1&")


def test_an_older_server_is_asked_for_each() -> None:
    http = FakeHttp([says(None, status=404), says(status("1", favourites_count=5)), says(None, status=404)])

    assert mastodon.counts(http, ("1", "2")) == {"1": Counts(likes=5)}


@pytest.mark.parametrize("odd", [-1, "many", None, True, 1.5])
def test_counts_that_make_no_sense_are_not_told(odd: object) -> None:
    assert mastodon.counts(FakeHttp([says([status("1", favourites_count=odd)])]), ("1",)) == {"1": Counts()}


def test_nothing_to_count_asks_nobody() -> None:
    assert mastodon.counts(FakeHttp(), ()) == {}


@pytest.mark.mastodon
def test_pressing_twice_is_seen_once_and_can_be_taken_back(mastodon_server: MastodonServer) -> None:
    theirs = mastodon_server.post("tom", fresh().text)
    http = mastodon_server.http("alder")

    for reaction in ("like", "like", "boost", "boost"):
        mastodon.react(http, theirs["id"], {"visibility": "public"}, reaction, True)
    assert mastodon.counts(mastodon_server.http("tom"), (theirs["id"], "424242424242")) == {
        theirs["id"]: Counts(likes=1, reposts=1, replies=0)
    }
    for reaction in ("like", "like", "boost"):
        mastodon.react(http, theirs["id"], {"visibility": "public"}, reaction, False)
    assert mastodon.counts(http, (theirs["id"],))[theirs["id"]].likes == 0


@pytest.mark.mastodon
def test_a_press_whose_answer_is_lost_is_pressed_again(mastodon_server: MastodonServer, proxy: Before) -> None:
    theirs = mastodon_server.post("tom", fresh().text)
    way = proxy(mastodon_server.address)
    way.on("POST", "/api/v1/statuses", Accident.DROP)
    http = mastodon_server.http("alder", address=way.address)

    with pytest.raises(TryLater):
        mastodon.react(http, theirs["id"], {}, "like", True)
    mastodon.react(http, theirs["id"], {}, "like", True)

    assert mastodon.counts(http, (theirs["id"],))[theirs["id"]].likes == 1
