"""What a server takes, by its version; and pictures as its readers know them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.networks.bluesky.answers import HTML, wire
from tests.networks.fake_http import says
from twoway.domain.versions import Picture, Version
from twoway.networks import bluesky as network


@pytest.mark.parametrize(
    ("version", "pictures", "size"),
    [
        ("0.4.217", 4, 1_000_000),  # measured
        ("0.4.218", 4, 2_000_000),
        ("0.4.9", 4, 1_000_000),  # numbers, not letters
        ("0.5.0", 4, 2_000_000),
        ("0.5.26", 10, 2_000_000),
        ("0.5.35-next.1", 10, 2_000_000),
        ("1.0.0", 10, 2_000_000),
        ("8e8d3c5a", 10, 2_000_000),  # one that Bluesky runs itself
        ("", 10, 2_000_000),
    ],
)
def test_a_server_takes_what_its_version_takes(version: str, pictures: int, size: int) -> None:
    found = network.instance(wire(says({"version": version})))
    assert (found["pictures"], found["picture_bytes"]) == (pictures, size)


def test_a_server_that_tells_nothing_is_taken_for_a_current_one() -> None:
    assert network.instance(wire(HTML))["pictures"] == network.FACTS.media.most


def embed(count: int, **shape: int) -> Any:
    size: dict[str, Any] = {"width": 4, "height": 3, **shape}
    shown = [Picture(sha256=f"{n:064x}", mime="image/png", size=7, alt=f"Loaf {n}", **size) for n in range(count)]
    record: Any = network.to_payload(Version(text="Look", pictures=tuple(shown)), "3n2vkagp2tk2e")["record"]
    return record["embed"]


def test_up_to_four_pictures_are_sent_as_every_reader_knows_them() -> None:
    assert [embed(count)["$type"] for count in (1, 4)] == ["app.bsky.embed.images"] * 2


def test_more_pictures_are_a_gallery_in_their_order_each_with_its_shape_and_words() -> None:
    gallery = embed(10)
    assert gallery["$type"] == "app.bsky.embed.gallery"
    assert [item["alt"] for item in gallery["items"]] == [f"Loaf {n}" for n in range(10)]
    assert gallery["items"][0]["$type"] == "app.bsky.embed.gallery#image"
    assert gallery["items"][0]["aspectRatio"] == {"width": 4, "height": 3}


def test_a_picture_of_unknown_shape_is_a_square_where_one_must_be_told() -> None:
    assert embed(5, width=0, height=0)["items"][0]["aspectRatio"] == {"width": 1, "height": 1}
    assert "aspectRatio" not in embed(4, width=0, height=0)["images"][0]
