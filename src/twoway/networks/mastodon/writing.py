"""Posts go out, are changed, and are taken down."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from twoway.domain.errors import TryLater, Unsure
from twoway.domain.versions import Receipt, ReplyTo, Version
from twoway.networks.mastodon.asking import ask, mapping, pause, server_name, status_path
from twoway.networks.mastodon.comparing import receipt_of
from twoway.networks.mastodon.payload import to_payload
from twoway.networks.mastodon.uploading import uploaded
from twoway.plug.http import Answer, Http

#: The lease of a lane less the time that making the post may take: one key is never sent twice at the same time.
_PREPARING_SECONDS = 75.0


def publish(http: Http, version: Version, key: str) -> Receipt:
    """Upload the pictures, then make the post. The same key within an hour makes one post (never send it in parallel)."""
    started = time.monotonic()
    if version.reply_to:
        _make_sure_it_stands(http, version.reply_to)
    ready = replace(version, pictures=tuple(uploaded(http, picture) for picture in version.pictures))
    _make_sure_it_is_still_our_turn(http, started)
    answer = ask(
        http,
        "POST",
        "/api/v1/statuses",
        making=True,
        missing="The post you are answering is gone." if version.reply_to else "",
        json=to_payload(ready, key),
        headers={"Idempotency-Key": key},
    )
    status = mapping(answer.json)
    if not status.get("id"):
        raise Unsure(f"{server_name(http)} said yes without telling which post it made, so it may be out.")
    return replace(receipt_of(status, ready), rest=_rest(answer))


def _rest(answer: Answer) -> timedelta | None:
    """How long nothing more is taken from us; None while something is."""
    return pause(answer) if answer.headers.get("x-ratelimit-remaining") == "0" else None


def _make_sure_it_stands(http: Http, reply_to: ReplyTo) -> None:
    """Refused when what is answered is gone: some servers would make a post of its own of the answer."""
    ask(http, "GET", status_path(reply_to.remote_id), missing="The post you are answering is gone.")


def _make_sure_it_is_still_our_turn(http: Http, started: float) -> None:
    """`TryLater` when the pictures took so long that somebody else may have been given the same post and key."""
    if time.monotonic() - started > _PREPARING_SECONDS:
        raise TryLater(f"The pictures took too long on their way to {server_name(http)}; nothing is out.")


def delete(http: Http, remote_id: str) -> None:
    """Take a post down; one that is gone already is fine."""
    ask(http, "DELETE", status_path(remote_id), allow=(404, 410))
