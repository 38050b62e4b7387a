"""What people wrote to us, looked at again: is it still there, and does it still say the same?"""

from __future__ import annotations

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.networks.fake_http import FakeHttp, says
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, TryLater
from twoway.networks import mastodon
from twoway.plug.http import Answer

GONE = says({"error": "Record not found"}, status=404)
OLD_SERVER = says({"error": "Not Found"}, status=404)


def status(number: str, **more: object) -> dict[str, object]:
    return {"id": number, "content": "<p>Two please</p>", "created_at": "2026-11-22T08:00:00.000Z", **more}


def test_many_are_one_call_and_one_that_is_missing_is_asked_for_alone() -> None:
    http = FakeHttp([says([status("1"), status("3")]), GONE])
    found = mastodon.look_again(http, ("1", "2", "3"))
    assert found == {"1": {"status": status("1")}, "2": None, "3": {"status": status("3")}}
    assert http.paths == ["GET /api/v1/statuses?id[]=1&id[]=2&id[]=3", "GET /api/v1/statuses/2"]


def test_an_older_server_is_asked_for_each() -> None:
    found = mastodon.look_again(FakeHttp([OLD_SERVER, says(status("1")), GONE, GONE]), ("1", "2"))
    assert found == {"1": {"status": status("1")}, "2": None}


@pytest.mark.parametrize(
    "answer",
    [
        says(body=b"<html>Page not found</html>", status=404),  # somebody before the server says so, not the server
        says(status("2")),  # it is there, and the list left it out
    ],
)
def test_what_the_server_does_not_say_itself_is_not_taken_for_gone(answer: Answer) -> None:
    assert mastodon.look_again(FakeHttp([says([status("1")]), answer]), ("1", "2")).keys() == {"1"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (says(status=503), TryLater),
        (says({"error": "The access token was revoked"}, status=401), NeedsReconnect),
        (says(status=429), TryLater),
    ],
)
def test_trouble_is_told_as_such(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        mastodon.look_again(FakeHttp([says([]), answer]), ("1",))


@pytest.mark.mastodon
def test_what_its_author_deleted_is_gone_and_what_they_changed_reads_anew(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("alder")
    stays, goes = (mastodon_server.post("tom", f"@alder {words}") for words in ("Two please", "Three please"))
    ids = (str(stays["id"]), str(goes["id"]))
    assert all(mastodon.look_again(http, ids).values())

    mastodon_server.ask("tom", "DELETE", f"/api/v1/statuses/{goes['id']}")
    mastodon_server.ask("tom", "PUT", f"/api/v1/statuses/{stays['id']}", json={"status": "@alder Four please"})

    found = mastodon.look_again(http, ids)
    assert found[ids[1]] is None
    there = found[ids[0]]
    assert there is not None
    message = mastodon.to_message(there, mastodon_server.account_id("alder"))
    assert message is not None
    assert "Four please" in message.text
    assert message.edited_at is not None
