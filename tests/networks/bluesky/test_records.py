"""Records as they are put into an account's repository."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.networks.bluesky.words import (
    ANSWERING,
    KEY,
    KEYS,
    OURS,
    PATIENT,
    THEIRS,
    THREAD,
    record_of,
)
from twoway.domain.atproto import record_cid
from twoway.domain.versions import Card, Mention, Picture, Version
from twoway.networks import bluesky as network


def test_one_version_and_key_are_always_the_same_record() -> None:
    version = Version(text="Fresh rye at eight #Millbrook", languages=("en",))
    assert network.to_payload(version, KEY) == network.to_payload(version, KEY)
    assert network.to_payload(version, KEY) == {
        "collection": "app.bsky.feed.post",
        "rkey": KEY,
        "swapRecord": None,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Fresh rye at eight #Millbrook",
            "createdAt": "2026-11-22T11:48:03.934Z",
            "langs": ["en"],
            "facets": [
                {
                    "index": {"byteStart": 19, "byteEnd": 29},
                    "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Millbrook"}],
                }
            ],
        },
    }


def test_a_post_carries_the_time_it_is_due() -> None:
    due = datetime(2026, 12, 24, 8, tzinfo=UTC)
    record = network.to_payload(Version(text="x"), network.new_key(due, 2**63 + 12345))["record"]
    assert isinstance(record, dict)
    assert str(record["createdAt"]).startswith("2026-12-24T08:00:00.")


def test_at_most_three_languages_go_out_and_none_that_is_no_language() -> None:
    assert record_of(Version(text="x", languages=("de", "not one", "en-GB", "cy", "fr")))["langs"] == [
        "de",
        "en-GB",
        "cy",
    ]
    assert "langs" not in record_of(Version(text="x", languages=()))


def test_a_mention_is_a_link_only_when_it_is_known_who_that_is() -> None:
    text = "@Sunny.bsky.social and @dele.bsky.social"
    known = Mention(handle="sunny.bsky.social", remote_id="did:plc:sunny")
    facets = record_of(Version(text=text, mentions=(known, Mention(handle="dele.bsky.social"))))["facets"]
    assert isinstance(facets, list)
    assert [facet["features"][0]["did"] for facet in facets] == ["did:plc:sunny"]


def test_pictures_carry_their_description_and_shape() -> None:
    first = Picture(sha256="00" * 32, mime="image/png", size=7, width=4, height=3, alt="A loaf")
    second = Picture(sha256="11" * 32, mime="image/png", size=7, width=0, height=0, remote={"$type": "blob", "x": 1})
    embed = record_of(Version(text="Look", pictures=(first, second)))["embed"]
    assert isinstance(embed, dict)
    assert embed["images"][0]["alt"] == "A loaf"
    assert embed["images"][0]["aspectRatio"] == {"width": 4, "height": 3}
    assert embed["images"][1] == {"alt": "", "image": {"$type": "blob", "x": 1}}


def test_a_reply_names_what_it_answers_and_the_top_of_the_thread() -> None:
    assert record_of(Version(text="Gladly", reply_to=ANSWERING))["reply"] == {"root": OURS, "parent": THEIRS}


@PATIENT
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_any_text_is_sent_as_it_was_written(text: str) -> None:
    payload = network.to_payload(Version(text=text), KEY)
    assert record_of(Version(text=text))["text"] == text
    assert json.loads(json.dumps(payload)) == payload


def test_a_thread_is_shown_as_it_is_written_each_part_under_the_one_before() -> None:
    writes: Any = network.to_payload(THREAD, KEY)["writes"]
    assert [write["rkey"] for write in writes] == list(KEYS)
    assert [write["value"]["text"] for write in writes] == [THREAD.text, *THREAD.more, THREAD.first_comment]
    parents = [write["value"].get("reply", {}).get("parent", {}).get("cid") for write in writes]
    first = record_cid(writes[0]["value"])
    assert parents == [None, first, first]


def test_a_link_brings_its_card_along_because_the_network_looks_at_no_page() -> None:
    card = Card(
        address="https://alderrye.example/walk",
        title="The bread walk",
        about="Sunday at nine.",
        picture=Picture(sha256="ab" * 32, mime="image/jpeg", size=1200, width=0, height=0),
    )

    record = network.to_payload(Version(text="Come along https://alderrye.example/walk", card=card), KEY)["record"]

    assert isinstance(record, Mapping)
    embed = record["embed"]
    assert embed["$type"] == "app.bsky.embed.external"
    assert embed["external"]["uri"] == card.address
    assert (embed["external"]["title"], embed["external"]["description"]) == (card.title, card.about)
    assert embed["external"]["thumb"]["mimeType"] == "image/jpeg"


def test_pictures_go_before_a_card() -> None:
    card = Card(address="https://alderrye.example/walk", title="The bread walk")
    shown = Picture(sha256="cd" * 32, mime="image/png", size=99, width=3, height=2, alt="A loaf")

    record = network.to_payload(Version(text="x", card=card, pictures=(shown,)), KEY)["record"]

    assert isinstance(record, Mapping)
    assert record["embed"]["$type"] == "app.bsky.embed.images"
