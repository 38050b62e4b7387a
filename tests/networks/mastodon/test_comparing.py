"""What a server made, against what was sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import KEY, LOAF, reply_to, status
from twoway.domain.versions import Version
from twoway.networks import mastodon


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({}, ""),
        ({"content": "<p>Fresh <strong>rye</strong></p>"}, ""),  # takes our stars for emphasis
        ({"content": ""}, "came out empty"),
        ({"content": "<p>An older post</p>"}, "other words"),
        ({"visibility": "private"}, "should be “everybody”"),
        ({"spoiler_text": "Food"}, "The warning before the text is another one"),
        ({"media_attachments": [{}]}, "Not every picture"),
    ],
)
def test_a_surprise_is_told_and_the_receipt_is_kept(made: dict[str, Any], told: str) -> None:
    receipt = mastodon.publish(FakeHttp([says(status(**made))]), Version(text="Fresh **rye**"), KEY)

    assert receipt.remote_id == "100"
    assert told in str(receipt.refs.get("surprise", ""))
    assert ("surprise" in receipt.refs) == bool(told)


def test_an_answer_that_stands_alone_is_a_surprise() -> None:
    http = FakeHttp([says(status("55")), says(status(content="<p>Yes</p>"))])

    receipt = mastodon.publish(http, Version(text="Yes", reply_to=reply_to(visibility="public")), KEY)

    assert "stands alone" in str(receipt.refs["surprise"])


@pytest.mark.parametrize(
    "odd", [{"created_at": "yesterday"}, {"created_at": None}, {"url": None, "uri": "urn:x"}, {}]
)
def test_nothing_odd_in_a_yes_loses_it(odd: dict[str, Any]) -> None:
    made = {"id": 12, "content": None, "media_attachments": None, "mentions": [None]} | odd

    receipt = mastodon.publish(FakeHttp([says(made)]), Version(text="Fresh rye"), KEY)

    assert receipt.remote_id == "12"
    assert receipt.at.tzinfo is not None


AUDIENCES = [one.name for one in mastodon.FACTS.audiences]


@pytest.mark.parametrize(
    ("meant", "made", "alarm"),
    [
        ("direct", "public", True),
        ("private", "unlisted", True),
        ("direct", "local", True),  # nobody knows how many that are
        ("private", "", True),
        ("public", "private", False),
        ("direct", "direct", False),
    ],
)
def test_more_people_than_meant_is_an_alarm(meant: str, made: str, alarm: bool) -> None:
    http = FakeHttp([says(status(content="<p>Rye</p>", visibility=made))])

    receipt = mastodon.publish(http, Version(text="Rye", audience=meant), KEY)

    assert ("alarm" in receipt.refs) is alarm
    assert ("surprise" in receipt.refs) is (meant != made)
    if alarm:
        assert "More people can see this than should" in str(receipt.refs["alarm"])


def test_every_surprise_is_told_the_worst_first() -> None:
    made = status(content="<p>Other words</p>", visibility="public", spoiler_text="")
    meant = Version(text="Rye", audience="direct", warning="Food", pictures=(LOAF,))
    http = FakeHttp([says({"id": "9"}), says(made)], pictures={LOAF.sha256: b"x"})

    told = str(mastodon.publish(http, meant, KEY).refs["surprise"])

    assert told.startswith("More people can see this than should")
    for words in ("other words", "The warning did not arrive", "Not every picture arrived"):
        assert words in told


@pytest.mark.parametrize(
    ("media", "told"),
    [
        ({"id": "9", "description": "A loaf"}, ""),
        ({"id": "9", "description": None}, "The description of a picture did not arrive"),
        ({"id": "9"}, ""),  # a server that does not tell
    ],
)
def test_a_description_that_got_lost_is_told(media: dict[str, Any], told: str) -> None:
    made = status(content="<p>Rye</p>", media_attachments=[media])
    http = FakeHttp([says({"id": "9"}), says(made)], pictures={LOAF.sha256: b"x"})

    receipt = mastodon.publish(http, Version(text="Rye", pictures=(LOAF,)), KEY)

    assert told in str(receipt.refs.get("surprise", ""))
    assert ("surprise" in receipt.refs) == bool(told)
    assert receipt.refs["pictures"] == {LOAF.sha256: {"id": "9"}}


def test_a_lost_post_is_told_from_one_with_another_warning() -> None:
    made = status("101", "<p>Rye</p>", spoiler_text="Food")
    since = mastodon.to_message({"status": made}, "1")
    assert since is not None

    def found(warning: str) -> bool:
        http = FakeHttp([says({"id": "1"}), says([made]), says([])])
        return mastodon.find(http, Version(text="Rye", warning=warning), KEY, since.at) is not None

    assert found("Food")
    assert not found("")
