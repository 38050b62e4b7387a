"""Liking what somebody wrote. A repost is none of this: it says something to our own readers, and nobody would check it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from twoway.domain.atproto import EPOCH, clock_of, datetime_text, key_about, maps, when
from twoway.domain.errors import Refused
from twoway.networks.bluesky.asking import ask, code_of, good, trouble
from twoway.networks.bluesky.facts import FACTS
from twoway.networks.bluesky.seeing import viewer
from twoway.plug.http import Http

_LIKE = "app.bsky.feed.like"


def react(http: Http, remote_id: str, refs: Mapping[str, object], reaction: str, on: bool) -> None:
    """Like a post, or like it no longer. However often and wherever it is pressed, there is one like."""
    if reaction not in FACTS.reactions:
        raise Refused(f"Bluesky has no reaction “{reaction}”.")
    answer = ask(http, "GET", "app.bsky.feed.getPosts", uris=remote_id)
    post = next((one for one in maps(good(answer).get("posts")) if one.get("uri") == remote_id), None)
    ours = str(viewer(post).get("like") or "") if post else ""
    if not on:
        _unlike(http, {key_about(remote_id), ours.rpartition("/")[2]} - {""})
    elif post is None:
        raise Refused("That post is no longer there, or its author has blocked this account.")
    elif not ours:
        at = clock_of(answer.headers) or when(post.get("indexedAt")) or EPOCH
        _like(http, {"uri": remote_id, "cid": str(post.get("cid") or "")}, at)


def _like(http: Http, subject: Mapping[str, str], at: datetime) -> None:
    """Written under a key that follows from the post, and never over what is there: two that press at once make one."""
    own, key = http.secrets.get("did", ""), key_about(subject["uri"])
    record = {"$type": _LIKE, "subject": subject, "createdAt": datetime_text(at)}
    body = {"repo": own, "collection": _LIKE, "rkey": key, "record": record, "swapRecord": None}
    answer = ask(http, "POST", "com.atproto.repo.putRecord", json=body, changes=False)
    if (answer.status == 200 and isinstance(answer.json, Mapping)) or code_of(answer) == "InvalidSwap":
        return
    # The second of two that come at once may be told a 500, like anybody who meets a server in trouble.
    if answer.status < 500 or not _is_there(http, own, key):
        raise trouble(answer)


def _is_there(http: Http, own: str, key: str) -> bool:
    return ask(http, "GET", "com.atproto.repo.getRecord", repo=own, collection=_LIKE, rkey=key).status == 200


def _unlike(http: Http, keys: set[str]) -> None:
    """What is pressed here has a key of ours, what is pressed in the app has another one."""
    for key in sorted(keys):
        body = {"repo": http.secrets.get("did", ""), "collection": _LIKE, "rkey": key}
        good(ask(http, "POST", "com.atproto.repo.deleteRecord", json=body, changes=False))
