"""Pictures on their way to a Mastodon server."""

from __future__ import annotations

import time

import pytest

from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import KEY, LOAF, status
from twoway.domain.errors import NetworkAnswer, Refused, TryLater
from twoway.domain.versions import Picture, Version
from twoway.networks import mastodon
from twoway.networks.mastodon import uploading, writing
from twoway.plug.http import Answer


def test_a_picture_still_being_worked_on_is_waited_for() -> None:
    answers = [
        says({"id": "9", "url": None}, status=202),
        says(None, status=206),
        says({"id": "9"}),
        says(status(media_attachments=[{}])),
    ]
    http = FakeHttp(answers, pictures={LOAF.sha256: b"x"})

    mastodon.publish(http, Version(text="Fresh rye", pictures=(LOAF,)), KEY)

    assert http.paths[1:3] == ["GET /api/v1/media/9", "GET /api/v1/media/9"]


def test_a_picture_that_is_never_ready_is_tried_later_and_nothing_is_out() -> None:
    http = FakeHttp([says(None, status=206)] * 3)

    with pytest.raises(TryLater, match="nothing is out"):
        uploading.wait_for(http, "9", pauses=(0, 0, 0))


def test_pictures_that_took_too_long_leave_the_turn_to_the_next_try() -> None:
    with pytest.raises(TryLater, match="nothing is out"):
        writing._make_sure_it_is_still_our_turn(FakeHttp(), time.monotonic() - 76)
    writing._make_sure_it_is_still_our_turn(FakeHttp(), time.monotonic() - 70)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (says({"error": "Validation failed: File content type is invalid"}, status=422), Refused),
        (says({"error": "Error processing thumbnail"}, status=500), TryLater),
        (says({}), TryLater),  # took it without a number
        (says(None, status=413), Refused),
    ],
)
def test_an_upload_that_fails_leaves_nothing_behind(answer: Answer, raised: type[NetworkAnswer]) -> None:
    http = FakeHttp([answer], pictures={LOAF.sha256: b"x"})

    with pytest.raises(raised):
        mastodon.publish(http, Version(text="Fresh rye", pictures=(LOAF,)), KEY)

    assert http.paths == ["POST /api/v2/media"]


def test_a_picture_that_the_server_has_already_is_not_uploaded_again() -> None:
    ready = Picture(sha256="cd", mime="image/png", size=4, width=1, height=1, remote={"id": "9"})
    http = FakeHttp([says(status(media_attachments=[{}]))])

    mastodon.publish(http, Version(text="Fresh rye", pictures=(ready,)), KEY)

    assert http.paths == ["POST /api/v1/statuses"]
