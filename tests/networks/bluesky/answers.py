"""What the servers of Bluesky say, as they said it, for tests of what is made of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from tests.networks.fake_http import FakeHttp, says
from twoway.plug.http import Answer

DID = "did:plc:alderandrye"
URI = f"at://{DID}/app.bsky.feed.post/3n2vkagp2tk2e"
THEIRS = "at://did:plc:sunny/app.bsky.feed.post/3n2vkbbbbbb2e"
SUNNY = {"did": "did:plc:sunny", "handle": "sunny.bsky.social", "displayName": "Sunnybank", "avatar": "https://a/b"}
SECRETS = {"did": DID, "handle": "alder.bsky.social", "access": "acc", "refresh": "ref"}
TROUBLE = says({"error": "InternalServerError", "message": "Internal Server Error"}, status=500)
EXPIRED = says({"error": "ExpiredToken", "message": "Token has expired"}, status=400)
SWAP = says({"error": "InvalidSwap", "message": "Record was at bafyours"}, status=400)
NOT_THERE = says({"error": "RecordNotFound", "message": "Could not locate record"}, status=400)
HTML = says(body=b"<html>Welcome to the hotel's network</html>")


def wire(*answers: Answer | Exception, **secrets: str) -> FakeHttp:
    """A way to Bluesky that gives these answers."""
    return FakeHttp(answers, address="https://bsky.social", secrets={**SECRETS, **secrets})


def post(uri: str = THEIRS, **more: Any) -> dict[str, Any]:
    """A post as the AppView shows it."""
    record = {"$type": "app.bsky.feed.post", "text": "Two please", "createdAt": "2026-11-22T09:30:00.000Z"}
    told = {"uri": uri, "cid": "bafytheirs", "author": SUNNY, "record": record}
    return {**told, "indexedAt": "2026-11-22T09:30:00.000Z", "viewer": {}, **more}


def posts(*shown: Mapping[str, Any], **headers: Any) -> Answer:
    """An answer that holds these posts."""
    return says({"posts": list(shown)}, **headers)


def token(**told: object) -> str:
    """A session token that says this of itself."""
    packed = base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()
    return f"e30.{packed}.sig"
