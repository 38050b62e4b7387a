"""What anybody said on Mastodon, by words or by a hashtag."""

from __future__ import annotations

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import status
from twoway.domain.errors import BadInput, NetworkAnswer, Refused, TryLater
from twoway.networks import mastodon
from twoway.plug.http import Answer


def test_a_hashtag_is_looked_for_where_every_server_has_it() -> None:
    page = [status(str(number)) for number in range(140, 100, -1)]
    http = FakeHttp([says(page), says([status("99")])])

    first = mastodon.search(http, " #Roggen ", "")
    second = mastodon.search(http, "#Roggen", first.cursor)

    assert [sent.path for sent in http.requests] == ["/api/v1/timelines/tag/Roggen"] * 2
    assert http.requests[1].params["max_id"] == first.cursor == "101"
    assert (len(first.raw), len(second.raw), second.cursor) == (40, 1, "")
    assert all(mastodon.to_message(dict(raw), "1") for raw in first.raw)


def test_words_are_looked_for_page_by_page_and_not_for_ever() -> None:
    full = says({"statuses": [status(str(number)) for number in range(40)]})
    http = FakeHttp([full] * 10)

    cursor = ""
    for _ in range(10):
        cursor = mastodon.search(http, "fresh rye", cursor).cursor
    assert cursor == ""
    assert [sent.params.get("offset") for sent in http.requests] == [None, *[str(40 * n) for n in range(1, 10)]]
    assert {sent.params["type"] for sent in http.requests} == {"statuses"}


def test_a_server_that_finds_nothing_finds_nothing() -> None:
    assert mastodon.search(FakeHttp([says({"accounts": [], "statuses": []})]), "rye", "") == mastodon.search(
        FakeHttp([says({})]), "rye", "odd"
    )


def test_nothing_to_look_for_is_told() -> None:
    with pytest.raises(BadInput, match="what to look for"):
        mastodon.search(FakeHttp(), "  ", "")


@pytest.mark.parametrize(
    ("answer", "raised"), [(says(None, status=403), Refused), (says(None, status=503), TryLater)]
)
def test_searching_that_meets_trouble(answer: Answer, raised: type[NetworkAnswer]) -> None:
    with pytest.raises(raised):
        mastodon.search(FakeHttp([answer]), "rye", "")


@pytest.mark.mastodon
def test_what_was_said_is_found_by_words_and_by_hashtag(mastodon_server: MastodonServer) -> None:
    said = mastodon_server.post("tom", "Who bakes a good Pumpernickel? #pumpernickel")
    http = mastodon_server.http("alder")

    for words in ("good Pumpernickel", "#Pumpernickel"):
        batch = mastodon.search(http, words, "")
        found = [one for raw in batch.raw if (one := mastodon.to_message(raw, mastodon_server.account_id("alder")))]
        assert [one.remote_id for one in found] == [said["id"]], words
        assert found[0].author.name == "Tom Hallam"
