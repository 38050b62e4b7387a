"""Posts go out, are changed, and are taken down."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from twoway.domain.errors import Refused, TryLater, Unsure
from twoway.domain.versions import Receipt, ReplyTo, Version
from twoway.networks.mastodon.asking import ask, mapping, pause, sequence, server_name, status_path
from twoway.networks.mastodon.comparing import receipt_of
from twoway.networks.mastodon.payload import to_change, to_payload, visibility_of
from twoway.networks.mastodon.uploading import uploaded
from twoway.plug.http import Answer, Http

#: The lease of a lane less the time that making the post may take: one key is never sent twice at the same time.
_PREPARING_SECONDS = 75.0
_GONE = "This post is gone from the server, so it cannot be changed."
_SAME_AUDIENCE = (
    "Who sees a post cannot be changed once it is out. Delete it and post it anew for the people it is meant for."
)


def publish(http: Http, version: Version, key: str) -> Receipt:
    """Upload the pictures, then make the post. The same key within an hour makes one post (never send it in parallel)."""
    started = time.monotonic()
    if version.reply_to:
        _make_sure_it_stands(http, version.reply_to)
    ready = _with_pictures(http, version)
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


def _with_pictures(http: Http, version: Version) -> Version:
    return replace(version, pictures=tuple(uploaded(http, picture) for picture in version.pictures))


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


def edit(http: Http, version: Version, remote_id: str) -> Receipt:
    """Change words, warning, pictures and their descriptions; the server keeps what it said before.

    A picture that it was told under (`Picture.remote`) is not uploaded again. What says the same already is left alone, so
    that a change whose answer was lost can be asked for again without a second entry in its history.
    """
    there = mapping(ask(http, "GET", status_path(remote_id), missing=_GONE).json)
    if not there.get("id"):
        raise TryLater(f"{server_name(http)} did not show the post, so nothing was changed.")
    if version.audience and there.get("visibility") != visibility_of(version):
        raise Refused(_SAME_AUDIENCE)
    meant = replace(version, audience=str(there.get("visibility") or ""))
    if _says_so_already(http, there, meant):
        return receipt_of(there, meant)
    ready = _with_pictures(http, meant)
    answer = ask(http, "PUT", status_path(remote_id), making=True, missing=_GONE, json=to_change(ready))
    status = mapping(answer.json)
    if str(status.get("id")) != remote_id:
        raise Unsure(f"{server_name(http)} said yes without showing the post, so it may have been changed.")
    return replace(receipt_of(status, ready), rest=_rest(answer))


def _says_so_already(http: Http, there: Mapping[str, Any], version: Version) -> bool:
    """Whether the server has exactly these words, this warning and these pictures with their descriptions."""
    source = mapping(ask(http, "GET", f"{status_path(str(there['id']))}/source", allow=(404, 410)).json)
    change = to_change(version)
    pictures = [mapping(one) for one in sequence(there.get("media_attachments"))]
    return (
        source.get("text") == change["status"]
        and str(source.get("spoiler_text") or "") == version.warning
        and [str(one.get("id")) for one in pictures] == change["media_ids"]
        and [str(one.get("description") or "") for one in pictures] == [one.alt for one in version.pictures]
    )


def delete(http: Http, remote_id: str) -> None:
    """Take a post down; one that is gone already is fine."""
    ask(http, "DELETE", status_path(remote_id), allow=(404, 410))
