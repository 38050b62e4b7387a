"""Bluesky's own servers: likes, counts, searches, what stands around our posts, and what the doctor sees."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import httpx2
import pytest

from tests.counterparts.bluesky_server import Bluesky, Person, until
from tests.counterparts.bluesky_sign_in import says_yes
from tests.counterparts.proxy import Accident, Proxy
from tests.networks.bluesky.desk import Desk, desk_of, fresh_key, picture, png, way
from twoway.domain.atproto import blob, datetime_text
from twoway.domain.errors import NeedsReconnect, Reach, Refused, TryLater
from twoway.domain.parts import keys_of
from twoway.domain.versions import Connection, Counts, ReplyTo, Version
from twoway.networks import bluesky as network
from twoway.plug.signing_in import Back, Check, Verdict
from twoway.work.http import WebHttp

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(120)]

LIKE = "app.bsky.feed.like"
#: A cursor after which no notification comes: what is found then was found by looking.
FAR_AHEAD = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def desk(bluesky: Bluesky) -> Desk:
    return desk_of(bluesky, "alderandrye")


@pytest.fixture(scope="module")
def neighbour(bluesky: Bluesky) -> Person:
    return bluesky.person("sunnybank")


def likes_of(person: Person, uri: str) -> int:
    return int(person.view(uri)["likeCount"])


def like_records(person: Person, uri: str) -> list[Any]:
    found = person.get("com.atproto.repo.listRecords", repo=person.did, collection=LIKE, limit="100")["records"]
    return [one for one in found if one["value"]["subject"]["uri"] == uri]


def like_in_the_app(person: Person, ref: Mapping[str, str]) -> None:
    record = {"$type": LIKE, "subject": dict(ref), "createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
    person.call("com.atproto.repo.createRecord", repo=person.did, collection=LIKE, record=record)


# Likes


def test_a_like_is_seen_by_its_author_once_however_often_it_is_pressed(desk: Desk, neighbour: Person) -> None:
    theirs = neighbour.post("Who has rye?")
    desk.person.view(theirs["uri"])
    for _ in range(3):
        network.react(desk.http(), theirs["uri"], {}, "like", True)
    until(lambda: likes_of(neighbour, theirs["uri"]) == 1)
    news = until(lambda: [n for n in notifications(neighbour) if n["reasonSubject"] == theirs["uri"]])
    assert [n["author"]["did"] for n in news] == [desk.person.did]
    assert len(like_records(desk.person, theirs["uri"])) == 1


def notifications(person: Person) -> list[Any]:
    found = person.get("app.bsky.notification.listNotifications")["notifications"]
    return [n for n in found if n["reason"] == "like"]


def test_eight_that_press_at_once_make_one_like(desk: Desk, neighbour: Person) -> None:
    theirs = neighbour.post("Eight of you?")
    desk.person.view(theirs["uri"])
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda _: network.react(desk.http(), theirs["uri"], {}, "like", True), range(8)))
    assert len(like_records(desk.person, theirs["uri"])) == 1


def test_what_was_liked_in_the_app_is_not_liked_twice_and_can_be_taken_back_here(
    desk: Desk, neighbour: Person
) -> None:
    theirs = neighbour.post("Seen on a telephone")
    desk.person.view(theirs["uri"])
    like_in_the_app(desk.person, theirs)
    until(lambda: desk.person.view(theirs["uri"])["viewer"].get("like"))
    network.react(desk.http(), theirs["uri"], {}, "like", True)
    assert len(like_records(desk.person, theirs["uri"])) == 1
    network.react(desk.http(), theirs["uri"], {}, "like", False)
    assert like_records(desk.person, theirs["uri"]) == []
    until(lambda: likes_of(neighbour, theirs["uri"]) == 0)


def test_a_like_can_be_taken_back_at_once_and_given_again(desk: Desk, neighbour: Person) -> None:
    theirs = neighbour.post("Undecided")
    desk.person.view(theirs["uri"])
    for on in (True, False, False, True):
        network.react(desk.http(), theirs["uri"], {}, "like", on)
    assert len(like_records(desk.person, theirs["uri"])) == 1
    until(lambda: likes_of(neighbour, theirs["uri"]) == 1)


def test_what_is_gone_cannot_be_liked(desk: Desk, neighbour: Person) -> None:
    theirs = neighbour.post("Not for long")
    neighbour.view(theirs["uri"])
    neighbour.delete(theirs["uri"])
    until(lambda: not desk.person.get("app.bsky.feed.getPosts", uris=theirs["uri"])["posts"])
    with pytest.raises(Refused, match="no longer there"):
        network.react(desk.http(), theirs["uri"], {}, "like", True)
    network.react(desk.http(), theirs["uri"], {}, "like", False)


# Counts, search, people


def test_counts_tell_what_became_of_a_post_and_one_that_is_gone_is_missing(desk: Desk, neighbour: Person) -> None:
    receipt, gone = desk.publish("Count me"), desk.publish("Or not")
    seen = neighbour.view(receipt.remote_id)
    ref = {"uri": seen["uri"], "cid": seen["cid"]}
    like_in_the_app(neighbour, ref)
    neighbour.answer(receipt.remote_id, "One")
    neighbour.post("Look at them", embed={"$type": "app.bsky.embed.record", "record": ref})
    network.delete(desk.http(), gone.remote_id)
    ids = (receipt.remote_id, gone.remote_id)
    expected = {receipt.remote_id: Counts(likes=1, reposts=0, replies=1, quotes=1)}
    until(lambda: network.counts(desk.http(), ids) == expected)


def test_more_posts_than_one_call_takes_are_counted(desk: Desk) -> None:
    key = fresh_key()
    thread = Version(text="One of thirty", more=tuple(f"Part {number}" for number in range(2, 31)))
    receipts = network.publish_all(desk.http(), thread, keys_of(thread, key, network.part_key))
    ids = tuple(receipt.remote_id for receipt in receipts)
    until(lambda: len(network.counts(desk.http(), ids)) == 30)
    until(lambda: network.counts(desk.http(), ids)[ids[0]].replies == 1)


def test_a_search_finds_what_anybody_said_the_newest_first(desk: Desk, neighbour: Person) -> None:
    word = f"rye{token_hex(4)}"
    first = neighbour.post(f"{word} in Millbrook")
    second = neighbour.post(f"More {word}", createdAt=datetime_text(datetime.now(UTC) + timedelta(seconds=2)))
    until(lambda: len(network.search(desk.http(), word, "").raw) == 2)
    batch = network.search(desk.http(), word, "")
    found = [network.to_message(raw, desk.person.did) for raw in batch.raw]
    assert [(one.remote_id, one.kind) for one in found if one] == [(second["uri"], "found"), (first["uri"], "found")]
    older = network.search(desk.http(), word, batch.cursor) if batch.cursor else None
    assert older is None or older.raw == ()
    assert network.search(desk.http(), f"nobody{word}", "").raw == ()


def test_what_was_found_can_be_answered(desk: Desk, neighbour: Person) -> None:
    word = f"wheat{token_hex(4)}"
    theirs = neighbour.post(f"Who bakes with {word}?")
    batch = until(lambda: (b := network.search(desk.http(), word, "")).raw and b)
    message = network.to_message(batch.raw[0], desk.person.did)
    assert message is not None
    desk.publish("We do", reply_to=message.reply_to)
    shown = until(lambda: neighbour.thread(theirs["uri"]).get("replies"))
    assert [one["post"]["record"]["text"] for one in shown] == ["We do"]


def test_people_are_found_as_they_are_typed(desk: Desk, neighbour: Person) -> None:
    found = until(lambda: network.people(desk.http(), f"@{neighbour.handle[:11]}"))
    assert neighbour.did in [one.remote_id for one in found]


# Around our posts


def test_a_quote_is_found_when_no_notification_comes(desk: Desk, neighbour: Person) -> None:
    receipt = desk.publish("Quotable")
    seen = neighbour.view(receipt.remote_id)
    embed = {"$type": "app.bsky.embed.record", "record": {"uri": seen["uri"], "cid": seen["cid"]}}
    quote = neighbour.post("Well said", embed=embed)
    (found,) = until(lambda: desk.messages(receipt.remote_id, cursor=FAR_AHEAD))
    assert (found.remote_id, found.kind, found.about_id) == (quote["uri"], "quote", receipt.remote_id)


def test_a_talk_of_many_levels_comes_home_whole(desk: Desk, neighbour: Person) -> None:
    receipt = desk.publish("Let us talk")
    top = neighbour.view(receipt.remote_id)
    root = {"uri": top["uri"], "cid": top["cid"]}
    said, parent = [], root
    for level in range(24):
        parent = neighbour.post(f"Level {level}", reply={"root": root, "parent": parent})
        said.append(parent["uri"])
    found = until(lambda: (m := desk.messages(receipt.remote_id, cursor=FAR_AHEAD)) and len(m) == 24 and m)
    assert {one.remote_id for one in found} == set(said)
    assert {one.root_id for one in found} == {receipt.remote_id}


def test_a_thread_that_is_closed_takes_no_answer_of_ours(desk: Desk, neighbour: Person) -> None:
    theirs = neighbour.post("Only a notice")
    gate = {"$type": "app.bsky.feed.threadgate", "post": theirs["uri"], "allow": []}
    neighbour.call(
        "com.atproto.repo.createRecord",
        repo=neighbour.did,
        collection="app.bsky.feed.threadgate",
        rkey=theirs["uri"].rpartition("/")[2],
        record={**gate, "createdAt": "2026-11-22T10:00:00.000Z"},
    )
    until(lambda: desk.person.view(theirs["uri"])["viewer"].get("replyDisabled"))
    before = len(desk.person.records())
    reply = ReplyTo(remote_id=theirs["uri"], root_id=theirs["uri"], refs={"root": theirs, "parent": theirs})
    with pytest.raises(Refused, match="takes no answers"):
        desk.publish("But we have a question", reply_to=reply)
    assert len(desk.person.records()) == before


def test_a_thread_is_taken_down_part_by_part_and_twice(desk: Desk) -> None:
    thread = Version(text="A thread", more=("of two",), first_comment="and a comment")
    receipts = network.publish_all(desk.http(), thread, keys_of(thread, fresh_key(), network.part_key))
    for receipt in (*receipts, *receipts):
        network.delete(desk.http(), receipt.remote_id)
    assert not {receipt.remote_id for receipt in receipts} & {one["uri"] for one in desk.person.records()}


# Pictures


def test_a_picture_that_was_swept_away_before_the_post_comes_back_with_the_next_try(desk: Desk) -> None:
    content, key = png(31, 17), fresh_key()
    desk.holds(content)
    shown = picture(content, 31, 17, "A loaf")
    swept = blob(shown.sha256, shown.mime, shown.size)
    record = network.to_payload(Version(text="Swept", pictures=(shown,)), key)
    body = {"repo": desk.person.did, **record}
    refused = httpx2.post(
        f"{desk.base}/xrpc/com.atproto.repo.putRecord",
        json=body,
        headers={"Authorization": f"Bearer {desk.connection.secrets['access']}"},
    )
    assert (refused.status_code, refused.json()["error"]) == (400, "BlobNotFound")
    with pytest.raises(TryLater):
        network.publish(desk.http(), Version(text="Swept", pictures=(_at(shown, swept),)), key)
    receipt = network.publish(desk.http(), Version(text="Swept", pictures=(shown,)), key)
    assert desk.person.view(receipt.remote_id)["embed"]["images"][0]["alt"] == "A loaf"


@pytest.mark.parametrize("accident", [Accident.DROP, Accident.HALF, Accident.SAY_500])
def test_an_upload_whose_answer_was_lost_is_made_again_and_there_is_one_post(
    desk: Desk, proxy: Callable[[str], Proxy], accident: Accident
) -> None:
    content, key = png(23, 19), fresh_key()
    desk.holds(content)
    version = Version(text=f"Lost: {accident}", pictures=(picture(content, 23, 19, "A loaf"),))
    between = proxy(desk.base)
    http = way(between.address, desk.connection.secrets, desk.pictures)
    between.on("POST", "/xrpc/com.atproto.repo.uploadBlob", accident)
    # Nothing is out, and nothing has to be looked for.
    with pytest.raises(TryLater):
        network.publish(http, version, key)
    assert network.find(http, version, key, datetime.now(UTC)) is None
    receipt = network.publish(http, version, key)
    assert [one["uri"] for one in desk.person.records()].count(receipt.remote_id) == 1
    assert desk.person.view(receipt.remote_id)["embed"]["images"][0]["alt"] == "A loaf"


def _at(shown: Any, remote: Mapping[str, object]) -> Any:
    """The picture as if its upload had been answered."""
    return type(shown)(**{name: getattr(shown, name) for name in shown.__slots__} | {"remote": remote})


# The doctor


def examined(desk: Desk, **other: str) -> dict[str, Check]:
    return {check.name: check for check in network.examine(desk.http(**other))}


def test_the_doctor_finds_a_new_account_well_but_for_its_e_mail(desk: Desk) -> None:
    found = examined(desk)
    assert {name: check.verdict for name, check in found.items() if check.verdict != Verdict.GOOD} == {
        "E-mail": Verdict.WARN,
        "Calls left": Verdict.UNKNOWN,  # the test servers count none
    }
    assert "app password" in found["Sign-in"].told
    assert found["Server version"].told == "Version 0.4.217: 300 signs, and up to 4 pictures of 1 MB each."
    assert desk.connection.limits["pictures"] == 4


def test_the_doctor_tells_a_main_password(desk: Desk) -> None:
    answers = {"handle": desk.person.handle, "password": desk.person.password}
    own = network.connect(way(desk.base, {}), answers)
    assert examined(desk, **own.secrets)["Sign-in"].verdict == Verdict.WARN


def test_whoever_signed_in_on_the_networks_own_page_can_do_the_same(bluesky: Bluesky, neighbour: Person) -> None:
    sarah = bluesky.person("oakfield")
    trusted = frozenset({bluesky.pds, bluesky.plc})

    none: Mapping[str, bytes] = {}

    def out(secrets: Mapping[str, str]) -> WebHttp:
        servers = {"directory": bluesky.plc}
        return WebHttp(
            address=bluesky.pds, secrets=secrets, pictures=none.__getitem__, trusted=trusted, servers=servers
        )

    handover = network.begin(out({}), {"handle": sarah.handle}, Back(address="http://127.0.0.1:8000/accounts/back/"))
    held = network.finish(out({}), handover.keep, says_yes(handover.address, sarah).brings)
    theirs = neighbour.post("Like me")
    sarah.view(theirs["uri"])
    network.react(out(held.secrets), theirs["uri"], {}, "like", True)
    until(lambda: network.counts(out(held.secrets), (theirs["uri"],))[theirs["uri"]].likes == 1)
    assert network.people(out(held.secrets), neighbour.handle)
    found = {check.name: check.verdict for check in network.examine(out(held.secrets))}
    assert [found[name] for name in ("Sign-in", "Account", "Handle", "Pictures")] == [Verdict.GOOD] * 4
    # A laptop has no address at which the network could look up who asks.
    assert found["Session"] == Verdict.WARN


def test_an_account_that_was_deactivated_is_told(bluesky: Bluesky) -> None:
    desk = desk_of(bluesky, "gracewynne")
    desk.person.call("com.atproto.server.deactivateAccount")
    with pytest.raises(NeedsReconnect, match="deactivated"):
        network.is_alive(desk.http())
    with pytest.raises(NeedsReconnect, match="deactivated"):
        desk.publish("Anyone?")
    found = examined(desk)["Account"]
    assert found.verdict == Verdict.BAD
    assert "deactivated" in found.told


def test_an_account_that_was_taken_down_is_told(bluesky: Bluesky) -> None:
    desk = desk_of(bluesky, "jonpritch")
    admin = base64.b64encode(b"admin:admin-pass").decode()
    subject = {"$type": "com.atproto.admin.defs#repoRef", "did": desk.person.did}
    httpx2.post(
        f"{desk.base}/xrpc/com.atproto.admin.updateSubjectStatus",
        json={"subject": subject, "takedown": {"applied": True, "ref": "test"}},
        headers={"Authorization": f"Basic {admin}"},
    ).raise_for_status()
    for ask in (network.is_alive, network.examine):
        with pytest.raises(NeedsReconnect, match="taken down or deleted"):
            ask(desk.http())
    for answer in (network.renew, lambda http: network.publish(http, Version(text="Anyone?"), fresh_key())):
        with pytest.raises(NeedsReconnect, match="has taken this account down"):
            answer(desk.http())


# A server that counts our calls


@pytest.fixture(scope="module")
def counted(bluesky: Bluesky) -> tuple[Mapping[str, str], Connection]:
    """Somebody on a server that counts calls: what to sign in with, and a connection."""
    asked = {"handle": "kemiokafor.test", "email": "kemi@example.org", "password": "correct horse battery"}
    made = httpx2.post(f"{bluesky.strict}/xrpc/com.atproto.server.createAccount", json=asked).raise_for_status()
    access = {"Authorization": f"Bearer {made.json()['accessJwt']}"}
    name = "com.atproto.server.createAppPassword"
    given = httpx2.post(f"{bluesky.strict}/xrpc/{name}", json={"name": "Twoway"}, headers=access).raise_for_status()
    answers = {"handle": asked["handle"], "password": given.json()["password"]}
    return answers, network.connect(way(bluesky.strict, {}), answers)


def test_what_is_left_of_our_calls_is_told_by_the_server(
    bluesky: Bluesky, counted: tuple[Mapping[str, str], Connection]
) -> None:
    _, held = counted
    checks = {check.name: check for check in network.examine(way(bluesky.strict, held.secrets))}
    assert checks["Calls left"].verdict == Verdict.GOOD
    assert re.fullmatch(r"2,9\d\d of 3,000 until \d\d:\d\d UTC\.", checks["Calls left"].told)
    assert checks["Seen by others"].verdict == Verdict.WARN


def test_too_many_sign_ins_wait_as_long_as_the_server_says(
    bluesky: Bluesky, counted: tuple[Mapping[str, str], Connection]
) -> None:
    answers, _ = counted

    def sign_in_too_often() -> None:
        for _ in range(31):
            network.connect(way(bluesky.strict, {}), answers)

    with pytest.raises(TryLater) as caught:
        sign_in_too_often()
    assert caught.value.wait is not None
    assert timedelta(seconds=200) < caught.value.wait <= timedelta(seconds=300)
    assert caught.value.reach == Reach.ACCOUNT


def test_what_its_author_deleted_or_blocks_us_from_is_gone_and_the_rest_is_not(
    desk: Desk, neighbour: Person, bluesky: Bluesky
) -> None:
    cross = bluesky.person("crossone")
    stays, goes = (neighbour.post(words)["uri"] for words in ("Two please", "Three please"))
    hidden = cross.post("Never again")["uri"]
    uris = (stays, goes, hidden)
    until(lambda: all(network.look_again(desk.http(), uris).get(uri) for uri in uris))

    neighbour.delete(goes)
    block = {"$type": "app.bsky.graph.block", "subject": desk.person.did, "createdAt": "2026-11-22T09:00:00.000Z"}
    cross.call("com.atproto.repo.createRecord", repo=cross.did, collection="app.bsky.graph.block", record=block)

    def are_gone() -> bool:
        found = network.look_again(desk.http(), uris)
        return found.get(goes, "") is None and found.get(hidden, "") is None

    until(are_gone)
    assert network.look_again(desk.http(), uris)[stays] is not None
