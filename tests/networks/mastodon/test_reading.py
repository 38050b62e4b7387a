"""What people wrote to us on Mastodon: mentions, answers under our posts, private conversations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import NO_WHISPERS, account, mention, message, new_key, status
from twoway.domain.errors import TryLater
from twoway.domain.versions import Inbound, Version
from twoway.networks import mastodon
from twoway.plug.http import Answer


def test_the_first_fetch_takes_one_page_and_remembers_the_newest() -> None:
    http = FakeHttp([says([mention("10"), mention("9")]), NO_WHISPERS])

    batch = mastodon.fetch(http, "", ())

    assert batch.cursor == "10"
    assert [message(dict(raw)).remote_id for raw in batch.raw] == ["99", "910"]
    assert "min_id" not in http.requests[0].params
    assert http.requests[0].path == "/api/v1/notifications?types%5B%5D=mention&types%5B%5D=quote"


def test_later_fetches_go_on_after_the_cursor_until_a_page_is_not_full() -> None:
    full = [mention(str(number)) for number in range(50, 10, -1)]
    http = FakeHttp([says(full), says([mention("51")]), NO_WHISPERS])

    batch = mastodon.fetch(http, "10", ())

    assert [sent.params["min_id"] for sent in http.requests[:2]] == ["10", "50"]
    assert len(batch.raw) == 41
    assert batch.cursor == "51"


def test_nothing_new_keeps_the_cursor() -> None:
    assert mastodon.fetch(FakeHttp([says([]), NO_WHISPERS]), "10", ()).cursor == "10"


def test_the_thread_of_an_answer_is_brought_along() -> None:
    answer = status("90", in_reply_to_id="80", in_reply_to_account_id="1")
    context = {"ancestors": [status("70", account=account("1", "alder")), status("80")], "descendants": []}
    http = FakeHttp([says([mention("10", answer)]), says(context), NO_WHISPERS])

    found = message(dict(mastodon.fetch(http, "", ()).raw[0]))

    assert found.root_id == found.reply_to.root_id == "70"
    assert found.about_id == "70"


@pytest.mark.parametrize("answer", [says(None, status=404), says(None, status=500), says([]), TryLater("down")])
def test_an_answer_whose_thread_is_not_told_hangs_under_its_parent(answer: Answer | Exception) -> None:
    asked = status("90", in_reply_to_id="80", in_reply_to_account_id="1")

    http = FakeHttp([says([mention("10", asked)]), answer, NO_WHISPERS])

    found = message(dict(mastodon.fetch(http, "", ()).raw[0]))

    assert found.root_id == "80"
    assert found.about_id == "80"


def test_being_asked_to_slow_down_stops_the_whole_fetch() -> None:
    asked = status("90", in_reply_to_id="80")

    with pytest.raises(TryLater) as later:
        mastodon.fetch(FakeHttp([says([mention("10", asked)]), says(None, status=429)]), "", ())

    assert later.value.wait


def test_a_post_of_ours_that_is_gone_is_passed_over() -> None:
    http = FakeHttp(
        [says([]), says(None, status=404), says({"ancestors": [], "descendants": [status("60")]}), NO_WHISPERS]
    )

    batch = mastodon.fetch(http, "", ("1", "2"))

    assert [message(dict(raw)).remote_id for raw in batch.raw] == ["60"]
    assert message(dict(batch.raw[0])).about_id == "2"


def test_only_the_latest_posts_are_looked_under() -> None:
    http = FakeHttp([says([]), *[says({})] * 10, NO_WHISPERS])

    mastodon.fetch(http, "", tuple(map(str, range(30))))

    assert len(http.requests) == 12


NOTHING_NEW = says([])


def whisper(number: str, last: str, *, unread: bool = True, **more: Any) -> dict[str, Any]:
    said = status(last, f"<p>word {last}</p>", visibility="direct", **more)
    return {"id": number, "unread": unread, "accounts": [account()], "last_status": said}


def heard(http: FakeHttp, cursor: str) -> tuple[list[str], str]:
    """The ids of what a fetch brought, and the cursor it left."""
    batch = mastodon.fetch(http, cursor, ())
    found = [mastodon.to_message(dict(raw), "1") for raw in batch.raw]
    return [one.remote_id for one in found if one is not None], batch.cursor


def test_the_first_time_only_what_nobody_has_read_is_brought() -> None:
    http = FakeHttp([NOTHING_NEW, says([whisper("1", "90"), whisper("2", "80", unread=False)])])

    assert heard(http, "") == (["90"], ";90")


def test_later_everything_after_the_last_private_word_is_brought() -> None:
    page = [whisper("1", "95", unread=False), whisper("2", "80")]
    http = FakeHttp([NOTHING_NEW, says(page), says({"ancestors": [], "descendants": []})])

    assert heard(http, "10;90") == (["95"], "10;95")


def test_words_between_two_readings_are_not_lost() -> None:
    above = [
        status("80", visibility="direct"),
        status("92", visibility="direct"),
        status("93", visibility="direct", account=account("1", "alder")),
    ]
    page = [whisper("1", "95", in_reply_to_id="93")]
    http = FakeHttp([NOTHING_NEW, says(page), says({"ancestors": above, "descendants": []})])

    batch = mastodon.fetch(http, "10;90", ())
    found = [mastodon.to_message(dict(raw), "1") for raw in batch.raw]

    assert [(one.remote_id, one.root_id, one.ours) for one in found if one] == [
        ("92", "80", False),
        ("93", "80", True),
        ("95", "80", False),
    ]
    assert all(one.private for one in found if one)


def test_what_a_mention_brought_is_not_brought_again() -> None:
    mention = {"id": "11", "type": "mention", "status": status("95", visibility="direct")}
    http = FakeHttp([says([mention]), says([whisper("1", "95")])])

    assert heard(http, "10;90") == (["95"], "11;95")


@pytest.mark.parametrize("answer", [says(None, status=404), says({"error": "?"}, status=403), says({}), says([None])])
def test_a_server_without_private_conversations_is_read_all_the_same(answer: Answer) -> None:
    assert heard(FakeHttp([NOTHING_NEW, answer]), "10;90") == ([], "10;90")


def test_a_longer_number_is_a_later_one() -> None:
    context = says({})
    http = FakeHttp([NOTHING_NEW, says([whisper("1", "100"), whisper("2", "9")]), context])

    assert heard(http, "10;99") == (["100"], "10;100")


def inbox(server: MastodonServer, name: str, cursor: str = "") -> list[Inbound]:
    own_id = server.account_id(name)
    batch = mastodon.fetch(server.http(name), cursor, ())
    return [message for raw in batch.raw if (message := mastodon.to_message(raw, own_id))]


@pytest.mark.mastodon
def test_a_private_word_that_made_no_notification_is_heard_and_answered_as_privately(
    mastodon_server: MastodonServer,
) -> None:
    http = mastodon_server.http("kemi")
    start = mastodon.fetch(http, "", ()).cursor
    said = mastodon_server.post("tom", "@kemi just for you", visibility="direct")
    mastodon_server.ask("kemi", "POST", "/api/v1/notifications/clear")

    [message] = [one for one in inbox(mastodon_server, "kemi", start) if one.remote_id == said["id"]]
    assert message.private

    answer = Version(text=f"{message.reply_to.refs['prefix']}thank you", reply_to=message.reply_to)
    receipt = mastodon.publish(http, answer, new_key())

    seen = mastodon_server.ask("tom", "GET", f"/api/v1/statuses/{receipt.remote_id}")
    assert seen["visibility"] == "direct"
    assert "alarm" not in receipt.refs


def test_a_server_that_knows_no_quotes_is_asked_for_mentions_alone() -> None:
    http = FakeHttp([says({"error": "Invalid value for enum"}, status=422), says([mention("10")]), NO_WHISPERS])
    assert mastodon.fetch(http, "7", ()).cursor == "10"
    assert http.requests[1].params == {"types[]": "mention", "limit": "40", "min_id": "7"}


def test_a_server_that_gives_the_same_page_for_ever_is_left() -> None:
    page = says([mention(str(number)) for number in range(10, 50)])
    http = FakeHttp([page, page, NO_WHISPERS])
    batch = mastodon.fetch(http, "9", ())
    assert (len(batch.raw), batch.cursor) == (40, "49")


@pytest.mark.parametrize("odd", [[{"type": "mention"}], [None, 3, "x"], [{"id": None}], [mention("5")]])
def test_news_without_a_number_and_old_news_never_turn_the_cursor_back(odd: list[Any]) -> None:
    batch = mastodon.fetch(FakeHttp([says(odd), NO_WHISPERS]), "7", ())
    assert (batch.raw, batch.cursor) == ((), "7")


def test_of_a_long_thread_no_more_is_kept_than_tells_something() -> None:
    """A thousand answers, each under the one before: kept whole with each of them it would be sixteen megabytes."""
    deep = [
        {**status(str(number), in_reply_to_id=str(number - 1)), "account": account(str(number + 1000))}
        for number in range(1, 1001)
    ]
    http = FakeHttp([says([]), says({"ancestors": [], "descendants": deep}), NO_WHISPERS])
    batch = mastodon.fetch(http, "7", ("0",))
    assert len(batch.raw) == 1000
    last = message(dict(batch.raw[-1]))
    assert (last.root_id, last.about_id, last.under_id) == ("0", "0", "999")
    assert max(len(str(raw["thread"])) for raw in batch.raw) < 2000


def test_under_an_answer_of_ours_in_a_long_thread_of_somebody_else_it_is_about_that() -> None:
    above = [{"id": str(number), "account": {"id": "9"}} for number in range(1, 40)]
    below = [{**status(str(number), in_reply_to_id=str(number - 1))} for number in range(101, 160)]
    below[0]["in_reply_to_id"] = "100"
    http = FakeHttp([says([]), says({"ancestors": above, "descendants": below}), NO_WHISPERS])
    last = message(dict(mastodon.fetch(http, "7", ("100",)).raw[-1]))
    assert (last.root_id, last.about_id) == ("1", "100")
