"""Private conversations, pressing, counting, searching, and people on Mastodon."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.counterparts.proxy import Accident
from tests.networks.fake_http import FakeHttp, says
from tests.networks.test_mastodon import account, status
from tests.networks.test_mastodon_real import Before, fresh, new_key
from twoway.domain.errors import BadInput, NetworkAnswer, Refused, TryLater
from twoway.domain.versions import Counts, Inbound, Version
from twoway.networks import mastodon
from twoway.plug.http import Answer

NOTHING_NEW = says([])


def whisper(number: str, last: str, *, unread: bool = True, **more: Any) -> dict[str, Any]:
    said = status(last, f"<p>word {last}</p>", visibility="direct", **more)
    return {"id": number, "unread": unread, "accounts": [account()], "last_status": said}


def heard(http: FakeHttp, cursor: str) -> tuple[list[str], str]:
    """The ids of what a fetch brought, and the cursor it left."""
    batch = mastodon.fetch(http, cursor, ())
    found = [mastodon.to_message(dict(raw), "1") for raw in batch.raw]
    return [one.remote_id for one in found if one is not None], batch.cursor


# -- private conversations


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


# -- pressing


@pytest.mark.parametrize(
    ("reaction", "on", "path"),
    [
        ("like", True, "favourite"),
        ("like", False, "unfavourite"),
        ("boost", True, "reblog"),
        ("boost", False, "unreblog"),
    ],
)
def test_pressing_and_taking_back(reaction: str, on: bool, path: str) -> None:
    http = FakeHttp([says(status())])

    mastodon.react(http, "10/0", {}, reaction, on)

    assert http.paths == [f"POST /api/v1/statuses/10%2F0/{path}"]
    assert not http.requests[0].changes  # pressing twice does no harm


def test_taking_back_from_what_is_gone_is_fine() -> None:
    mastodon.react(FakeHttp([says(None, status=404)]), "100", {}, "like", False)

    with pytest.raises(Refused, match="gone"):
        mastodon.react(FakeHttp([says(None, status=404)]), "100", {}, "like", True)


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_what_was_not_written_for_everybody_is_never_boosted(visibility: str) -> None:
    http = FakeHttp()

    with pytest.raises(Refused, match="not written for everybody"):
        mastodon.react(http, "100", {"visibility": visibility}, "boost", True)

    assert http.requests == []


def test_other_reactions_are_not_known_here() -> None:
    with pytest.raises(BadInput, match="like or boost"):
        mastodon.react(FakeHttp(), "100", {}, "dance", True)


def test_the_facts_name_what_can_be_pressed() -> None:
    for reaction in mastodon.FACTS.reactions:
        mastodon.react(FakeHttp([says(status())]), "100", {"visibility": "public"}, reaction, True)


# -- counting


def test_our_posts_are_counted_many_at_once() -> None:
    ids = tuple(str(number) for number in range(25))
    told: dict[str, Any] = {"favourites_count": 3, "reblogs_count": 2, "replies_count": 1, "quotes_count": 0}
    pages = [[status(one, **told) for one in ids[:20]], [status(one) for one in ids[20:24]]]
    http = FakeHttp([says(page) for page in pages])

    found = mastodon.counts(http, ids)

    assert found["0"] == Counts(likes=3, reposts=2, replies=1, quotes=0)
    assert found["23"] == Counts()
    assert "24" not in found  # gone
    assert http.paths[0].startswith("GET /api/v1/statuses?id[]=0&id[]=1&")


def test_an_older_server_is_asked_for_each() -> None:
    http = FakeHttp([says(None, status=404), says(status("1", favourites_count=5)), says(None, status=404)])

    assert mastodon.counts(http, ("1", "2")) == {"1": Counts(likes=5)}


@pytest.mark.parametrize("odd", [-1, "many", None, True, 1.5])
def test_counts_that_make_no_sense_are_not_told(odd: object) -> None:
    assert mastodon.counts(FakeHttp([says([status("1", favourites_count=odd)])]), ("1",)) == {"1": Counts()}


def test_nothing_to_count_asks_nobody() -> None:
    assert mastodon.counts(FakeHttp(), ()) == {}


# -- searching


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


# -- people


def test_people_are_offered_while_somebody_types() -> None:
    http = FakeHttp([says([account(display_name="Sunnybank Café"), {"odd": 1}, None])])

    [found] = mastodon.people(http, " @sun")

    assert (found.handle, found.name) == ("sunnybank@town.social", "Sunnybank Café")
    assert http.requests[0].params == {"q": "sun", "limit": "8", "resolve": "false"}
    assert mastodon.people(FakeHttp(), " @ ") == ()


# -- on the real counterpart


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


@pytest.mark.mastodon
def test_pressing_twice_is_seen_once_and_can_be_taken_back(mastodon_server: MastodonServer) -> None:
    theirs = mastodon_server.post("tom", fresh().text)
    http = mastodon_server.http("alder")

    for reaction in ("like", "like", "boost", "boost"):
        mastodon.react(http, theirs["id"], {"visibility": "public"}, reaction, True)
    assert mastodon.counts(mastodon_server.http("tom"), (theirs["id"], "424242424242")) == {
        theirs["id"]: Counts(likes=1, reposts=1, replies=0)
    }
    for reaction in ("like", "like", "boost"):
        mastodon.react(http, theirs["id"], {"visibility": "public"}, reaction, False)
    assert mastodon.counts(http, (theirs["id"],))[theirs["id"]].likes == 0


@pytest.mark.mastodon
def test_a_press_whose_answer_is_lost_is_pressed_again(mastodon_server: MastodonServer, proxy: Before) -> None:
    theirs = mastodon_server.post("tom", fresh().text)
    way = proxy(mastodon_server.address)
    way.on("POST", "/api/v1/statuses", Accident.DROP)
    http = mastodon_server.http("alder", address=way.address)

    with pytest.raises(TryLater):
        mastodon.react(http, theirs["id"], {}, "like", True)
    mastodon.react(http, theirs["id"], {}, "like", True)

    assert mastodon.counts(http, (theirs["id"],))[theirs["id"]].likes == 1


@pytest.mark.mastodon
def test_what_was_said_is_found_by_words_and_by_hashtag(mastodon_server: MastodonServer) -> None:
    said = mastodon_server.post("tom", "Who bakes a good Pumpernickel? #pumpernickel")
    http = mastodon_server.http("alder")

    for words in ("good Pumpernickel", "#Pumpernickel"):
        batch = mastodon.search(http, words, "")
        found = [one for raw in batch.raw if (one := mastodon.to_message(raw, mastodon_server.account_id("alder")))]
        assert [one.remote_id for one in found] == [said["id"]], words
        assert found[0].author.name == "Tom Hallam"


@pytest.mark.mastodon
def test_people_are_found_by_the_beginning_of_their_name(mastodon_server: MastodonServer) -> None:
    found = mastodon.people(mastodon_server.http("alder"), "sunny")

    assert [one.name for one in found] == ["Sunnybank Café"]
