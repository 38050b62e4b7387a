"""The Mastodon network against a running server that speaks its API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.counterparts.proxy import Accident
from tests.networks.mastodon.answers import Before, fresh, just_before, new_key
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater, Unsure
from twoway.domain.versions import Inbound, Picture, ReplyTo, Version
from twoway.networks import mastodon
from twoway.networks.mastodon import messages

pytestmark = pytest.mark.mastodon


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def published(server: MastodonServer, name: str, version: Version) -> list[str]:
    """The ids of the posts with exactly these words."""
    text = version.text
    return [post["id"] for post in server.posts(name) if text in messages.plain_text(post)]


def inbox(server: MastodonServer, name: str, *, own: tuple[str, ...] = (), cursor: str = "") -> list[Inbound]:
    batch = mastodon.fetch(server.http(name), cursor, own)
    found = (mastodon.to_message(raw, server.account_id(name)) for raw in batch.raw)
    return [message for message in found if message]


def test_connecting_tells_who_we_are_and_what_the_server_allows(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("alder", secret="none yet")

    connection = mastodon.connect(http, {"token": f" {mastodon_server.token('alder')}\n"})

    assert connection.handle.startswith("alder@")
    assert connection.name == "Alder & Rye"
    assert connection.remote_id == mastodon_server.own_id("alder")
    assert connection.secrets == {"token": mastodon_server.token("alder")}
    assert connection.limits == {"text": 500, "link_length": 23, "pictures": 4, "picture_bytes": 10_485_760}
    assert mastodon.instance(http) == connection.limits


def test_a_wrong_token_is_refused_with_the_way_out(mastodon_server: MastodonServer) -> None:
    with pytest.raises(Refused, match="Copy it again from Preferences > Development"):
        mastodon.connect(mastodon_server.http("alder"), {"token": "wrong"})


def test_a_token_taken_back_asks_to_connect_again(mastodon_server: MastodonServer) -> None:
    gone = mastodon_server.http("alder", secret="taken-back")

    with pytest.raises(NeedsReconnect):
        mastodon.publish(gone, fresh(), new_key())
    with pytest.raises(NeedsReconnect):
        mastodon.fetch(gone, "", ())
    with pytest.raises(NeedsReconnect):
        mastodon.is_alive(gone)


def test_a_post_with_tag_link_and_mention_is_out_as_written(mastodon_server: MastodonServer) -> None:
    version = fresh("Rye & spelt with @tom at https://alder.example/rye?a=1&b=2 #SmallBusinessSaturday 🥖")

    receipt = mastodon.publish(mastodon_server.http("alder"), version, new_key())

    post = mastodon_server.ask("tom", "GET", f"/api/v1/statuses/{receipt.remote_id}")
    assert messages.plain_text(post) == version.text
    assert post["visibility"] == "public"
    assert post["language"] == "en"
    assert [tag["name"].lower() for tag in post["tags"]] == ["smallbusinesssaturday"]
    assert [one["acct"] for one in post["mentions"]] == ["tom"]
    assert receipt.address == post["url"]
    assert abs(receipt.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert "surprise" not in receipt.refs


def test_a_picture_goes_out_with_its_description(mastodon_server: MastodonServer) -> None:
    picture = Picture(sha256="ab", mime="image/png", size=len(PNG), width=1, height=1, alt="A loaf, “seeded” & warm")
    http = mastodon_server.http("alder", pictures={"ab": PNG})

    receipt = mastodon.publish(http, Version(text=fresh().text, pictures=(picture,)), new_key())

    media = mastodon_server.ask("tom", "GET", f"/api/v1/statuses/{receipt.remote_id}")["media_attachments"]
    assert [one["description"] for one in media] == ["A loaf, “seeded” & warm"]
    assert [one["type"] for one in media] == ["image"]


def test_the_same_key_twice_is_one_post(mastodon_server: MastodonServer) -> None:
    version, key = fresh(), new_key()

    first = mastodon.publish(mastodon_server.http("alder"), version, key)
    second = mastodon.publish(mastodon_server.http("alder"), version, key)

    assert first.remote_id == second.remote_id
    assert published(mastodon_server, "alder", version) == [first.remote_id]


def test_a_key_used_for_other_words_is_told_as_a_surprise(mastodon_server: MastodonServer) -> None:
    key = new_key()
    mastodon.publish(mastodon_server.http("alder"), fresh("First words"), key)

    receipt = mastodon.publish(mastodon_server.http("alder"), fresh("Quite other words"), key)

    assert "other words" in str(receipt.refs["surprise"])


def test_somebody_answers_and_we_answer_back(mastodon_server: MastodonServer) -> None:
    post = mastodon.publish(mastodon_server.http("alder"), fresh("Which loaf do you miss?"), new_key())
    asked = mastodon_server.post("sunnybank", "@alder the seeded one, please", in_reply_to_id=post.remote_id)

    message = next(one for one in inbox(mastodon_server, "alder") if one.remote_id == asked["id"])

    assert message.text == "@alder the seeded one, please"
    assert message.author.name == "Sunnybank Café"
    assert message.author.handle.startswith("sunnybank@")
    assert message.root_id == message.about_id == post.remote_id
    assert message.kind == "reply"
    assert not message.ours
    assert not message.private

    answer = Version(text=f"{message.reply_to.refs['prefix']}it is back tomorrow", reply_to=message.reply_to)
    receipt = mastodon.publish(mastodon_server.http("alder"), answer, new_key())

    seen = next(one for one in inbox(mastodon_server, "sunnybank") if one.remote_id == receipt.remote_id)
    assert seen.text == "@sunnybank it is back tomorrow"
    assert seen.about_id == asked["id"]
    assert seen.root_id == post.remote_id
    assert "surprise" not in receipt.refs


def test_an_answer_that_does_not_name_us_is_found_under_our_post(mastodon_server: MastodonServer) -> None:
    post = mastodon.publish(mastodon_server.http("alder"), fresh(), new_key())
    quiet = mastodon_server.post("tom", "Closed again?", in_reply_to_id=post.remote_id)
    deeper = mastodon_server.post("kemi", "On Mondays, yes", in_reply_to_id=quiet["id"])
    ours = mastodon.publish(
        mastodon_server.http("alder"),
        Version(text="@tom we open at eight", reply_to=ReplyTo(remote_id=quiet["id"], root_id=post.remote_id)),
        new_key(),
    )

    found = {one.remote_id: one for one in inbox(mastodon_server, "alder", own=(post.remote_id,))}

    assert found[quiet["id"]].about_id == post.remote_id
    assert found[deeper["id"]].root_id == post.remote_id
    assert found[deeper["id"]].about_id == post.remote_id
    assert found[ours.remote_id].ours


def test_fetching_goes_on_where_it_stopped(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("grace")
    start = mastodon.fetch(http, "", ()).cursor
    mastodon_server.post("tom", "@grace one")
    mastodon_server.post("tom", "@grace two")
    own_id = mastodon_server.account_id("grace")

    first = mastodon.fetch(http, start, ())
    second = mastodon.fetch(http, first.cursor, ())

    texts = [message.text for raw in first.raw if (message := mastodon.to_message(raw, own_id))]
    assert texts[-2:] == ["@grace one", "@grace two"]
    assert second.raw == ()
    assert second.cursor == first.cursor


def test_more_mentions_than_a_page_are_all_fetched_once(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("kemi")
    mastodon_server.post("tom", "@kemi start")
    start = mastodon.fetch(http, "", ()).cursor
    wanted = [mastodon_server.post("tom", f"@kemi number {number}")["id"] for number in range(45)]

    batch = mastodon.fetch(http, start, ())

    found = [message.remote_id for raw in batch.raw if (message := mastodon.to_message(raw, "0"))]
    assert found == wanted


def test_a_direct_message_is_answered_as_privately(mastodon_server: MastodonServer) -> None:
    asked = mastodon_server.post("sunnybank", "@alder may I pay by invoice?", visibility="direct")
    message = next(one for one in inbox(mastodon_server, "alder") if one.remote_id == asked["id"])
    assert message.private

    receipt = mastodon.publish(
        mastodon_server.http("alder"), Version(text="Yes, gladly", reply_to=message.reply_to), new_key()
    )

    sent = mastodon_server.ask("sunnybank", "GET", f"/api/v1/statuses/{receipt.remote_id}")
    assert sent["visibility"] == "direct"
    assert messages.plain_text(sent) == "@sunnybank Yes, gladly"


def test_an_answer_to_a_post_that_is_gone_is_refused_and_not_sent(mastodon_server: MastodonServer) -> None:
    asked = mastodon_server.post("sunnybank", "@alder never mind")
    message = next(one for one in inbox(mastodon_server, "alder") if one.remote_id == asked["id"])
    mastodon_server.ask("sunnybank", "DELETE", f"/api/v1/statuses/{asked['id']}")
    version = Version(text=f"@sunnybank {fresh('Sorry').text}", reply_to=message.reply_to)

    with pytest.raises(Refused, match="The post you are answering is gone"):
        mastodon.publish(mastodon_server.http("alder"), version, new_key())

    assert published(mastodon_server, "alder", version) == []


def test_deleting_twice_is_a_success(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("alder")
    version = fresh()
    receipt = mastodon.publish(http, version, new_key())

    mastodon.delete(http, receipt.remote_id)
    mastodon.delete(http, receipt.remote_id)

    assert published(mastodon_server, "alder", version) == []


def test_somebody_elses_post_cannot_be_deleted(mastodon_server: MastodonServer) -> None:
    theirs = mastodon_server.post("tom", "Mine")

    with pytest.raises(Refused):
        mastodon.delete(mastodon_server.http("alder"), theirs["id"])


def test_people_are_looked_up_by_handle(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("alder")

    found = mastodon.look_up(http, "@sunnybank")

    assert found is not None
    assert found.name == "Sunnybank Café"
    assert found.remote_id == found.handle.casefold()
    assert mastodon.look_up(http, "nobody_here") is None
    assert mastodon.look_up(http, "nobody@else.example") is None


def test_an_empty_post_is_refused_in_plain_words(mastodon_server: MastodonServer) -> None:
    with pytest.raises(Refused, match="The post is empty"):
        mastodon.publish(mastodon_server.http("alder"), Version(text=" "), new_key())


def test_a_text_over_the_limit_is_refused_in_plain_words(mastodon_server: MastodonServer) -> None:
    with pytest.raises(Refused, match="longer than this server allows"):
        mastodon.publish(mastodon_server.http("alder"), Version(text="x" * 501), new_key())


@pytest.mark.parametrize(
    ("effect", "answer"),
    [
        ({"type": "status", "status": 500}, Unsure),
        ({"type": "status", "status": 503}, Unsure),
        ({"type": "ratelimit"}, TryLater),
        ({"type": "malformed"}, Unsure),
        ({"type": "timeout"}, Unsure),
        ({"type": "status", "status": 403}, Refused),
        ({"type": "status", "status": 422, "body": {"error": "Validation failed: oh"}}, Refused),
        ({"type": "status", "status": 401}, NeedsReconnect),
    ],
)
def test_a_post_that_meets_trouble(
    mastodon_server: MastodonServer, effect: dict[str, object], answer: type[NetworkAnswer]
) -> None:
    mastodon_server.fault("POST", "/api/v1/statuses", effect)

    with pytest.raises(answer):
        mastodon.publish(mastodon_server.http("alder", total=1.5), fresh(), new_key())


@pytest.mark.parametrize(
    ("effect", "answer"),
    [
        ({"type": "status", "status": 500}, TryLater),
        ({"type": "ratelimit"}, TryLater),
        ({"type": "malformed"}, TryLater),
        ({"type": "timeout"}, TryLater),
        ({"type": "status", "status": 401}, NeedsReconnect),
    ],
)
def test_fetching_that_meets_trouble(
    mastodon_server: MastodonServer, effect: dict[str, object], answer: type[NetworkAnswer]
) -> None:
    mastodon_server.fault("GET", "/api/v1/notifications", effect)

    with pytest.raises(answer):
        mastodon.fetch(mastodon_server.http("alder", total=1.5), "", ())


def test_slowing_down_waits_as_long_as_the_server_asks(mastodon_server: MastodonServer) -> None:
    mastodon_server.fault("POST", "/api/v1/statuses", {"type": "ratelimit"})

    with pytest.raises(TryLater) as later:
        mastodon.publish(mastodon_server.http("alder"), fresh(), new_key())

    assert later.value.wait == timedelta(seconds=300)


def test_one_broken_thread_does_not_keep_other_news_away(mastodon_server: MastodonServer) -> None:
    post = mastodon.publish(mastodon_server.http("alder"), fresh(), new_key())
    asked = mastodon_server.post("tom", "@alder hello", in_reply_to_id=post.remote_id)
    mastodon_server.fault("GET", f"/api/v1/statuses/{asked['id']}/context", {"type": "status", "status": 500})

    message = next(one for one in inbox(mastodon_server, "alder") if one.remote_id == asked["id"])

    assert message.root_id == post.remote_id


@pytest.mark.parametrize("accident", [Accident.DROP, Accident.RESET, Accident.HALF, Accident.DELAY, Accident.SAY_500])
def test_a_lost_answer_is_unsure_and_then_found_so_nothing_is_doubled(
    mastodon_server: MastodonServer, proxy: Before, accident: Accident
) -> None:
    way = proxy(mastodon_server.address)
    way.on("POST", "/api/v1/statuses", accident, seconds=3.0)
    http = mastodon_server.http("alder", address=way.address, total=1.5)
    version, key, since = fresh("Lost on the way"), new_key(), just_before()

    with pytest.raises(Unsure):
        mastodon.publish(http, version, key)
    receipt = mastodon.find(http, version, key, since)

    assert receipt is not None
    assert published(mastodon_server, "alder", version) == [receipt.remote_id]
    assert receipt.address


def test_a_post_that_never_arrived_is_not_found_and_goes_out_once_when_sent_again(
    mastodon_server: MastodonServer, proxy: Before
) -> None:
    way = proxy(mastodon_server.address)
    way.on("POST", "/api/v1/statuses", Accident.UNREACHED)
    http = mastodon_server.http("alder", address=way.address)
    version, key, since = fresh(), new_key(), just_before()

    with pytest.raises(Unsure):
        mastodon.publish(http, version, key)
    assert mastodon.find(http, version, key, since) is None
    receipt = mastodon.publish(http, version, key)

    assert published(mastodon_server, "alder", version) == [receipt.remote_id]


def test_a_request_that_arrives_twice_makes_one_post(mastodon_server: MastodonServer, proxy: Before) -> None:
    way = proxy(mastodon_server.address)
    way.on("POST", "/api/v1/statuses", Accident.DUPLICATE)
    version = fresh()

    receipt = mastodon.publish(mastodon_server.http("alder", address=way.address), version, new_key())

    assert published(mastodon_server, "alder", version) == [receipt.remote_id]


def test_a_lost_answer_to_a_reply_is_found_under_the_same_post_only(
    mastodon_server: MastodonServer, proxy: Before
) -> None:
    asked = mastodon_server.post("sunnybank", f"@alder {fresh('Open on Sunday?').text}")
    message = next(one for one in inbox(mastodon_server, "alder") if one.remote_id == asked["id"])
    way = proxy(mastodon_server.address)
    way.on("POST", "/api/v1/statuses", Accident.DROP)
    http = mastodon_server.http("alder", address=way.address)
    since = just_before()
    answer = Version(text="@sunnybank until noon", reply_to=message.reply_to)

    with pytest.raises(Unsure):
        mastodon.publish(http, answer, new_key())

    assert mastodon.find(http, answer, "key", since) is not None
    assert mastodon.find(http, Version(text=answer.text), "key", since) is None


def test_an_upload_whose_answer_is_lost_can_be_sent_again(mastodon_server: MastodonServer, proxy: Before) -> None:
    way = proxy(mastodon_server.address)
    way.on("POST", "/api/v2/media", Accident.DROP)
    http = mastodon_server.http("alder", address=way.address, pictures={"ab": PNG})
    picture = Picture(sha256="ab", mime="image/png", size=len(PNG), width=1, height=1, alt="A loaf")
    version, key = Version(text=fresh().text, pictures=(picture,)), new_key()

    with pytest.raises(TryLater):
        mastodon.publish(http, version, key)
    receipt = mastodon.publish(http, version, key)

    assert published(mastodon_server, "alder", version) == [receipt.remote_id]


def test_a_server_that_is_down_is_tried_later(mastodon_server: MastodonServer, proxy: Before) -> None:
    way = proxy(mastodon_server.address)
    http = mastodon_server.http("alder", address=way.address)
    way.stop()

    with pytest.raises(TryLater, match="nothing was sent"):
        mastodon.publish(http, fresh(), new_key())
