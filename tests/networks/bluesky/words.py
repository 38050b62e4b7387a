"""A post of ours, an answer to it, and what servers say to them, for tests of what is sent and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, settings

from tests.networks.fake_http import FakeHttp, says
from twoway.domain.parts import keys_of
from twoway.domain.versions import ReplyTo, Version
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


def record_of(version: Version) -> Mapping[str, object]:
    record = network.to_payload(version, KEY)["record"]
    assert isinstance(record, dict)
    return record


def no(message: str, error: str = "InvalidRequest", status: int = 400, **headers: Any) -> Answer:
    return says({"error": error, "message": message}, status=status, **headers)


def page(*times: str, cursor: str = "") -> Answer:
    return says({"notifications": [{**REPLY, "indexedAt": at} for at in times], "cursor": cursor})


THREAD = Version(text="How our rye is made.", more=("First the sourdough.",), first_comment="Orders until Friday.")


KEYS = keys_of(THREAD, KEY, network.part_key)


def results(*keys: str) -> Any:
    return says({"results": [{"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": f"baf{key}"} for key in keys]})
