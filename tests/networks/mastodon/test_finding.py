"""Looking for a post whose sending nobody answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import AT, KEY, account, status
from twoway.domain.errors import TryLater, Unsure
from twoway.domain.versions import Version
from twoway.networks import mastodon
from twoway.plug.http import Answer


def test_a_lost_post_is_found_among_our_own() -> None:
    written = "Rye & spelt, @tom@town.social: https://alder.example/a_b?x=1 #rye 🥖"
    content = (
        '<p>Rye &amp; spelt, <span class="h-card"><a href="https://town.social/@tom" class="u-url mention">@<span>tom'
        '</span></a></span>: <a href="https://alder.example/a_b?x=1"><span class="invisible">https://</span>'
        '<span class="ellipsis">alder.example/a_b</span><span class="invisible">?x=1</span></a> '
        '<a href="https://bakery.social/tags/rye" class="mention hashtag">#<span>rye</span></a> 🥖</p>'
    )
    page = [status("102", "<p>Later</p>"), status("101", content, mentions=[account("8", "tom@town.social")])]
    http = FakeHttp([says({"id": "1"}), says(page)])

    receipt = mastodon.find(http, Version(text=written), KEY, AT)

    assert receipt is not None
    assert receipt.remote_id == "101"
    assert "surprise" not in receipt.refs
    assert http.requests[1].path == "/api/v1/accounts/1/statuses"


@pytest.mark.parametrize(
    "other",
    [
        status(content="<p>Fresh rye today</p>"),
        status(content="<p>Fresh rye 🎉</p>"),  # signs count, not letters alone
        status(in_reply_to_id="3"),  # the same words as an answer to somebody
        status(media_attachments=[{}]),
        status(created_at="2026-11-22T07:50:00Z"),  # the same words, sent earlier
    ],
)
def test_another_post_is_not_taken_for_ours(other: dict[str, Any]) -> None:
    http = FakeHttp([says({"id": "1"}), says([other]), says([])])

    assert mastodon.find(http, Version(text="Fresh rye"), KEY, AT) is None


def test_looking_goes_by_the_servers_own_clock() -> None:
    """The server is an hour behind us: the post is dated before our attempt and still ours."""
    behind = (datetime.now(UTC) - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    made = status(created_at=(datetime.now(UTC) - timedelta(hours=1)).isoformat())
    http = FakeHttp([says({"id": "1"}, date=behind), says([made])])

    assert mastodon.find(http, Version(text="Fresh rye"), KEY, datetime.now(UTC)) is not None


def test_looking_goes_back_page_by_page_until_the_attempt() -> None:
    pages = [[status("9", "<p>b</p>")], [status("8")]]
    http = FakeHttp([says({"id": "1"}), *map(says, pages)])

    receipt = mastodon.find(http, Version(text="Fresh rye"), KEY, AT)

    assert receipt is not None
    assert http.requests[2].params["max_id"] == "9"


def test_too_many_posts_to_look_through_is_not_a_no() -> None:
    pages = [says([status(str(number), "<p>b</p>")]) for number in range(9, 4, -1)]

    with pytest.raises(Unsure):
        mastodon.find(FakeHttp([says({"id": "1"}), *pages]), Version(text="Fresh rye"), KEY, AT)


@pytest.mark.parametrize("answers", [[says(None)], [says({"id": "1"}), says({"error": "?"})]])
def test_garbage_while_looking_is_not_a_no(answers: list[Answer]) -> None:
    with pytest.raises(TryLater):
        mastodon.find(FakeHttp(answers), Version(text="Fresh rye"), KEY, AT)
