"""The account behind a token, and what its server allows."""

from __future__ import annotations

import pytest

from tests.networks.fake_http import FakeHttp, says
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater
from twoway.networks import mastodon
from twoway.plug.http import Answer


def test_connecting_reads_who_we_are_and_the_limits() -> None:
    server = {
        "domain": "bakery.social",
        "configuration": {
            "statuses": {"max_characters": 5000, "characters_reserved_per_url": 25, "max_media_attachments": 6},
            "media_attachments": {"image_size_limit": 16777216, "description_limit": 1500},
        },
    }
    http = FakeHttp([says({"id": 1, "username": "alder", "acct": "alder"}), says(server)], secrets={})

    connection = mastodon.connect(http, {"token": " tok en\n"})

    assert http.requests[0].headers["Authorization"] == "Bearer token"
    assert connection.handle == "alder@bakery.social"
    assert connection.name == "alder"
    assert connection.address == "https://bakery.social"
    assert connection.secrets == {"token": "token"}
    assert connection.expires_at is None
    assert connection.limits == {
        "text": 5000,
        "link_length": 25,
        "pictures": 6,
        "picture_bytes": 16777216,
        "alt": 1500,
    }


@pytest.mark.parametrize(
    ("answer", "raised", "words"),
    [
        (says({"error": "The access token is invalid"}, status=401), Refused, "does not accept this token"),
        (says(None, status=403), Refused, "read and write are ticked"),
        (says(None, body=b"<html>"), Refused, "does not answer like a Mastodon server"),
        (says(None, status=404), Refused, "check its address"),
        (says({"id": "1"}), Refused, "check its address"),
        (says(None, status=503), TryLater, "has trouble"),
        (says(None, status=429), TryLater, "slow down"),
    ],
)
def test_connecting_to_the_wrong_thing_says_what_to_do(
    answer: Answer, raised: type[NetworkAnswer], words: str
) -> None:
    with pytest.raises(raised, match=words):
        mastodon.connect(FakeHttp([answer]), {"token": "t"})


def test_connecting_without_a_token_asks_for_it() -> None:
    with pytest.raises(Refused, match="Paste the access token"):
        mastodon.connect(FakeHttp(), {"token": " "})


def test_an_older_server_is_asked_the_older_way() -> None:
    http = FakeHttp([says(None, status=404), says({"max_toot_chars": 5000})])

    assert mastodon.instance(http) == {"text": 5000}
    assert http.paths == ["GET /api/v2/instance", "GET /api/v1/instance"]


@pytest.mark.parametrize("odd", ["500", -1, 0, True, 10**12, None, [500]])
def test_limits_that_make_no_sense_are_left_out(odd: object) -> None:
    assert mastodon.instance(FakeHttp([says({"configuration": {"statuses": {"max_characters": odd}}})])) == {}


def test_being_alive_means_that_the_token_is_known() -> None:
    mastodon.is_alive(FakeHttp([says({"id": "1"})]))

    with pytest.raises(NeedsReconnect, match="connect the account again"):
        mastodon.is_alive(FakeHttp([says(None, status=401)]))


ALDER = {"id": 1, "username": "alder", "acct": "alder", "display_name": "Alder & Rye"}


def test_an_account_says_what_it_is_called_now_and_where_it_moved() -> None:
    moved = {"id": "9", "username": "rye", "acct": "rye@town.social", "url": "https://town.social/@rye"}
    http = FakeHttp([says({**ALDER, "moved": moved}), says({"domain": "bakery.social"})])

    found = mastodon.introduce(http)

    assert (found.remote_id, found.handle, found.name) == ("1@bakery.social", "alder@bakery.social", "Alder & Rye")
    assert found.moved_to == "rye@town.social"


def test_a_server_that_tells_nothing_of_itself_gives_nobody_another_handle() -> None:
    found = mastodon.introduce(FakeHttp([says(ALDER), says(None, status=404), says(None, status=404)]))

    assert (found.handle, found.name, found.moved_to) == ("", "Alder & Rye", "")


@pytest.mark.parametrize("answer", [{}, {"id": 1}, {"username": "alder"}, []])
def test_an_answer_that_names_nobody_changes_no_name(answer: object) -> None:
    with pytest.raises(TryLater, match="does not tell who the account is"):
        mastodon.introduce(FakeHttp([says(answer)]))
