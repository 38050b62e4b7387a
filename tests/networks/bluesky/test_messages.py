"""Messages as people read them: whole links, and a line for what stands beside the words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.bluesky.answers import DID, URI, post
from twoway.networks import bluesky as network

LINK = "app.bsky.richtext.facet#link"


def text_of(text: str, **more: Any) -> str:
    raw = post()
    raw["record"] = {**raw["record"], "text": text, **more}
    message = network.to_message({"post": raw}, DID)
    assert message is not None
    return message.text


def link(text: str, shown: str, uri: object) -> dict[str, Any]:
    start = text.encode().index(shown.encode())
    index = {"byteStart": start, "byteEnd": start + len(shown.encode())}
    return {"index": index, "features": [{"$type": LINK, "uri": uri}]}


@pytest.mark.parametrize(
    ("shown", "uri", "read"),
    [
        ("example.org/brot/frü...", "https://example.org/brot/früh?a=1", "https://example.org/brot/früh?a=1"),
        ("example.org/brot/f…", "https://example.org/brot/f/1", "https://example.org/brot/f/1"),
        ("example.org/", "https://example.org", "example.org/"),
        ("https://example.org", "https://example.org", "https://example.org"),
        ("our page", "https://example.org/x", "our page (https://example.org/x)"),
        # A link that leads elsewhere than it says is told.
        ("bank.example...", "https://evil.example/x", "bank.example... (https://evil.example/x)"),
    ],
)
def test_a_link_is_read_with_where_it_leads(shown: str, uri: str, read: str) -> None:
    text = f"🥐 Schau: {shown} – ja"
    assert text_of(text, facets=[link(text, shown, uri)]) == f"🥐 Schau: {read} – ja"


def test_several_links_are_each_written_out() -> None:
    text = "a.example/x... und b.example/y..."
    facets = [link(text, f"{host}...", f"https://{host}yz") for host in ("a.example/x", "b.example/y")]
    assert text_of(text, facets=facets) == "https://a.example/xyz und https://b.example/yyz"


@pytest.mark.parametrize(
    "facet",
    [
        None,
        "x",
        {},
        {"index": {"byteStart": 0}},
        {"index": {"byteStart": 0, "byteEnd": 999}, "features": [{"$type": LINK, "uri": "https://a.example"}]},
        {"index": {"byteStart": -3, "byteEnd": 2}, "features": [{"$type": LINK, "uri": "https://a.example"}]},
        {"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"$type": LINK, "uri": 7}]},
        {"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "x"}]},
    ],
)
def test_a_link_that_makes_no_sense_changes_no_words(facet: object) -> None:
    assert text_of("Two please", facets=[facet]) == text_of("Two please", facets=facet) == "Two please"


@given(text=st.text(max_size=30), places=st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40)), max_size=4))
def test_wherever_links_are_said_to_be_there_is_a_text(text: str, places: list[tuple[int, int]]) -> None:
    feature = {"$type": LINK, "uri": "https://a.example/x"}
    facets = [{"index": {"byteStart": a, "byteEnd": b}, "features": [feature]} for a, b in places]
    assert isinstance(text_of(text.encode(errors="ignore").decode(), facets=facets), str)


IMAGES = {"images": [{"alt": "Twelve loaves\non a rack"}, {"alt": ""}]}


@pytest.mark.parametrize(
    ("embed", "lines"),
    [
        (IMAGES, ["Picture: Twelve loaves on a rack", "Picture: no description"]),
        ({"items": [{"alt": "One"}, {"alt": "Two"}]}, ["Picture: One", "Picture: Two"]),
        ({"video": {}, "alt": "Kneading"}, ["Video: Kneading"]),
        ({"external": {"uri": "https://a.example/1", "title": "A page"}}, ["Link: A page https://a.example/1"]),
        ({"external": {"uri": "https://a.example/1"}}, ["Link: https://a.example/1"]),
        (
            {"record": {"record": {}}, "media": IMAGES},
            ["Picture: Twelve loaves on a rack", "Picture: no description"],
        ),
        ({"record": {"uri": "at://x", "cid": "y"}}, []),
        ({"images": "none"}, []),
        ("x", []),
    ],
)
def test_what_stands_beside_the_words_is_told_in_words(embed: object, lines: list[str]) -> None:
    assert text_of("Look", embed=embed) == "\n\n".join(["Look", *lines])


def test_a_picture_without_words_is_no_empty_message() -> None:
    assert text_of("", embed={"images": [{"alt": "A burnt loaf"}]}) == "Picture: A burnt loaf"


def test_a_card_of_a_link_that_is_in_the_words_is_not_told_twice() -> None:
    card = {"external": {"uri": "https://a.example/1", "title": "A page"}}
    assert text_of("See https://a.example/1", embed=card) == "See https://a.example/1"


QUOTED = "at://did:plc:kemi/app.bsky.feed.post/3kemi"


def shown(embed: object = None, labels: object = None, own: str = DID) -> str:
    record = {"$type": "app.bsky.feed.post", "text": "So true", **({"embed": embed} if embed else {})}
    found = network.to_message({"post": post(record=record, labels=labels), "as": "reply"}, own)
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    "embed",
    [
        {"$type": "app.bsky.embed.record", "record": {"uri": QUOTED, "cid": "c"}},
        {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": QUOTED, "cid": "c"}}, "media": {}},
    ],
)
def test_what_is_quoted_is_told_with_its_address(embed: object) -> None:
    assert shown(embed) == "So true\n\nQuotes: https://bsky.app/profile/did:plc:kemi/post/3kemi"


@pytest.mark.parametrize(
    "record", [{"uri": "at://did:plc:kemi/app.bsky.graph.list/3list"}, {"uri": 7}, "odd", None, {"record": "odd"}, {}]
)
def test_what_is_no_post_is_not_told_as_a_quote(record: object) -> None:
    assert shown({"$type": "app.bsky.embed.record", "record": record}) == "So true"


def test_a_quote_of_ours_is_shown_beside_it_anyway() -> None:
    assert shown({"$type": "app.bsky.embed.record", "record": {"uri": URI, "cid": "c"}}) == "So true"


def test_what_a_post_is_marked_as_is_told_first() -> None:
    labels = [
        {"val": "porn"},
        {"val": "graphic-media"},
        {"val": "gore"},
        {"val": "spam", "neg": True},
        {"val": "odd"},
        7,
    ]
    assert shown(labels=labels) == "Marked as adult content, graphic pictures.\n\nSo true"
    assert shown(labels="odd") == "So true"
