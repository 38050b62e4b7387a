"""What people wrote to us: notifications, and the threads of our own posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from twoway.domain.atproto import datetime_text, maps, ref, when, word
from twoway.domain.versions import Batch, Inbound, ReplyTo
from twoway.networks.bluesky.asking import NO_ACCESS, ask, code_of, good
from twoway.networks.bluesky.handles import author_of
from twoway.plug.http import Http

_MOST_THREADS = 10
_MOST_PAGES = 20
#: News may be filed a little late: a clock behind, a slow queue. What comes twice is kept once.
_OVERLAP = timedelta(minutes=10)
_MESSAGES = ("reply", "mention", "quote")
_NO_MESSAGES = frozenset(
    {
        "like",
        "repost",
        "follow",
        "starterpack-joined",
        "verified",
        "unverified",
        "like-via-repost",
        "repost-via-repost",
        "subscribed-post",
        "contact-match",
    }
)


def fetch(http: Http, cursor: str, own: tuple[str, ...]) -> Batch:
    """Notifications since cursor, and the threads of our latest posts: a notification can fail to come."""
    news = tuple(_news(http, when(cursor)))
    answers = (item for uri in own[:_MOST_THREADS] for item in _thread(http, uri))
    times = [at for item in news if (at := when(item.get("indexedAt")))]
    newest = datetime_text(max(times)) if times else ""
    return Batch(raw=(*news, *answers), cursor=max(newest, cursor))


def _news(http: Http, since: datetime | None) -> Iterator[Mapping[str, object]]:
    """Notifications of messages, the newest first, back to a little before since; one page when it is None."""
    page = ""
    for _ in range(_MOST_PAGES if since else 1):
        name = "app.bsky.notification.listNotifications"
        found = good(ask(http, "GET", name, limit="100", reasons=_MESSAGES, cursor=page))
        items = maps(found.get("notifications"))
        for item in items:
            at = when(item.get("indexedAt"))
            if since and at and at < since - _OVERLAP:
                return
            yield item
        page = str(found.get("cursor") or "")
        if not page or not items:
            return


def _thread(http: Http, uri: str) -> Iterator[Mapping[str, object]]:
    """Everything under one of our posts; nothing when it is gone or not known yet."""
    answer = ask(http, "GET", "app.bsky.feed.getPostThread", uri=uri, depth="6", parentHeight="0")
    if answer.status in (400, 404) and code_of(answer) not in NO_ACCESS:
        return
    top = good(answer).get("thread")
    waiting = maps(top.get("replies")) if isinstance(top, Mapping) else []
    while waiting:
        node = waiting.pop(0)
        waiting += maps(node.get("replies"))
        # What was deleted or is blocked has no post in it.
        if isinstance(post := node.get("post"), Mapping):
            yield {"about": uri, "post": post}


def to_message(raw: Mapping[str, object], own_id: str) -> Inbound | None:
    """A notification, or a post found under ours, as a message; None for a like and its kin."""
    reason, post = raw.get("reason"), raw.get("post")
    if isinstance(post, Mapping):
        return _message(post, own_id, str(raw.get("about", "")), "reply")
    if reason in _MESSAGES:
        return _message(raw, own_id, str(raw.get("reasonSubject", "")), str(reason))
    if isinstance(reason, str) and reason in _NO_MESSAGES:
        return None
    raise ValueError(f"neither a post nor a notification that is known: {sorted(raw)} {reason!r}")


def _message(item: Mapping[str, object], own_id: str, subject: str, kind: str) -> Inbound:
    """A post by somebody, as the AppView shows it: its record, its author and when it came."""
    record = item.get("record")
    if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
        raise ValueError("a message without a record")
    author = author_of(item.get("author"))
    here = {"uri": word(item, "uri"), "cid": word(item, "cid")}
    reply = record.get("reply")
    root, parent = (
        (ref(reply.get(place)) for place in ("root", "parent")) if isinstance(reply, Mapping) else (here, None)
    )
    mine = f"at://{own_id}/"
    ours = [uri for uri in ((parent or {}).get("uri", ""), subject, root["uri"]) if uri.startswith(mine)]
    return Inbound(
        remote_id=here["uri"],
        root_id=root["uri"],
        author=author,
        text=record["text"],
        # The AppView's clock: a post's own time is whatever its author's machine says.
        at=_time(item),
        address=f"{author.address}/post/{here['uri'].rpartition('/')[2]}",
        about_id=ours[0] if ours else "",
        kind="reply" if parent and ours else kind,
        ours=author.remote_id == own_id,
        under_id=(parent or {}).get("uri", ""),
        reply_to=ReplyTo(remote_id=here["uri"], root_id=root["uri"], refs={"root": root, "parent": here}),
    )


def _time(item: Mapping[str, object]) -> datetime:
    if (at := when(item.get("indexedAt"))) is None:
        raise ValueError("a message without a time")
    return at
