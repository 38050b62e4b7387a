"""Checking that a call comes from whom it says: signatures over the body as it came, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from twoway.domain.errors import BadInput
from twoway.domain.versions import Batch
from twoway.plug.signing_in import HookCall, HookReply

#: A signed call that is older than this may be one that somebody caught and sends again.
FRESH = timedelta(minutes=5)
_DOES_NOT_HOLD = "The signature of a call did not hold."


def mac(secret: str, words: bytes) -> bytes:
    """The HMAC-SHA256 of some words."""
    return hmac.new(secret.encode(), words, hashlib.sha256).digest()


def require_same(told: str, right: str) -> None:
    """Pass, or BadInput; how long it takes tells nothing about where they differ."""
    if not hmac.compare_digest(told.encode("utf-8", "replace"), right.encode()):
        raise BadInput(_DOES_NOT_HOLD)


def require_fresh(told: str, at: datetime | None) -> None:
    """Pass for a call that says it was made just now (seconds since 1970), or BadInput."""
    if not (told.isascii() and told.isdigit() and len(told) < 12):
        raise BadInput("A call does not say when it was made.")
    if at is not None and abs(at - datetime.fromtimestamp(int(told), UTC)) > FRESH:
        raise BadInput("A call was made too long ago, or the clocks differ; it may have been caught and sent again.")


def content(call: HookCall) -> Mapping[str, object]:
    """The JSON object in a call; BadInput for anything else."""
    try:
        found = json.loads(call.body)
    except (ValueError, RecursionError) as error:
        raise BadInput("A call holds something else than JSON.") from error
    if not isinstance(found, dict):
        raise BadInput("A call holds no JSON object.")
    return found


# -- the way that several networks of one house call: a token for the handshake, and the body signed with the app's secret ----


def handshake_token(secret: str) -> str:
    """What has to be typed in as the verify token where the address is named: made from the secret, and not the secret."""
    return mac(secret, b"verify token").hex()[:32]


def greet_house(call: HookCall, secret: str) -> HookReply | None:
    """The challenge of a handshake, sent back; None for a call that is none. BadInput when the token is not ours."""
    if call.method != "GET":
        return None
    require_same(call.params.get("hub.verify_token", ""), handshake_token(secret))
    challenge = call.params.get("hub.challenge", "")
    if call.params.get("hub.mode") != "subscribe" or not challenge.isalnum() or len(challenge) > 200:
        raise BadInput("A handshake does not say what it wants.")
    return HookReply(body=challenge.encode())


def heard_from_house(call: HookCall, secret: str) -> Batch:
    """What changed, one item for each change or message, with whose page it is and when it was told."""
    right = f"sha256={mac(secret, call.body).hex()}"
    require_same(call.headers.get("x-hub-signature-256", ""), right)
    told = content(call)
    items: list[Mapping[str, object]] = []
    for entry in _objects(told.get("entry")):
        about = {"object": told.get("object"), "entry": entry.get("id"), "time": entry.get("time")}
        items += [{**one, **about} for name in ("changes", "messaging") for one in _objects(entry.get(name))]
    return Batch(raw=tuple(items), cursor="")


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
