"""What a server's answers mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import KEY, reply_to, status
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater, Unsure
from twoway.domain.versions import Version
from twoway.networks import mastodon
from twoway.plug.http import Answer


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (says(None, body=b"<html>ok</html>"), Unsure),
        (says([]), Unsure),
        (says({}), Unsure),
        (says({"id": None}), Unsure),
        (says({"error": "oops"}, status=500), Unsure),
        (says(None, status=502), Unsure),
        (says(None, status=408), Unsure),
        (says({"error": "The access token was revoked"}, status=401), NeedsReconnect),
        (says({"error": "This action is outside the authorized scopes"}, status=403), Refused),
        (says({"error": "Record not found"}, status=404), Refused),
        (says({"error": "Validation failed: Text character limit of 500 exceeded"}, status=422), Refused),
        (says({"error": "Cannot attach files that have not finished processing."}, status=422), TryLater),
        (says(None, status=429), TryLater),
        (says(None, status=301, location="https://new.social/api"), Refused),
        (Unsure("lost"), Unsure),
        (TryLater("down"), TryLater),
    ],
)
def test_a_server_that_does_not_say_yes(answer: Answer | Exception, raised: type[NetworkAnswer]) -> None:
    with pytest.raises(raised):
        mastodon.publish(FakeHttp([answer]), Version(text="Fresh rye"), KEY)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says({"error": "outside the authorized scopes"}, status=403), "make a new token with read and write"),
        (says({"error": "Text can't be blank"}, status=422), "write something or add a picture"),
        (says({"error": "Your login is currently disabled"}, status=403), "ask its moderators"),
        (says({"error": "Quite new words"}, status=422), "bakery.social said no: Quite new words"),
        (says(None, status=418), "bakery.social said no: 418"),
        (says(None, status=308, location="https://new.social/x"), "connect the account again with that address"),
    ],
)
def test_a_no_says_why_and_offers_the_way_out(answer: Answer, words: str) -> None:
    with pytest.raises(Refused, match=re.escape(words)):
        mastodon.publish(FakeHttp([answer]), Version(text="Fresh rye"), KEY)


@pytest.mark.parametrize("answered", [[says(None, status=404)], [says(status("55")), says(None, status=404)]])
def test_an_answer_to_a_post_that_is_gone_says_so(answered: list[Answer]) -> None:
    with pytest.raises(Refused, match="The post you are answering is gone"):
        mastodon.publish(FakeHttp(answered), Version(text="Yes", reply_to=reply_to()), KEY)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "30"}, 30),
        ({"x-ratelimit-reset": "2026-11-22T08:04:00.123Z", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, 240),
        ({"x-ratelimit-reset": "1795334640", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, None),
        ({"x-ratelimit-reset": "2026-11-22T07:00:00Z", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, 1),  # over already
        ({"x-ratelimit-reset": "2036-11-22T07:00:00Z"}, 3600),  # never longer than an hour
        ({"x-ratelimit-reset": "99999999999999999999"}, 300),
        ({"x-ratelimit-reset": "99999999999"}, 3600),
        ({"x-ratelimit-reset": "soon"}, 300),
        ({}, 300),
    ],
)
def test_slowing_down_goes_by_the_servers_own_clock(headers: dict[str, str], wait: int | None) -> None:
    with pytest.raises(TryLater) as later:
        mastodon.publish(FakeHttp([Answer(status=429, headers=headers)]), Version(text="Fresh rye"), KEY)

    assert later.value.wait is not None
    if wait is not None:
        assert round(later.value.wait.total_seconds()) == wait


PAGE, NOTHING = says(body=b"<html>Welcome to the hotel's network</html>"), says(body=b"")


@pytest.mark.parametrize("answer", [PAGE, NOTHING])
@pytest.mark.parametrize(
    "call",
    [
        lambda http: mastodon.delete(http, "1"),
        lambda http: mastodon.react(http, "1", {}, "like", True),
        mastodon.is_alive,
        lambda http: mastodon.search(http, "rye", ""),
        lambda http: mastodon.people(http, "rye"),
        lambda http: mastodon.look_up(http, "kemi"),
        lambda http: mastodon.fetch(http, "7", ()),
        lambda http: mastodon.counts(http, ("1",)),
        mastodon.examine,
    ],
)
def test_a_page_in_place_of_an_answer_is_no_yes(call: Callable[[FakeHttp], object], answer: Answer) -> None:
    with pytest.raises(TryLater, match="did not answer like a Mastodon server"):
        call(FakeHttp([answer] * 3))


def test_a_page_in_place_of_a_receipt_is_unsure() -> None:
    with pytest.raises(Unsure, match="may be out all the same"):
        mastodon.publish(FakeHttp([PAGE]), Version(text="Rye"), KEY)


@pytest.mark.parametrize("wait", ["9" * 20, "9" * 5000, "²", "-1", "Mon, 23 Nov 2026 10:00:00 GMT"])
@pytest.mark.parametrize("reset", ["", "9" * 20, "٣", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("date", ["", "Mon, 23 Nov 99999999999999999999 10:00:00 GMT"])
def test_a_wait_that_makes_no_sense_is_a_wait_all_the_same(wait: str, reset: str, date: str) -> None:
    answer = says(None, status=429, retry_after=wait, x_ratelimit_reset=reset, date=date)

    with pytest.raises(TryLater) as told:
        mastodon.is_alive(FakeHttp([answer]))

    assert told.value.wait is not None
    assert timedelta(0) < told.value.wait <= timedelta(hours=1)
