"""Bluesky, against the network's own servers on loopback: what is promised is seen from the other side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.counterparts.bluesky_server import Bluesky, Person, until
from tests.networks.bluesky.desk import Desk, desk_of, fresh_key, picture, png, way
from twoway.domain.errors import BadInput, NeedsReconnect, Refused, TryLater, Unsure
from twoway.domain.versions import Card, ReplyTo, Version
from twoway.networks import bluesky as network
from twoway.plug.http import Answer
from twoway.work.http import WebHttp

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def desk(bluesky: Bluesky) -> Desk:
    """The bakery, connected with an app password."""
    return desk_of(bluesky, "alderandrye")


@pytest.fixture(scope="module")
def neighbour(bluesky: Bluesky) -> Person:
    return bluesky.person("sunnybank")


def test_signing_in_with_an_app_password_tells_who_we_are(desk: Desk) -> None:
    found = desk.connection
    assert (found.remote_id, found.handle) == (desk.person.did, desk.person.handle)
    assert found.name == "Alderandrye"
    assert found.limits["picture_bytes"] == 1_000_000
    assert found.expires_at is not None
    assert timedelta(minutes=100) < found.expires_at - datetime.now(UTC) < timedelta(minutes=130)
    network.is_alive(desk.http())


def test_a_main_password_works_and_is_not_kept(desk: Desk) -> None:
    answers = {"handle": desk.person.handle, "password": desk.person.password}
    found = network.connect(way(desk.base, {}), answers)
    assert "password" not in found.secrets
    assert desk.connection.secrets["password"]


def test_a_wrong_password_is_told_with_the_way_out(desk: Desk) -> None:
    answers = {"handle": desk.person.handle, "password": "wrong"}
    with pytest.raises(BadInput, match=re.escape("https://bsky.app/settings/app-passwords")) as caught:
        network.connect(way(desk.base, {}), answers)
    assert caught.value.field == "password"


def test_links_people_and_tags_reach_the_readers_app(desk: Desk, neighbour: Person) -> None:
    text = f"Frühe Brötchen 🥐 mit @{neighbour.handle} und @nobody.test: https://example.org/brot?a=1 #Millbrook"
    receipt = desk.publish(text, languages=("de", "en", "cy", "fr"))
    seen = neighbour.view(receipt.remote_id)
    record = seen["record"]
    assert record["text"] == text
    assert record["langs"] == ["de", "en", "cy"]
    facets = [
        (text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f["features"][0])
        for f in record["facets"]
    ]
    kind = "app.bsky.richtext.facet#"
    assert facets == [
        (f"@{neighbour.handle}", {"$type": f"{kind}mention", "did": neighbour.did}),
        ("https://example.org/brot?a=1", {"$type": f"{kind}link", "uri": "https://example.org/brot?a=1"}),
        ("#Millbrook", {"$type": f"{kind}tag", "tag": "Millbrook"}),
    ]
    assert seen["uri"] == receipt.remote_id
    rkey = receipt.remote_id.rpartition("/")[2]
    assert receipt.address == f"https://bsky.app/profile/{desk.person.did}/post/{rkey}"
    until(lambda: any(n["reason"] == "mention" and n["uri"] == receipt.remote_id for n in news_of(neighbour)))


def news_of(person: Person) -> list[Mapping[str, object]]:
    return list(person.get("app.bsky.notification.listNotifications")["notifications"])


def test_what_the_preview_shows_is_what_is_stored(desk: Desk) -> None:
    content = png(60, 40)
    desk.holds(content)
    version = Version(text="Look #rye", pictures=(picture(content, 60, 40, "A loaf of rye, sliced"),))
    key = fresh_key()
    shown = network.to_payload(version, key)
    network.publish(desk.http(), version, key)
    stored = next(one for one in desk.person.records() if one["uri"].endswith(key))
    assert stored["value"] == shown["record"]


def test_a_picture_is_seen_with_its_description_and_shape(desk: Desk, neighbour: Person) -> None:
    content = png(120, 90)
    desk.holds(content)
    receipt = desk.publish("This morning", pictures=(picture(content, 120, 90, "Twelve loaves on a rack"),))
    image = neighbour.view(receipt.remote_id)["embed"]["images"][0]
    assert image["alt"] == "Twelve loaves on a rack"
    assert image["aspectRatio"] == {"width": 120, "height": 90}


def test_a_picture_over_this_servers_limit_is_refused_in_our_words(desk: Desk) -> None:
    content = png(1200, 1000, noise=True)
    desk.holds(content)
    key = fresh_key()
    with pytest.raises(Refused, match="larger than this Bluesky server takes"):
        desk.publish("Too big", key, pictures=(picture(content, 1200, 1000, "noise"),))
    assert network.find(desk.http(), Version(text=""), key, datetime.now(UTC)) is None


def test_a_file_that_is_no_picture_is_refused_in_our_words(desk: Desk) -> None:
    content = b"PK\x03\x04" + bytes(60)
    desk.holds(content)
    with pytest.raises(Refused, match="does not take a picture of this kind"):
        desk.publish("A file", pictures=(picture(content, 10, 10, "nothing to see"),))


@pytest.mark.parametrize(
    ("text", "words"),
    [("a" * 301, "300"), ("👨‍👩‍👧‍👦" * 200, "3,000 bytes")],
)
def test_what_is_too_long_is_refused_in_our_words(desk: Desk, text: str, words: str) -> None:
    before = len(desk.person.records())
    with pytest.raises(Refused, match=words):
        desk.publish(text)
    assert len(desk.person.records()) == before


def test_the_same_key_twice_is_one_post(desk: Desk) -> None:
    key = fresh_key()
    first, second = desk.publish("Once", key), desk.publish("Once", key)
    assert first == second
    assert with_key(desk, key) == ["Once"]


def test_other_words_under_a_used_key_do_not_write_over_the_post(desk: Desk) -> None:
    key = fresh_key()
    first = desk.publish("First words", key)
    assert desk.publish("Other words", key) == first
    assert with_key(desk, key) == ["First words"]


def with_key(desk: Desk, key: str) -> list[str]:
    return [one["value"]["text"] for one in desk.person.records() if one["uri"].endswith(key)]


def test_eight_at_once_with_one_key_are_one_post(desk: Desk) -> None:
    key = fresh_key()
    with ThreadPoolExecutor(8) as crowd:
        receipts = list(crowd.map(lambda _: desk.publish("Eight hands", key), range(8)))
    assert len({receipt.remote_id for receipt in receipts}) == 1
    assert [r["value"]["text"] for r in desk.person.records()].count("Eight hands") == 1


class LosesAnswers(WebHttp):
    """The real way out, on which the answer to what puts a post is lost."""

    def request(self, method: str, path: str, **more: Any) -> Answer:
        answer = super().request(method, path, **more)
        if path.endswith("putRecord"):
            raise Unsure("The answer was lost.")
        return answer


def test_a_post_whose_answer_was_lost_is_found(desk: Desk) -> None:
    key, version = fresh_key(), Version(text="Lost and found")
    losing = LosesAnswers(
        address=desk.base,
        secrets=desk.connection.secrets,
        pictures=desk.pictures.__getitem__,
        trusted=frozenset({desk.base}),
    )
    assert network.find(desk.http(), version, key, datetime.now(UTC)) is None
    with pytest.raises(Unsure):
        network.publish(losing, version, key)
    found = network.find(desk.http(), version, key, datetime.now(UTC))
    assert found is not None
    assert found == network.publish(desk.http(), version, key)
    assert with_key(desk, key) == ["Lost and found"]


def test_an_answer_from_the_street_arrives_and_ours_reaches_them(desk: Desk, neighbour: Person) -> None:
    receipt = desk.publish("Do you like rye?")
    theirs = neighbour.answer(receipt.remote_id, "We love rye 🥖")
    message = until(lambda: next((m for m in desk.messages(receipt.remote_id) if m.remote_id == theirs["uri"]), None))
    assert (message.text, message.kind, message.about_id) == ("We love rye 🥖", "reply", receipt.remote_id)
    assert (message.author.handle, message.author.name) == (neighbour.handle, "Sunnybank")
    assert message.root_id == receipt.remote_id
    assert not message.ours

    ours = desk.publish("Then come at eight", reply_to=message.reply_to)
    shown = until(lambda: under(neighbour.thread(receipt.remote_id), theirs["uri"]))
    assert [post["record"]["text"] for post in shown] == ["Then come at eight"]
    until(lambda: any(n["uri"] == ours.remote_id and n["reason"] == "reply" for n in news_of(neighbour)))
    again = until(lambda: next((m for m in desk.messages(receipt.remote_id) if m.remote_id == ours.remote_id), None))
    assert again.ours


def under(thread: Mapping[str, object], uri: str) -> list[Mapping[str, dict[str, str]]]:
    """The posts directly under one in a thread."""
    post, replies = thread["post"], thread.get("replies") or []
    assert isinstance(post, Mapping)
    assert isinstance(replies, list)
    if post["uri"] == uri:
        return [one["post"] for one in replies]
    return [found for one in replies for found in under(one, uri)]


def test_an_answer_is_found_in_the_thread_when_no_notification_comes(desk: Desk, neighbour: Person) -> None:
    receipt = desk.publish("Anyone there?")
    theirs = neighbour.answer(receipt.remote_id, "Here")
    # Their own server shows them their answer before the AppView has it, so it is we who must look until it is there.
    far_ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    found = until(lambda: desk.messages(receipt.remote_id, cursor=far_ahead))
    assert [one.remote_id for one in found] == [theirs["uri"]]


def test_fetching_goes_on_from_where_it_stopped(desk: Desk, neighbour: Person) -> None:
    receipt = desk.publish("Part one")
    neighbour.answer(receipt.remote_id, "Seen")
    first = until(lambda: (batch := network.fetch(desk.http(), "", ())).raw and batch)
    again = network.fetch(desk.http(), first.cursor, ())
    assert again.cursor >= first.cursor
    assert network.fetch(desk.http(), "2999-01-01T00:00:00.000Z", ()).raw == ()


def test_mentions_and_quotes_are_messages_and_likes_are_not(desk: Desk, neighbour: Person) -> None:
    receipt = desk.publish("Quote me")
    ref = {"uri": receipt.remote_id, "cid": str(desk.person.view(receipt.remote_id)["cid"])}
    quote = neighbour.post("They said it", embed={"$type": "app.bsky.embed.record", "record": ref})
    handle = f"@{desk.person.handle}"
    mention = neighbour.post(
        f"{handle} hello",
        facets=[
            {
                "index": {"byteStart": 0, "byteEnd": len(handle)},
                "features": [{"$type": "app.bsky.richtext.facet#mention", "did": desk.person.did}],
            }
        ],
    )
    neighbour.call(
        "com.atproto.repo.createRecord",
        repo=neighbour.did,
        collection="app.bsky.feed.like",
        record={"$type": "app.bsky.feed.like", "subject": ref, "createdAt": "2026-11-22T10:00:00.000Z"},
    )
    like = until(lambda: next((n for n in news_of(desk.person) if n["reason"] == "like"), None))
    assert network.to_message(like, desk.person.did) is None
    wanted = {quote["uri"]: ("quote", receipt.remote_id), mention["uri"]: ("mention", "")}
    found = until(lambda: (m := {one.remote_id: one for one in desk.messages()}).keys() >= wanted.keys() and m)
    for uri, (kind, about) in wanted.items():
        assert (found[uri].kind, found[uri].about_id) == (kind, about)


def test_access_that_ran_out_is_renewed(desk: Desk) -> None:
    stale = desk.http(access=desk.person.expired_access())
    with pytest.raises(NeedsReconnect):
        network.is_alive(stale)
    with pytest.raises(NeedsReconnect):
        network.publish(stale, Version(text="Too late"), fresh_key())
    session = network.connect(
        way(desk.base, {}), {"handle": desk.person.handle, "password": desk.person.app_password("second")}
    )
    renewed = network.renew(way(desk.base, session.secrets))
    assert renewed.secrets["refresh"] != session.secrets["refresh"]
    network.is_alive(way(desk.base, renewed.secrets))
    # When the answer to a renewal was lost, the old secret still opens the door for a while.
    once_more = network.renew(way(desk.base, {**session.secrets, "password": ""}))
    network.is_alive(way(desk.base, once_more.secrets))


def test_a_kept_app_password_opens_a_session_when_the_old_one_cannot_be_renewed(desk: Desk) -> None:
    broken = {**desk.connection.secrets, "access": "gone", "refresh": "gone"}
    renewed = network.renew(way(desk.base, broken))
    network.is_alive(way(desk.base, renewed.secrets))
    without = {name: value for name, value in broken.items() if name != "password"}
    with pytest.raises(NeedsReconnect, match="Connect the account again"):
        network.renew(way(desk.base, without))


def test_an_app_password_that_was_taken_back_needs_a_person(bluesky: Bluesky) -> None:
    person = bluesky.person("martalindqvist")
    connected = network.connect(
        way(bluesky.pds, {}), {"handle": person.handle, "password": person.app_password("soon gone")}
    )
    person.call("com.atproto.server.revokeAppPassword", name="soon gone")
    with pytest.raises(NeedsReconnect, match="Make a new one"):
        network.renew(way(bluesky.pds, {**connected.secrets, "access": "gone"}))


def test_deleting_takes_the_post_down_and_may_be_repeated(desk: Desk) -> None:
    receipt = desk.publish("Not for long")
    network.delete(desk.http(), receipt.remote_id)
    network.delete(desk.http(), receipt.remote_id)
    assert receipt.remote_id not in [one["uri"] for one in desk.person.records()]


def test_somebody_elses_post_cannot_be_deleted(desk: Desk, neighbour: Person) -> None:
    theirs = neighbour.post("Mine")
    with pytest.raises(Refused, match="not written by this account"):
        network.delete(desk.http(), theirs["uri"])


def test_an_answer_to_a_deleted_post_is_refused_and_not_sent(desk: Desk, neighbour: Person) -> None:
    theirs = neighbour.post("I take this back")
    neighbour.view(theirs["uri"])
    neighbour.delete(theirs["uri"])
    until(lambda: not desk.person.get("app.bsky.feed.getPosts", uris=theirs["uri"])["posts"])
    before = len(desk.person.records())
    reply = ReplyTo(remote_id=theirs["uri"], root_id=theirs["uri"], refs={"root": theirs, "parent": theirs})
    with pytest.raises(Refused, match="no longer there"):
        desk.publish("What was that?", reply_to=reply)
    assert len(desk.person.records()) == before


def test_an_answer_to_somebody_who_blocked_us_is_refused_and_not_sent(desk: Desk, bluesky: Bluesky) -> None:
    cross = bluesky.person("tomhallam")
    theirs = cross.post("Never again")
    cross.view(theirs["uri"])
    cross.call(
        "com.atproto.repo.createRecord",
        repo=cross.did,
        collection="app.bsky.graph.block",
        record={
            "$type": "app.bsky.graph.block",
            "subject": desk.person.did,
            "createdAt": "2026-11-22T10:00:00.000Z",
        },
    )
    until(lambda: desk.person.get("app.bsky.actor.getProfile", actor=cross.did).get("viewer", {}).get("blockedBy"))
    reply = ReplyTo(remote_id=theirs["uri"], root_id=theirs["uri"], refs={"root": theirs, "parent": theirs})
    with pytest.raises(Refused, match="blocked"):
        desk.publish("Please come back", reply_to=reply)


def test_people_are_looked_up_by_handle(desk: Desk, neighbour: Person) -> None:
    found = network.look_up(desk.http(), f"@{neighbour.handle.upper()}")
    assert found is not None
    assert (found.remote_id, found.handle, found.name) == (neighbour.did, neighbour.handle, "Sunnybank")
    assert network.look_up(desk.http(), "nobody-has-this.test") is None


def test_a_server_that_is_down_is_try_later(desk: Desk) -> None:
    closed = way("http://localhost:1", desk.connection.secrets)
    with pytest.raises(TryLater):
        network.publish(closed, Version(text="Anyone?"), fresh_key())


def test_a_link_s_card_is_seen_with_its_picture(desk: Desk, neighbour: Person) -> None:
    content = png(60, 40)
    desk.holds(content)
    shown = picture(content, 60, 40, "")
    card = Card(
        address="https://alderrye.example/walk", title="The bread walk", about="Sunday at nine.", picture=shown
    )

    made = desk.publish("Come along: https://alderrye.example/walk", card=card)

    external = neighbour.view(made.remote_id)["embed"]["external"]
    assert (external["uri"], external["title"]) == (card.address, card.title)
    assert external["description"] == card.about
    assert external["thumb"]
