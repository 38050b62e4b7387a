"""What people wrote to us: mentions, and the threads of our own posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from twoway.domain.errors import Refused, TryLater
from twoway.domain.versions import Batch
from twoway.networks.mastodon.asking import ask, mapping, sequence, server_name, status_path
from twoway.plug.http import Http

_PAGE = 40
_MOST_PAGES = 5
#: Threads of our latest posts looked at in one fetch: answers that do not name us make no notification.
_MOST_THREADS = 10
#: Of a long thread its top, what is ours in it, and its last few posts are kept with each answer: what is between tells nothing.
_MOST_LINKS = 20
_WANTED = urlencode([("types[]", "mention"), ("types[]", "quote")])


def fetch(http: Http, cursor: str, own: tuple[str, ...]) -> Batch:
    """Mentions since the cursor, oldest first, what stands under our latest posts, and what is said to us in private.

    The cursor is the latest notification, and behind a semicolon the latest private word.
    """
    heard, _, private = cursor.partition(";")
    notifications, heard = _mentions(http, heard)
    raw: list[Mapping[str, object]] = []
    for notification in notifications:
        status = mapping(notification.get("status"))
        raw.append({"notification": notification, "thread": _ancestors(http, status)})
    for remote_id in own[:_MOST_THREADS]:
        raw.extend(_answers_under(http, remote_id))
    whispers, private = _private_words(http, private, {_id_of(item) for item in raw})
    return Batch(raw=(*raw, *whispers), cursor=f"{heard};{private}" if private else heard)


def _id_of(item: Mapping[str, object]) -> str:
    """The post in a raw item."""
    status = mapping(mapping(item.get("notification")).get("status")) or mapping(item.get("status"))
    return str(status.get("id"))


def _private_words(http: Http, cursor: str, known: set[str]) -> tuple[list[Mapping[str, object]], str]:
    """What was said to us alone and made no notification: a server may keep those of strangers back.

    The first time only what nobody has read yet: the rest was answered elsewhere.
    """
    answer = ask(http, "GET", "/api/v1/conversations", params={"limit": str(_PAGE)}, allow=(403, 404))
    found: list[Mapping[str, object]] = []
    latest = cursor
    for conversation in map(mapping, sequence(answer.json)):
        last = mapping(conversation.get("last_status"))
        if not last.get("id") or not _is_after(last, cursor):
            continue
        latest = max(latest, str(last["id"]), key=_order)
        if str(last["id"]) not in known and (cursor or conversation.get("unread")):
            found.extend(_whispered(http, last, cursor, known))
    return found, latest


def _is_after(status: Mapping[str, Any], cursor: str) -> bool:
    return not cursor or _order(status.get("id")) > _order(cursor)


def _whispered(http: Http, last: Mapping[str, Any], cursor: str, known: set[str]) -> Iterator[dict[str, object]]:
    """The last word of a private conversation, and those before it that are new, too."""
    above = [mapping(one) for one in sequence(_context(http, str(last["id"])).get("ancestors"))] if cursor else []
    thread = _short([_link(one) for one in above])
    if not above:
        thread = _ancestors(http, last)
    for place, status in enumerate(above):
        if status.get("visibility") == "direct" and _is_after(status, cursor) and str(status.get("id")) not in known:
            yield {"status": dict(status), "thread": _short([_link(one) for one in above[:place]])}
    yield {"status": dict(last), "thread": thread}


def _mentions(http: Http, cursor: str) -> tuple[list[Mapping[str, Any]], str]:
    """Notifications that name or quote us. The first time only the latest page: what is older was answered elsewhere."""
    found: list[Mapping[str, Any]] = []
    for _ in range(_MOST_PAGES):
        told = _page(http, cursor)
        page = sorted((one for one in map(mapping, told) if one.get("id")), key=lambda one: _order(one["id"]))
        # A server that takes no notice of the cursor would give the same page for ever.
        new = [one for one in page if not cursor or _order(one["id"]) > _order(cursor)]
        found.extend(new)
        first, cursor = not cursor, str(new[-1]["id"]) if new else cursor
        if first or not new or len(told) < _PAGE:
            break
    return found, cursor


def _page(http: Http, cursor: str) -> Sequence[Any]:
    """One page of notifications. Servers before 4.5 know no quotes, and some refuse to be asked for what they do not know."""
    params = {"limit": str(_PAGE)} | ({"min_id": cursor} if cursor else {})
    try:
        answer = ask(http, "GET", f"/api/v1/notifications?{_WANTED}", params=params)
    except Refused:
        answer = ask(http, "GET", "/api/v1/notifications", params={"types[]": "mention", **params})
    if not isinstance(answer.json, list):
        raise TryLater(f"{server_name(http)} did not tell what is new.")
    return answer.json


def _order(remote_id: object) -> tuple[int, str]:
    """Ids are numbers, or words that sort, written without leading zeros: the longer one is the later one."""
    return len(str(remote_id)), str(remote_id)


def _ancestors(http: Http, status: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a post hangs under, from the root down; just its parent where the server does not tell."""
    parent = status.get("in_reply_to_id")
    if not parent:
        return []
    context = _context(http, str(status.get("id")))
    ancestors = _short([_link(mapping(one)) for one in sequence(context.get("ancestors"))])
    return ancestors or [{"id": str(parent), "account": str(status.get("in_reply_to_account_id") or "")}]


def _answers_under(http: Http, remote_id: str) -> Iterator[dict[str, object]]:
    """Everything under a post of ours, each with the thread it hangs on."""
    context = _context(http, remote_id)
    above = [_link(mapping(one)) for one in sequence(context.get("ancestors"))]
    threads = {remote_id: [*above, {"id": remote_id, "account": "", "ours": "yes"}]}
    for one in sequence(context.get("descendants")):
        status = mapping(one)
        thread = threads.get(str(status.get("in_reply_to_id")), threads[remote_id])
        threads[str(status.get("id"))] = _short([*thread, _link(status)])
        yield {"status": status, "thread": thread}


def _short(thread: list[dict[str, str]]) -> list[dict[str, str]]:
    """A thread without the middle of a very long one."""
    if len(thread) <= _MOST_LINKS + 1:
        return thread
    middle = [link for link in thread[1:-_MOST_LINKS] if link.get("ours")]
    return [thread[0], *middle[-1:], *thread[-_MOST_LINKS:]]


def _link(status: Mapping[str, Any]) -> dict[str, str]:
    return {"id": str(status.get("id")), "account": str(mapping(status.get("account")).get("id") or "")}


def _context(http: Http, remote_id: str) -> Mapping[str, Any]:
    """The thread around a post; empty when it is gone. One broken thread must not keep all other news away."""
    try:
        return mapping(ask(http, "GET", f"{status_path(remote_id)}/context").json)
    except Refused:
        return {}
    except TryLater as later:
        if later.wait is not None:
            raise
        return {}
