"""Likes: one, however often and wherever they are pressed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.networks.bluesky.answers import DID, EXPIRED, HTML, NOT_THERE, SWAP, THEIRS, TROUBLE, post, posts, wire
from tests.networks.fake_http import says
from twoway.domain.atproto import key_about
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater
from twoway.networks import bluesky as network
from twoway.plug.http import Answer

LIKE = "app.bsky.feed.like"
MADE = says({"uri": f"at://{DID}/{LIKE}/{key_about(THEIRS)}", "cid": "bafylike"})
DATED = posts(post(), date="Sun, 22 Nov 2026 10:00:00 GMT")


def press(*answers: Answer | Exception, on: bool = True) -> list[tuple[str, Any]]:
    http = wire(*answers)
    network.react(http, THEIRS, {}, "like", on)
    return [(sent.path.rpartition("/")[2].partition("?")[0], sent.json) for sent in http.requests]


def test_a_like_names_the_post_as_it_stands_and_the_time_of_the_network() -> None:
    _, (name, body) = press(DATED, MADE)
    record = {"subject": {"uri": THEIRS, "cid": "bafytheirs"}, "createdAt": "2026-11-22T10:00:00.000Z"}
    assert name == "com.atproto.repo.putRecord"
    assert body == {
        "repo": DID,
        "collection": LIKE,
        "rkey": key_about(THEIRS),
        "swapRecord": None,
        "record": {"$type": LIKE, **record},
    }


def test_the_key_of_a_like_follows_from_the_post_and_looks_like_any_other() -> None:
    assert key_about(THEIRS) == key_about(THEIRS) != key_about(THEIRS.replace("sunny", "dele"))
    for uri in (THEIRS, "at://did:plc:sunny/app.bsky.feed.post/self"):
        assert re.fullmatch(r"[2-7a-j][2-7a-z]{12}", key_about(uri))


def test_what_is_liked_already_is_left_alone() -> None:
    liked = post(viewer={"like": f"at://{DID}/{LIKE}/3app"})
    assert len(press(posts(liked))) == 1


@pytest.mark.parametrize("answers", [(SWAP,), (TROUBLE, MADE)])
def test_a_like_that_somebody_else_has_just_pressed_is_a_success(answers: tuple[Answer, ...]) -> None:
    assert len(press(DATED, *answers)) == 1 + len(answers)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ((posts(),), Refused),  # gone, or hidden from us
        ((posts(post(THEIRS + "x")),), Refused),  # another one
        ((TROUBLE,), TryLater),
        ((HTML,), TryLater),
        ((EXPIRED,), NeedsReconnect),
        ((DATED, TROUBLE, NOT_THERE), TryLater),
        ((DATED, EXPIRED), NeedsReconnect),
        ((DATED, HTML), TryLater),  # a page in place of an answer
        ((DATED, TryLater("No connection.")), TryLater),
    ],
)
def test_what_a_like_that_failed_means(answers: tuple[Answer | Exception, ...], kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind) as caught:
        press(*answers)
    assert type(caught.value) is kind


def test_a_lost_answer_to_a_like_may_be_asked_for_again() -> None:
    http = wire(DATED, MADE)
    network.react(http, THEIRS, {}, "like", True)
    assert not any(sent.changes for sent in http.requests)


def test_what_was_liked_here_or_in_the_app_is_liked_no_longer() -> None:
    liked = post(viewer={"like": f"at://{DID}/{LIKE}/3app"})
    sent = press(posts(liked), says({}), says({}), on=False)
    keys = [body["rkey"] for _, body in sent[1:]]
    assert sorted(keys) == sorted([key_about(THEIRS), "3app"])


def test_what_is_gone_is_liked_by_nobody() -> None:
    assert len(press(posts(), says({}), on=False)) == 2


def test_a_reaction_that_bluesky_has_not_is_refused_before_anything_is_sent() -> None:
    http = wire()
    with pytest.raises(Refused, match="no reaction"):
        network.react(http, THEIRS, {}, "clap", True)
    assert http.requests == []
