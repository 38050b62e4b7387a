"""Whatever a server answers, a network raises what it promises and nothing else: half of an answer is replaced by nonsense."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from types import ModuleType
from typing import Any

import pytest

from twoway.apps.inbox.actions import UNREADABLE
from twoway.domain.errors import TwowayError
from twoway.domain.versions import ReplyTo, Version
from twoway.networks import bluesky, mastodon
from twoway.plug import oauth
from twoway.plug.http import Answer
from twoway.plug.signing_in import Back

ODD: tuple[Any, ...] = (
    *(None, True, -1, 10**30, 1.5, "", "x", "\x00", "9" * 400, [], {}, [[]], [None], {"a": None}, ["x"], [{}]),
    *(
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "<p>" * 50,
        "at://x",
        "http://[",
        "javascript:x",
        "²",
    ),
)
KEY = oauth.new_key()
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOST_ASKED = 300


def spoiled(told: Any, dice: random.Random, share: float) -> Any:
    """An answer in which each part may be missing, or be something else."""
    if dice.random() < share:
        return copy.deepcopy(dice.choice(ODD))
    if isinstance(told, dict):
        return {name: spoiled(one, dice, share) for name, one in told.items() if dice.random() > share / 2}
    return [spoiled(one, dice, share) for one in told] if isinstance(told, list) else told


class OddServer:
    """`plug.http.Http` to a server that answers by the first of these words that stands in the path, and seldom rightly."""

    def __init__(
        self, told: Mapping[str, Any], address: str, secrets: Mapping[str, str], dice: random.Random
    ) -> None:
        self.told, self.address, self.secrets, self.dice = told, address, secrets, dice
        self.share = dice.choice((0.02, 0.1, 0.3))
        self.asked = 0

    def request(self, method: str, path: str, **more: Any) -> Answer:
        self.asked += 1
        if self.asked >= MOST_ASKED:
            raise RuntimeError("it asks without an end")
        right: Any = next((answer for words, answer in self.told.items() if words in path), {})
        found = spoiled(right, self.dice, self.share)
        status = self.dice.choice((202, 301, 400, 401, 403, 404, 429, 503)) if self.dice.random() < 0.05 else 200
        odd = self.dice.choice(("", "9" * 30, "²", "2026-11-23T00:00:00Z"))
        heads = {"retry-after": odd, "x-ratelimit-remaining": "0", "x-ratelimit-reset": odd, "date": odd}
        body = json.dumps(found, default=str).encode()
        return Answer(status=status, headers=heads if self.dice.random() < 0.1 else {}, body=body, json=found)

    def elsewhere(self, place: str, *, secrets: Mapping[str, str] | None = None) -> OddServer:
        return OddServer(self.told, self.address, secrets or {}, self.dice)

    def picture(self, sha256: str) -> bytes:
        return b"picture"


WHO = {
    "id": "1",
    "username": "alder",
    "acct": "alder",
    "url": "https://b.example/@alder",
    "emojis": [{"shortcode": "x"}],
}
KEMI = {
    **WHO,
    "id": "7",
    "acct": "kemi@town.social",
    "moved": {"id": "9", "acct": "k@n.social", "url": "https://n/@k"},
}
STATUS: dict[str, Any] = {
    "id": "100",
    "content": "<p>Two loaves <a href='https://x.example'>here</a></p>",
    "created_at": "2026-11-22T08:00:00Z",
    "edited_at": "2026-11-22T09:00:00Z",
    "visibility": "public",
    "account": KEMI,
    "mentions": [WHO],
    "in_reply_to_id": "90",
    "media_attachments": [{"id": "m1", "type": "image", "url": "https://p.example", "description": "A loaf"}],
    "poll": {"options": [{"title": "rye"}]},
    "quote": {"quoted_status": {"id": "5", "account": WHO}},
    "favourites_count": 1,
}
MASTODON = {
    "/context": {"ancestors": [STATUS], "descendants": [STATUS]},
    "/source": {"text": "Two loaves", "spoiler_text": ""},
    "/api/v1/statuses?": [STATUS],
    "/api/v1/statuses": STATUS,
    "/api/v1/notifications": [{"id": "1", "type": "mention", "status": STATUS}],
    "/api/v1/conversations": [{"id": "3", "unread": True, "last_status": {**STATUS, "visibility": "direct"}}],
    "apps/verify_credentials": {"scopes": ["read"]},
    "verify_credentials": WHO,
    "/api/v2/instance": {
        "domain": "b.example",
        "version": "4.5.0",
        "configuration": {"urls": {"streaming": "wss://s"}},
    },
    "/api/v2/search": {"accounts": [KEMI], "statuses": [STATUS]},
    "accounts/search": [KEMI],
    "accounts/lookup": KEMI,
    "/statuses": [STATUS],
    "timelines/tag": [STATUS],
    "/api/v1/apps": {"client_id": "a", "client_secret": "b"},
    "oauth/token": {"access_token": "t", "scope": "read"},
    "oauth-authorization-server": {"code_challenge_methods_supported": ["S256"], "scopes_supported": ["read"]},
}

DID, OURS = f"did:plc:{'a' * 24}", "at://did:plc:o/app.bsky.feed.post/1"
ROOT = {"uri": OURS, "cid": "c"}
AUTHOR = {"did": DID, "handle": "kemi.test", "displayName": "Kemi", "labels": [{"val": "spam", "src": "x"}]}
POST: dict[str, Any] = {
    "uri": "at://did:plc:k/app.bsky.feed.post/3k",
    "cid": "c2",
    "author": AUTHOR,
    "record": {
        "text": "Two loaves https://x.example",
        "facets": [{"index": {"byteStart": 11, "byteEnd": 28}, "features": [{"uri": "https://x.example"}]}],
        "reply": {"root": ROOT, "parent": ROOT},
        "embed": {
            "images": [{"alt": "A loaf"}],
            "external": {"uri": "https://e.example"},
            "record": {"record": ROOT},
        },
    },
    "indexedAt": "2026-11-22T08:00:01Z",
    "replyCount": 2,
    "quoteCount": 1,
    "viewer": {"like": "at://x/y/z"},
    "labels": [{"val": "porn"}],
}
SESSION = {"did": "did:plc:o", "handle": "o.test", "accessJwt": "e30.e30.s", "refreshJwt": "r", "active": True}
SERVER = "https://pds.example"
BLUESKY = {
    "listNotifications": {"notifications": [{**POST, "reason": "reply", "reasonSubject": OURS}], "cursor": "n"},
    "getPostThread": {"thread": {"post": POST, "replies": [{"post": POST, "replies": [{"post": POST}]}]}},
    "getPosts": {"posts": [{**POST, "uri": OURS}, POST]},
    "getQuotes": {"posts": [POST]},
    "searchPosts": {"posts": [POST], "cursor": "25"},
    "searchActorsTypeahead": {"actors": [AUTHOR]},
    "resolveHandle": {"did": DID},
    "getProfile": AUTHOR,
    "getSession": SESSION,
    "createSession": SESSION,
    "refreshSession": SESSION,
    "_health": {"version": "0.4.218"},
    "Record": {"uri": OURS, "cid": "c", "value": POST["record"]},
    "did:plc": {
        "id": DID,
        "alsoKnownAs": ["at://kemi.test"],
        "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": SERVER}],
    },
    "oauth-protected-resource": {"authorization_servers": [SERVER]},
    "oauth-authorization-server": {
        "issuer": SERVER,
        "authorization_endpoint": f"{SERVER}/a",
        "pushed_authorization_request_endpoint": f"{SERVER}/par",
        "token_endpoint": f"{SERVER}/token",
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["atproto"],
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": True,
    },
    "/par": {"request_uri": "urn:x"},
    "/token": {"sub": DID, "access_token": "a", "refresh_token": "r", "token_type": "DPoP", "expires_in": 3600},
}
BACK = Back(address="http://127.0.0.1:8000/accounts/back/")
CAME = {"code": "c", "state": "s", "iss": SERVER}
ANSWERED = {
    mastodon: ReplyTo(remote_id="100", root_id="80", refs={"acct": "kemi@town.social", "visibility": "public"}),
    bluesky: ReplyTo(
        remote_id=POST["uri"], root_id=OURS, refs={"root": ROOT, "parent": {"uri": POST["uri"], "cid": "c"}}
    ),
}
KEPT = {
    mastodon: {"client_id": "a", "client_secret": "b", "redirect": BACK.address, "scope": "read", "verifier": "v"},
    bluesky: {
        **{
            "issuer": SERVER,
            "tokens": f"{SERVER}/token",
            "revoke": "",
            "verifier": "v",
            "dpop_key": KEY,
            "client": "c",
        },
        **{"redirect": BACK.address, "did": "", "asked_for": "", "client_key": ""},
    },
}
SECRETS = {
    mastodon: [{"token": "t", "client_id": "a", "client_secret": "b"}, {"token": "t", "scope": "read write"}],
    bluesky: [
        {"did": "did:plc:o", "handle": "o.test", "access": "e30.e30.s", "refresh": "e30.e30.s", "password": "p"},
        {"did": DID, "handle": "o.test", "access": "a", "refresh": "r", **KEPT[bluesky]},
    ],
}


def hear(network: ModuleType, http: OddServer, cursor: str) -> None:
    """Fetch, and read what came as the inbox does."""
    for item in network.fetch(http, cursor, ("90", OURS)).raw:
        try:
            network.to_message(item, "1@b.example")
        except UNREADABLE:
            continue


def calls(network: ModuleType, http: OddServer) -> Iterator[Callable[[], object]]:
    """Everything that a network may be asked."""
    answered = ANSWERED[network]
    version, asked = Version(text="Yes, @kemi.test: https://x.example", reply_to=answered), answered.remote_id
    for name in ("instance", "introduce", "is_alive", "renew", "leave"):
        if ask := getattr(network, name, None):
            yield partial(ask, http)
    yield lambda: hear(network, http, "")
    yield lambda: hear(network, http, "2026-11-22T08:00:00Z" if network is bluesky else "1;3")
    yield lambda: network.examine(http)
    yield lambda: network.look_again(http, (asked,))
    yield lambda: network.counts(http, (asked,))
    yield lambda: network.search(http, "#rye", "")
    yield lambda: network.search(http, "rye", "")
    yield lambda: network.people(http, "kemi")
    yield lambda: network.look_up(http, "kemi.test")
    yield lambda: network.publish(http, version, network.new_key(NOON, 5))
    yield lambda: network.find(http, version, network.new_key(NOON, 5), NOON)
    yield lambda: network.react(http, asked, {"visibility": "public"}, "like", http.dice.random() < 0.5)
    yield lambda: network.connect(http, {"token": "t", "handle": "kemi.test", "password": "p"})
    yield lambda: network.begin(http, {"handle": "kemi.test"}, BACK)
    yield lambda: network.finish(http, KEPT[network], CAME)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("network", "told"), [(mastodon, MASTODON), (bluesky, BLUESKY)], ids=["mastodon", "bluesky"])
def test_nonsense_becomes_one_of_the_answers_there_are(
    network: ModuleType, told: Mapping[str, Any], seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(30):
        http = OddServer(told, SERVER, dice.choice(SECRETS[network]), dice)
        for call in calls(network, http):
            http.asked = 0
            with suppress(TwowayError):
                call()
