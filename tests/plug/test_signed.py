"""Calls of networks whose accounts cannot be connected yet, checked as their documentation says. Nothing was run live."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from twoway.domain.errors import BadInput
from twoway.plug import finder
from twoway.plug.signed import FRESH, handshake_token
from twoway.plug.signing_in import HookCall

SECRET = "0123456789abcdef0123456789abcdef"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUSE = ("facebook", "instagram", "threads")
CALLING = [slug for slug, network in finder.networks().items() if network.from_hook is not None]


def call(body: bytes = b"", method: str = "POST", **headers: str) -> HookCall:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return HookCall(method=method, headers=told, params={}, body=body, at=NOON)


def asking(**params: str) -> HookCall:
    given = {name.replace("__", "."): value for name, value in params.items()}
    return HookCall(method="GET", headers={}, params=given, body=b"", at=NOON)


def hexed(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("slug", CALLING)
def test_a_call_without_a_signature_holds_nowhere(slug: str) -> None:
    from_hook = finder.network(slug).from_hook
    assert from_hook is not None
    for body in (b"", b"{}", b"[]", b"\xff", b'{"items": []}'):
        with pytest.raises(BadInput):
            from_hook(call(body), SECRET)


@pytest.mark.parametrize("slug", HOUSE)
def test_a_body_signed_with_the_apps_secret_is_taken_apart_into_its_changes(slug: str) -> None:
    body = json.dumps(
        {
            "object": "page",
            "entry": [
                {"id": "7", "time": 1, "changes": [{"field": "feed", "value": {"item": "comment"}}, "odd"]},
                {"id": "7", "time": 2, "messaging": [{"message": {"text": "Is there rye?"}}]},
                "odd",
            ],
        }
    ).encode()
    from_hook = finder.network(slug).from_hook
    assert from_hook is not None
    signed = call(body, x_hub_signature_256=f"sha256={hexed(body)}")

    comment, letter = from_hook(signed, SECRET).raw

    assert (comment["field"], comment["entry"], comment["object"]) == ("feed", "7", "page")
    assert letter["message"] == {"text": "Is there rye?"}
    for wrong in (hexed(body), f"sha1={hexed(body)}", f"sha256={hexed(body, 'x')}", "sha256=é"):
        with pytest.raises(BadInput, match="signature"):
            from_hook(replace(signed, headers={"x-hub-signature-256": wrong}), SECRET)
    with pytest.raises(BadInput, match="signature"):
        from_hook(replace(signed, body=body + b" "), SECRET)


@pytest.mark.parametrize("slug", HOUSE)
def test_the_handshake_gives_the_challenge_to_who_knows_the_token(slug: str) -> None:
    greet = finder.network(slug).greet_hook
    assert greet is not None
    token = handshake_token(SECRET)
    reply = greet(asking(hub__mode="subscribe", hub__verify_token=token, hub__challenge="1158201444"), SECRET)
    assert reply is not None
    assert (reply.body, reply.kind) == (b"1158201444", "text/plain; charset=utf-8")
    for odd in (
        asking(hub__mode="subscribe", hub__verify_token=SECRET, hub__challenge="1"),
        asking(hub__mode="subscribe", hub__challenge="1"),
        asking(hub__mode="unsubscribe", hub__verify_token=token, hub__challenge="1"),
        asking(hub__mode="subscribe", hub__verify_token=token, hub__challenge="<script>"),
        asking(hub__mode="subscribe", hub__verify_token=token),
    ):
        with pytest.raises(BadInput):
            greet(odd, SECRET)
    assert greet(call(b"{}"), SECRET) is None
    assert SECRET not in token


def test_the_challenge_of_x_is_answered_with_its_token_signed() -> None:
    greet = finder.network("x").greet_hook
    assert greet is not None
    reply = greet(asking(crc_token="abc"), SECRET)
    right = base64.b64encode(hmac.new(SECRET.encode(), b"abc", hashlib.sha256).digest()).decode()
    assert reply is not None
    assert json.loads(reply.body) == {"response_token": f"sha256={right}"}
    for odd in (asking(), asking(crc_token="a" * 501)):
        with pytest.raises(BadInput):
            greet(odd, SECRET)


def test_an_event_of_x_is_signed_over_its_body() -> None:
    from_hook = finder.network("x").from_hook
    assert from_hook is not None
    body = b'{"for_user_id": "7", "tweet_create_events": []}'
    right = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    assert from_hook(call(body, x_twitter_webhooks_signature=f"sha256={right}"), SECRET).raw[0]["for_user_id"] == "7"
    with pytest.raises(BadInput):
        from_hook(call(body + b" ", x_twitter_webhooks_signature=f"sha256={right}"), SECRET)


def test_an_update_of_telegram_carries_our_secret_in_a_header() -> None:
    from_hook = finder.network("telegram").from_hook
    assert from_hook is not None
    body = b'{"update_id": 1, "message": {"text": "Is there rye?"}}'
    assert from_hook(call(body, x_telegram_bot_api_secret_token=SECRET), SECRET).raw[0]["update_id"] == 1
    with pytest.raises(BadInput):
        from_hook(call(body, x_telegram_bot_api_secret_token=SECRET[:-1]), SECRET)


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()


def from_discord(body: bytes, at: datetime = NOON, **other: bytes) -> HookCall:
    told_at = str(int(at.timestamp()))
    signature = KEY.sign(told_at.encode() + other.get("signed", body)).hex()
    return call(body, x_signature_ed25519=signature, x_signature_timestamp=told_at)


def test_a_ping_of_discord_is_answered_and_one_that_is_signed_wrongly_is_not() -> None:
    greet = finder.network("discord").greet_hook
    assert greet is not None
    reply = greet(from_discord(b'{"type": 1}'), PUBLIC)
    assert reply is not None
    assert json.loads(reply.body) == {"type": 1}
    assert greet(from_discord(b'{"type": 2}'), PUBLIC) is None
    with pytest.raises(BadInput):
        greet(from_discord(b'{"type": 1}', signed=b'{"type": 2}'), PUBLIC)


@pytest.mark.parametrize("secret", [PUBLIC[:-2] + "00", "", "no hex", "é"])
def test_an_event_of_discord_holds_only_with_its_public_key(secret: str) -> None:
    from_hook = finder.network("discord").from_hook
    assert from_hook is not None
    assert from_hook(from_discord(b'{"type": 2}'), PUBLIC).raw == ({"type": 2},)
    with pytest.raises(BadInput):
        from_hook(from_discord(b'{"type": 2}'), secret)


@pytest.mark.parametrize("off", [FRESH + timedelta(seconds=1), -FRESH - timedelta(seconds=1)])
def test_a_signed_call_from_another_time_may_have_been_caught(off: timedelta) -> None:
    from_hook = finder.network("discord").from_hook
    assert from_hook is not None
    with pytest.raises(BadInput, match="too long ago"):
        from_hook(from_discord(b"{}", at=NOON + off), PUBLIC)
