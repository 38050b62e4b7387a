"""Notifications and posts of others, as messages."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.bluesky.words import (
    ANSWERING,
    DID,
    PATIENT,
    REPLY,
    SUNNY,
    THEIRS,
    URI,
)
from twoway.networks import bluesky as network


def test_a_reply_becomes_a_message_that_can_be_answered() -> None:
    message = network.to_message(REPLY, DID)
    assert message is not None
    assert (message.text, message.kind, message.about_id, message.root_id) == ("Two please", "reply", URI, URI)
    assert (message.author.name, message.author.address) == (
        "Sunnybank",
        "https://bsky.app/profile/sunny.bsky.social",
    )
    assert message.address == "https://bsky.app/profile/sunny.bsky.social/post/3theirs"
    assert message.at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert message.reply_to == ANSWERING
    assert not message.ours
    assert not message.private


def test_a_reply_found_in_the_thread_is_the_same_message() -> None:
    post = {name: value for name, value in REPLY.items() if not name.startswith("reason")}
    assert network.to_message({"about": URI, "post": post}, DID) == network.to_message(REPLY, DID)


def test_a_mention_starts_a_thread_of_its_own() -> None:
    mention = {**REPLY, "reason": "mention", "reasonSubject": "", "record": {"text": "hi @alder.bsky.social"}}
    message = network.to_message(mention, DID)
    assert message is not None
    assert (message.kind, message.about_id, message.root_id) == ("mention", "", THEIRS["uri"])
    assert message.reply_to.refs == {"root": THEIRS, "parent": THEIRS}


def test_our_own_words_in_a_thread_are_known_as_ours() -> None:
    message = network.to_message({"about": URI, "post": {**REPLY, "author": {**SUNNY, "did": DID}}}, DID)
    assert message is not None
    assert message.ours


def test_an_account_whose_domain_is_gone_is_linked_by_its_lasting_name() -> None:
    message = network.to_message({**REPLY, "author": {**SUNNY, "handle": "handle.invalid"}}, DID)
    assert message is not None
    assert message.author.address == "https://bsky.app/profile/did:plc:sunny"


@pytest.mark.parametrize("reason", ["like", "repost", "follow", "like-via-repost", "starterpack-joined", "verified"])
def test_applause_is_no_message(reason: str) -> None:
    assert network.to_message({**REPLY, "reason": reason}, DID) is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"reason": "a new kind"},
        {"reason": ["reply"]},
        {**REPLY, "record": None},
        {**REPLY, "record": {"text": 7}},
        {**REPLY, "record": {"text": "x", "reply": {}}},
        {**REPLY, "author": {}},
        {**REPLY, "indexedAt": "yesterday"},
        {**REPLY, "cid": None},
        {"post": {}},
    ],
)
def test_an_unknown_shape_is_said_to_be_one(raw: Mapping[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        network.to_message(raw, DID)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@PATIENT
@given(
    st.dictionaries(st.sampled_from([*REPLY, "post", "about"]), JSON | st.sampled_from(list(REPLY.values()))),
)
def test_garbage_is_a_message_or_nothing_or_said_to_be_unknown(raw: dict[str, object]) -> None:
    message = None
    with contextlib.suppress(ValueError):
        message = network.to_message(raw, DID)
    assert message is None or (message.remote_id and message.author.handle)
