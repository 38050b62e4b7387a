"""Bluesky's module without servers: what it sends, and how it reads answers that real servers gave."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.networks.fake_http import FakeHttp, says
from twoway.domain.atproto import record_cid
from twoway.domain.errors import (
    BadInput,
    NeedsReconnect,
    NetworkAnswer,
    Refused,
    TryLater,
    Unsure,
)
from twoway.domain.parts import keys_of
from twoway.domain.versions import Card, Mention, Picture, ReplyTo, Version
from twoway.networks import bluesky as network
from twoway.plug.http import Answer

DID = "did:plc:alderandrye"
KEY = "3n2vkagp2tk2e"
URI = f"at://{DID}/app.bsky.feed.post/{KEY}"
SECRETS = {"did": DID, "handle": "alder.bsky.social", "access": "acc", "refresh": "ref"}
YES = says({"uri": URI, "cid": "bafyours", "validationStatus": "valid"})
STORED = says({"uri": URI, "cid": "bafyours", "value": {"text": "Fresh rye"}})
NOT_THERE = says({"error": "RecordNotFound", "message": f"Could not locate record: {URI}"}, status=400)
TROUBLE = says({"error": "InternalServerError", "message": "Internal Server Error"}, status=500)
EXPIRED = says({"error": "ExpiredToken", "message": "Token has expired"}, status=400)
HTML = says(body=b"<html>Welcome to the hotel's network</html>")

#: A busy machine is no fault of the code.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

THEIRS = {"uri": "at://did:plc:sunny/app.bsky.feed.post/3theirs", "cid": "bafytheirs"}
OURS = {"uri": URI, "cid": "bafyours"}
SUNNY = {"did": "did:plc:sunny", "handle": "sunny.bsky.social", "displayName": "Sunnybank", "avatar": "https://a/b"}
REPLY = {
    **THEIRS,
    "author": SUNNY,
    "reason": "reply",
    "reasonSubject": URI,
    "record": {"$type": "app.bsky.feed.post", "text": "Two please", "reply": {"root": OURS, "parent": OURS}},
    "isRead": False,
    "indexedAt": "2026-11-22T09:30:00.000Z",
}
ANSWERING = ReplyTo(remote_id=THEIRS["uri"], root_id=URI, refs={"root": OURS, "parent": THEIRS})


def wire(*answers: Answer | Exception, pictures: Mapping[str, bytes] | None = None) -> FakeHttp:
    return FakeHttp(answers, address="https://bsky.social", secrets=SECRETS, pictures=pictures)


def send(http: FakeHttp, version: Version | None = None) -> object:
    return network.publish(http, version or Version(text="Fresh rye"), KEY)


# What is sent


def test_one_version_and_key_are_always_the_same_record() -> None:
    version = Version(text="Fresh rye at eight #Millbrook", languages=("en",))
    assert network.to_payload(version, KEY) == network.to_payload(version, KEY)
    assert network.to_payload(version, KEY) == {
        "collection": "app.bsky.feed.post",
        "rkey": KEY,
        "swapRecord": None,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Fresh rye at eight #Millbrook",
            "createdAt": "2026-11-22T11:48:03.934Z",
            "langs": ["en"],
            "facets": [
                {
                    "index": {"byteStart": 19, "byteEnd": 29},
                    "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Millbrook"}],
                }
            ],
        },
    }


def test_a_post_carries_the_time_it_is_due() -> None:
    due = datetime(2026, 12, 24, 8, tzinfo=UTC)
    record = network.to_payload(Version(text="x"), network.new_key(due, 2**63 + 12345))["record"]
    assert isinstance(record, dict)
    assert str(record["createdAt"]).startswith("2026-12-24T08:00:00.")


def record_of(version: Version) -> Mapping[str, object]:
    record = network.to_payload(version, KEY)["record"]
    assert isinstance(record, dict)
    return record


def test_at_most_three_languages_go_out_and_none_that_is_no_language() -> None:
    assert record_of(Version(text="x", languages=("de", "not one", "en-GB", "cy", "fr")))["langs"] == [
        "de",
        "en-GB",
        "cy",
    ]
    assert "langs" not in record_of(Version(text="x", languages=()))


def test_a_mention_is_a_link_only_when_it_is_known_who_that_is() -> None:
    text = "@Sunny.bsky.social and @dele.bsky.social"
    known = Mention(handle="sunny.bsky.social", remote_id="did:plc:sunny")
    facets = record_of(Version(text=text, mentions=(known, Mention(handle="dele.bsky.social"))))["facets"]
    assert isinstance(facets, list)
    assert [facet["features"][0]["did"] for facet in facets] == ["did:plc:sunny"]


def test_pictures_carry_their_description_and_shape() -> None:
    first = Picture(sha256="00" * 32, mime="image/png", size=7, width=4, height=3, alt="A loaf")
    second = Picture(sha256="11" * 32, mime="image/png", size=7, width=0, height=0, remote={"$type": "blob", "x": 1})
    embed = record_of(Version(text="Look", pictures=(first, second)))["embed"]
    assert isinstance(embed, dict)
    assert embed["images"][0]["alt"] == "A loaf"
    assert embed["images"][0]["aspectRatio"] == {"width": 4, "height": 3}
    assert embed["images"][1] == {"alt": "", "image": {"$type": "blob", "x": 1}}


def test_a_reply_names_what_it_answers_and_the_top_of_the_thread() -> None:
    assert record_of(Version(text="Gladly", reply_to=ANSWERING))["reply"] == {"root": OURS, "parent": THEIRS}


@PATIENT
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_any_text_is_sent_as_it_was_written(text: str) -> None:
    payload = network.to_payload(Version(text=text), KEY)
    assert record_of(Version(text=text))["text"] == text
    assert json.loads(json.dumps(payload)) == payload


# Publishing


def test_a_yes_becomes_a_receipt_that_people_can_open() -> None:
    receipt = network.publish(wire(YES), Version(text="Fresh rye"), KEY)
    assert receipt.remote_id == URI
    assert receipt.address == f"https://bsky.app/profile/alder.bsky.social/post/{KEY}"
    assert receipt.at == datetime(2026, 11, 22, 11, 48, 3, 934000, tzinfo=UTC)
    assert receipt.refs == {"root": OURS, "parent": OURS}


def test_the_receipt_of_a_reply_keeps_the_top_of_the_thread() -> None:
    http = wire(says({"posts": [THEIRS, OURS]}), YES)
    receipt = network.publish(http, Version(text="Gladly", reply_to=ANSWERING), KEY)
    assert receipt.refs == {"root": OURS, "parent": OURS}
    assert http.requests[-1].method == "POST"


def test_pictures_go_up_first_and_then_the_post() -> None:
    picture = Picture(sha256="aa", mime="image/png", size=3, width=1, height=1, alt="Rye")
    blob = {"$type": "blob", "ref": {"$link": "bafkrei"}, "mimeType": "image/png", "size": 3}
    http = wire(says({"blob": blob}), YES, pictures={"aa": b"png"})
    send(http, Version(text="Look", pictures=(picture,)))
    up, put = http.requests
    assert (up.content, up.headers["Content-Type"], up.changes) == (b"png", "image/png", False)
    assert isinstance(put.json, dict)
    assert put.json["repo"] == DID
    assert put.json["record"]["embed"]["images"][0]["image"] == blob


def test_somebody_named_is_looked_up_and_nobody_stays_plain_text() -> None:
    unknown = says({"error": "InvalidRequest", "message": "Unable to resolve handle"}, status=400)
    http = wire(unknown, says({"did": "did:plc:sunny"}), YES)
    send(http, Version(text="@nobody.bsky.social @sunny.bsky.social"))
    assert isinstance(http.requests[-1].json, dict)
    facets = http.requests[-1].json["record"]["facets"]
    assert [facet["features"][0]["did"] for facet in facets] == ["did:plc:sunny"]


TOO_LONG = "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text"
TOO_LONG_OLD = "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes"
TOO_LARGE = "Invalid app.bsky.feed.post record: string too big (maximum 3000, got 5000) at $.record.text"
TOO_LARGE_OLD = "Invalid app.bsky.feed.post record: Record/text must not be longer than 3000 characters"
BLOB = "blob too big (maximum 1000000, got 1201433) at $.record.embed.images[0].image"
KIND = 'Expected "image/*" (got "application/zip") at $.record.embed.images[0].image.mimeType'
FIVE = "array too big (maximum 4, got 5) at $.record.embed.images"


def no(message: str, error: str = "InvalidRequest", status: int = 400, **headers: Any) -> Answer:
    return says({"error": error, "message": message}, status=status, **headers)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (no(TOO_LONG), Refused, "300 signs"),
        (no(TOO_LONG_OLD), Refused, "300 signs"),
        (no(TOO_LARGE), Refused, "3,000 bytes"),
        (no(TOO_LARGE_OLD), Refused, "3,000 bytes"),
        (no(BLOB), Refused, "Send a smaller one"),
        (no(KIND), Refused, "JPEG or PNG"),
        (no(FIVE), Refused, "fewer pictures"),
        (no("Something new"), Refused, "said: Something new"),
        (no("Could not find blob", "BlobNotFound"), TryLater, "trouble"),
        (EXPIRED, NeedsReconnect, "Connect the account again"),
        (no("Bad token scope", "InvalidToken"), NeedsReconnect, "Connect the account again"),
        (no("Account has been taken down", "AccountTakedown", 401), NeedsReconnect, "taken this account down"),
        (no("Account is deactivated", "AccountDeactivated", 401), NeedsReconnect, "deactivated"),
        (says(body=b"who are you", status=401), NeedsReconnect, "Connect the account again"),
        (no("Rate Limit Exceeded", "RateLimitExceeded", 429), TryLater, "wait"),
        (says(body=b"<html>no such page</html>", status=404), TryLater, "trouble"),
        (HTML, Unsure, "may be out"),
        (says({"thanks": True}), Unsure, "may be out"),
        (says({"uri": f"at://{DID}/app.bsky.feed.post/3other", "cid": "x"}), Unsure, "may be out"),
        (says([]), Unsure, "may be out"),
        (Unsure("The answer was lost."), Unsure, "lost"),
        (TryLater("No connection."), TryLater, "No connection"),
    ],
)  # fmt: skip
def test_each_answer_to_a_post_has_one_meaning(
    answer: Answer | Exception, kind: type[NetworkAnswer], words: str
) -> None:
    http = wire(answer)
    with pytest.raises(kind, match=words) as caught:
        send(http)
    assert type(caught.value) is kind
    assert len(http.requests) == 1


def test_a_500_for_a_post_that_is_there_is_a_yes() -> None:
    http = wire(TROUBLE, STORED)
    assert network.publish(http, Version(text="Fresh rye"), KEY).remote_id == URI
    assert http.requests[1].method == "GET"


def test_a_post_that_is_there_with_other_words_is_left_alone() -> None:
    swap = no("Record was at bafyours", "InvalidSwap")
    assert network.publish(wire(swap, STORED), Version(text="Other words"), KEY).remote_id == URI


def test_a_500_for_a_post_that_is_not_there_may_be_tried_again() -> None:
    with pytest.raises(TryLater, match="it is not out"):
        send(wire(TROUBLE, NOT_THERE))


@pytest.mark.parametrize("look", [TROUBLE, HTML, TryLater("No connection.")])
def test_a_500_that_cannot_be_looked_up_is_unsure(look: Answer | Exception) -> None:
    with pytest.raises(Unsure):
        send(wire(TROUBLE, look))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        # the server's own clock decides, whatever ours says
        ({"ratelimit_reset": "1795341690", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 90),
        ({"ratelimit_reset": "1", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 1),
        ({"ratelimit_reset": "soon", "retry_after": "7"}, 7),
        ({"ratelimit_reset": "1795341690", "date": "yesterday"}, 300),
        ({"ratelimit_reset": "99999999999", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 86_400),
        ({}, 300),
    ],
)
def test_too_many_calls_wait_as_long_as_the_server_says(headers: Mapping[str, str], wait: int) -> None:
    with pytest.raises(TryLater) as caught:
        send(wire(no("Rate Limit Exceeded", "RateLimitExceeded", 429, **headers)))
    assert caught.value.wait == timedelta(seconds=wait)


def test_an_answer_to_what_is_gone_is_refused_before_anything_is_sent() -> None:
    http = wire(says({"posts": [OURS]}), NOT_THERE)
    with pytest.raises(Refused, match="no longer there"):
        send(http, Version(text="Gladly", reply_to=ANSWERING))
    assert {sent.method for sent in http.requests} == {"GET"}


def test_an_answer_that_is_out_already_stays_out_when_its_thread_goes() -> None:
    http = wire(says({"posts": [OURS]}), STORED)
    assert network.publish(http, Version(text="Gladly", reply_to=ANSWERING), KEY).remote_id == URI


def test_a_thread_closed_to_us_refuses_our_answer() -> None:
    closed = {**THEIRS, "viewer": {"replyDisabled": True}}
    with pytest.raises(Refused, match="takes no answers"):
        send(wire(says({"posts": [closed, OURS]}), NOT_THERE), Version(text="Gladly", reply_to=ANSWERING))


def test_an_answer_goes_out_although_the_readers_side_is_down() -> None:
    assert send(wire(says(body=b"Bad gateway", status=502), YES), Version(text="Gladly", reply_to=ANSWERING))


def test_missing_references_are_looked_up() -> None:
    http = wire(says({"posts": [THEIRS, OURS]}), YES)
    send(http, Version(text="Gladly", reply_to=ReplyTo(remote_id=THEIRS["uri"], root_id=URI)))
    assert isinstance(http.requests[-1].json, dict)
    assert http.requests[-1].json["record"]["reply"] == {"root": OURS, "parent": THEIRS}


# Finding and deleting


def test_what_is_under_the_key_is_found_and_what_is_not_is_none() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    found = network.find(wire(STORED), Version(text="Fresh rye"), KEY, now)
    assert found is not None
    assert found.remote_id == URI
    assert network.find(wire(NOT_THERE), Version(text="Fresh rye"), KEY, now) is None


def test_a_look_that_failed_is_not_taken_for_nothing_there() -> None:
    for answer, kind in ((TROUBLE, TryLater), (HTML, TryLater), (EXPIRED, NeedsReconnect), (no("Odd"), Refused)):
        with pytest.raises(kind):
            network.find(wire(answer), Version(text="x"), KEY, datetime(2026, 11, 22, tzinfo=UTC))


def test_only_our_own_posts_are_deleted() -> None:
    http = wire(says({}))
    network.delete(http, URI)
    assert http.requests[0].json == {"repo": DID, "collection": "app.bsky.feed.post", "rkey": KEY}
    with pytest.raises(Refused):
        network.delete(wire(), THEIRS["uri"])


# Reading


def test_a_reply_becomes_a_message_that_can_be_answered() -> None:
    message = network.to_message(REPLY, DID)
    assert message is not None
    assert (message.text, message.kind, message.about_id, message.root_id) == ("Two please", "reply", URI, URI)
    assert (message.author.name, message.author.address) == (
        "Sunnybank",
        "https://bsky.app/profile/sunny.bsky.social",
    )
    assert message.address == "https://bsky.app/profile/sunny.bsky.social/post/3theirs"
    assert message.at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert message.reply_to == ANSWERING
    assert not message.ours
    assert not message.private


def test_a_reply_found_in_the_thread_is_the_same_message() -> None:
    post = {name: value for name, value in REPLY.items() if not name.startswith("reason")}
    assert network.to_message({"about": URI, "post": post}, DID) == network.to_message(REPLY, DID)


def test_a_mention_starts_a_thread_of_its_own() -> None:
    mention = {**REPLY, "reason": "mention", "reasonSubject": "", "record": {"text": "hi @alder.bsky.social"}}
    message = network.to_message(mention, DID)
    assert message is not None
    assert (message.kind, message.about_id, message.root_id) == ("mention", "", THEIRS["uri"])
    assert message.reply_to.refs == {"root": THEIRS, "parent": THEIRS}


def test_our_own_words_in_a_thread_are_known_as_ours() -> None:
    message = network.to_message({"about": URI, "post": {**REPLY, "author": {**SUNNY, "did": DID}}}, DID)
    assert message is not None
    assert message.ours


def test_an_account_whose_domain_is_gone_is_linked_by_its_lasting_name() -> None:
    message = network.to_message({**REPLY, "author": {**SUNNY, "handle": "handle.invalid"}}, DID)
    assert message is not None
    assert message.author.address == "https://bsky.app/profile/did:plc:sunny"


@pytest.mark.parametrize("reason", ["like", "repost", "follow", "like-via-repost", "starterpack-joined", "verified"])
def test_applause_is_no_message(reason: str) -> None:
    assert network.to_message({**REPLY, "reason": reason}, DID) is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"reason": "a new kind"},
        {"reason": ["reply"]},
        {**REPLY, "record": None},
        {**REPLY, "record": {"text": 7}},
        {**REPLY, "record": {"text": "x", "reply": {}}},
        {**REPLY, "author": {}},
        {**REPLY, "indexedAt": "yesterday"},
        {**REPLY, "cid": None},
        {"post": {}},
    ],
)
def test_an_unknown_shape_is_said_to_be_one(raw: Mapping[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        network.to_message(raw, DID)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@PATIENT
@given(
    st.dictionaries(st.sampled_from([*REPLY, "post", "about"]), JSON | st.sampled_from(list(REPLY.values()))),
)
def test_garbage_is_a_message_or_nothing_or_said_to_be_unknown(raw: dict[str, object]) -> None:
    message = None
    with contextlib.suppress(ValueError):
        message = network.to_message(raw, DID)
    assert message is None or (message.remote_id and message.author.handle)


def page(*times: str, cursor: str = "") -> Answer:
    return says({"notifications": [{**REPLY, "indexedAt": at} for at in times], "cursor": cursor})


def test_the_first_fetch_reads_one_page_and_remembers_the_newest() -> None:
    http = wire(page("2026-11-22T09:30:00.000Z", "2026-11-21T09:30:00.000Z", cursor="more"))
    batch = network.fetch(http, "", ())
    assert len(batch.raw) == 2
    assert batch.cursor == "2026-11-22T09:30:00.000Z"
    asked = "limit=100&reasons=reply&reasons=mention&reasons=quote"
    assert http.paths == [f"GET /xrpc/app.bsky.notification.listNotifications?{asked}"]


def test_later_fetches_page_back_to_a_little_before_the_cursor() -> None:
    http = wire(
        page("2026-11-22T10:00:00.000Z", cursor="p2"),
        page("2026-11-22T09:25:00.000Z", "2026-11-22T09:10:00.000Z", cursor="p3"),
    )
    batch = network.fetch(http, "2026-11-22T09:30:00.000Z", ())
    assert [item["indexedAt"] for item in batch.raw] == ["2026-11-22T10:00:00.000Z", "2026-11-22T09:25:00.000Z"]
    assert batch.cursor == "2026-11-22T10:00:00.000Z"
    assert "cursor=p2" in http.paths[1]


def test_nothing_new_keeps_the_cursor() -> None:
    assert network.fetch(wire(page()), "2026-11-22T09:30:00.000Z", ()).cursor == "2026-11-22T09:30:00.000Z"


def test_threads_of_our_posts_are_read_too_and_missing_ones_are_passed_over() -> None:
    inner = {"post": {**REPLY, "uri": "at://did:plc:dele/app.bsky.feed.post/3deep"}, "replies": []}
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": "at://x", "notFound": True}
    thread = {"post": OURS, "replies": [{"post": REPLY, "replies": [inner]}, gone]}
    other = URI.replace("3n2v", "3n2w")
    counted = says({"posts": [OURS, {"uri": other}]})
    missing = says({"error": "NotFound", "message": "Post not found"}, status=400)
    batch = network.fetch(wire(page(), counted, missing, says({"thread": thread})), "", (other, URI))
    assert [item["about"] for item in batch.raw] == [URI, URI]
    posts = [item["post"] for item in batch.raw]
    assert [post["uri"] for post in posts if isinstance(post, dict)] == [
        THEIRS["uri"],
        "at://did:plc:dele/app.bsky.feed.post/3deep",
    ]


@pytest.mark.parametrize(("answer", "kind"), [(HTML, TryLater), (TROUBLE, TryLater), (EXPIRED, NeedsReconnect)])
def test_a_fetch_that_failed_changes_nothing(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        network.fetch(wire(answer), "2026-11-22T09:30:00.000Z", ())
    with pytest.raises(kind):
        network.fetch(wire(page(), answer), "2026-11-22T09:30:00.000Z", (URI,))


# Signing in

#: {"scope": "com.atproto.appPass", "exp": 1795348800}, as a server packs it
APP_TOKEN = "e30.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFwcFBhc3MiLCJleHAiOjE3OTUzNDg4MDB9.sig"
SESSION = says(
    {"did": DID, "handle": "alder.bsky.social", "accessJwt": APP_TOKEN, "refreshJwt": "ref2", "active": True}
)
PROFILE = says({"did": DID, "handle": "alder.bsky.social", "displayName": "Alder & Rye"})
OLD_SERVER, NEW_SERVER = says({"version": "0.4.217"}), says({"version": "8e8d3c5a"})
ANSWERS = {"handle": "alder.bsky.social", "password": "abcd-efgh-ijkl-mnop", "address": ""}


def test_connecting_brings_the_name_the_limits_and_the_secrets() -> None:
    found = network.connect(wire(SESSION, PROFILE, OLD_SERVER), ANSWERS)
    assert (found.remote_id, found.handle, found.name) == (DID, "alder.bsky.social", "Alder & Rye")
    assert found.address == "https://bsky.social"
    assert found.limits == {"text": 300, "bytes": 3000, "pictures": 4, "picture_bytes": 1_000_000}
    assert found.expires_at == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert found.secrets["password"] == "abcd-efgh-ijkl-mnop"


def test_a_newer_server_takes_larger_pictures() -> None:
    assert network.instance(wire(NEW_SERVER))["picture_bytes"] == 2_000_000
    assert network.instance(wire(says(body=b"ok")))["picture_bytes"] == 2_000_000


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("  @alder.bsky.social ", "alder.bsky.social"),
        ("\u202aalder.bsky.social\u202c", "alder.bsky.social"),
        ("alder", "alder.bsky.social"),
        ("https://bsky.app/profile/alder.example.org/", "alder.example.org"),
        ("alder@example.org", "alder@example.org"),
        ("did:plc:alderandrye", "did:plc:alderandrye"),
    ],
)
def test_a_handle_may_be_written_as_people_write_it(written: str, sent: str) -> None:
    http = wire(SESSION, PROFILE, NEW_SERVER)
    network.connect(http, {**ANSWERS, "handle": written})
    assert http.requests[0].json == {"identifier": sent, "password": "abcd-efgh-ijkl-mnop"}


@pytest.mark.parametrize(
    ("answers", "answer", "field"),
    [
        ({**ANSWERS, "handle": " @ "}, None, "handle"),
        ({**ANSWERS, "password": " "}, None, "password"),
        (ANSWERS, no("Invalid identifier or password", "AuthenticationRequired", 401), "password"),
        (ANSWERS, no("A sign in code has been sent", "AuthFactorTokenRequired", 401), "password"),
        (ANSWERS, HTML, "address"),
        (ANSWERS, says(body=b"<html>404</html>", status=404), "address"),
    ],
)
def test_what_cannot_sign_in_is_told_where_to_look(
    answers: Mapping[str, str], answer: Answer | None, field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        network.connect(wire(*[answer] if answer else []), answers)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (TROUBLE, TryLater),
        (says(body=b"Bad gateway", status=502), TryLater),
        (no("Slow down", "RateLimitExceeded", 429), TryLater),
        (no("Account has been taken down", "AccountTakedown", 401), NeedsReconnect),
        (says({"did": DID, "accessJwt": "a", "refreshJwt": "r", "active": False}), NeedsReconnect),
        (says({"did": DID}), TryLater),
    ],
)
def test_a_server_that_cannot_sign_us_in_now_says_why(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        network.connect(wire(answer), ANSWERS)


def test_a_renewal_asks_nothing_more_once_the_old_secret_is_used_up() -> None:
    http = wire(SESSION)
    found = network.renew(http)
    assert found.secrets["refresh"] == "ref2"
    assert "password" not in found.secrets
    assert [sent.headers["Authorization"] for sent in http.requests] == ["Bearer ref"]


def test_a_kept_app_password_helps_when_the_renewal_is_refused() -> None:
    http = wire(EXPIRED, SESSION)
    http.secrets = {**SECRETS, "password": "abcd-efgh-ijkl-mnop"}
    assert network.renew(http).secrets["password"] == "abcd-efgh-ijkl-mnop"
    assert http.requests[1].json == {"identifier": DID, "password": "abcd-efgh-ijkl-mnop"}


def test_an_account_that_was_taken_down_is_not_signed_in_again() -> None:
    http = wire(no("Account has been taken down", "AccountTakedown", 401))
    http.secrets = {**SECRETS, "password": "abcd-efgh-ijkl-mnop"}
    with pytest.raises(NeedsReconnect, match="taken this account down"):
        network.renew(http)


def test_nobody_has_a_handle_that_is_none() -> None:
    http = wire()
    assert network.look_up(http, "not a handle") is None
    assert http.requests == []


def test_somebody_the_readers_side_does_not_know_yet_is_still_found() -> None:
    unknown = says({"error": "InvalidRequest", "message": "Profile not found"}, status=400)
    found = network.look_up(wire(says({"did": "did:plc:new"}), unknown), "@new.bsky.social")
    assert found is not None
    assert (found.remote_id, found.handle) == ("did:plc:new", "new.bsky.social")


THREAD = Version(text="How our rye is made.", more=("First the sourdough.",), first_comment="Orders until Friday.")
KEYS = keys_of(THREAD, KEY, network.part_key)


def results(*keys: str) -> Any:
    return says({"results": [{"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": f"baf{key}"} for key in keys]})


def test_a_thread_is_shown_as_it_is_written_each_part_under_the_one_before() -> None:
    writes: Any = network.to_payload(THREAD, KEY)["writes"]
    assert [write["rkey"] for write in writes] == list(KEYS)
    assert [write["value"]["text"] for write in writes] == [THREAD.text, *THREAD.more, THREAD.first_comment]
    parents = [write["value"].get("reply", {}).get("parent", {}).get("cid") for write in writes]
    first = record_cid(writes[0]["value"])
    assert parents == [None, first, first]


def test_a_thread_is_one_call_with_a_receipt_for_each_part() -> None:
    http = FakeHttp([results(*KEYS)], secrets=SECRETS)
    receipts = network.publish_all(http, THREAD, KEYS)
    assert [receipt.remote_id.rpartition("/")[2] for receipt in receipts] == list(KEYS)
    assert len(http.requests) == 1


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((EXPIRED,), NeedsReconnect),
        ((says({"error": "RateLimitExceeded"}, status=429),), TryLater),
        ((TROUBLE, NOT_THERE), TryLater),  # nothing is out
        ((TROUBLE, TROUBLE), Unsure),  # nobody can tell
        ((HTML,), Unsure),  # a yes that names nothing
        ((says({"results": []}),), Unsure),  # a yes without its parts
        ((says({"error": "InvalidRequest", "message": "no"}, status=400), NOT_THERE), Refused),
    ],
)
def test_what_an_answer_to_a_thread_means(answers: tuple[Any, ...], expected: type[NetworkAnswer]) -> None:
    with pytest.raises(expected):
        network.publish_all(FakeHttp(answers, secrets=SECRETS), THREAD, KEYS)


def test_a_yes_that_uses_our_allowance_up_says_how_long_to_rest() -> None:
    answer = says({"uri": URI, "cid": "bafyours"}, ratelimit_remaining="0", retry_after="90")
    receipt = network.publish(FakeHttp([answer], secrets=SECRETS), Version(text="Fresh rye"), KEY)
    assert receipt.rest == timedelta(seconds=90)


# -- link cards


def test_a_link_brings_its_card_along_because_the_network_looks_at_no_page() -> None:
    card = Card(
        address="https://alderrye.example/walk",
        title="The bread walk",
        about="Sunday at nine.",
        picture=Picture(sha256="ab" * 32, mime="image/jpeg", size=1200, width=0, height=0),
    )

    record = network.to_payload(Version(text="Come along https://alderrye.example/walk", card=card), KEY)["record"]

    assert isinstance(record, Mapping)
    embed = record["embed"]
    assert embed["$type"] == "app.bsky.embed.external"
    assert embed["external"]["uri"] == card.address
    assert (embed["external"]["title"], embed["external"]["description"]) == (card.title, card.about)
    assert embed["external"]["thumb"]["mimeType"] == "image/jpeg"


def test_pictures_go_before_a_card() -> None:
    card = Card(address="https://alderrye.example/walk", title="The bread walk")
    shown = Picture(sha256="cd" * 32, mime="image/png", size=99, width=3, height=2, alt="A loaf")

    record = network.to_payload(Version(text="x", card=card, pictures=(shown,)), KEY)["record"]

    assert isinstance(record, Mapping)
    assert record["embed"]["$type"] == "app.bsky.embed.images"
