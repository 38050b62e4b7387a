"""What people wrote to us: mentions, and the threads of our own posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from twoway.domain.errors import Refused, TryLater
from twoway.domain.versions import Batch
from twoway.networks.mastodon.asking import ask, mapping, sequence, server_name, status_path
from twoway.plug.http import Http

_PAGE = 40
_MOST_PAGES = 5
#: Threads of our latest posts looked at in one fetch: answers that do not name us make no notification.
_MOST_THREADS = 10


def fetch(http: Http, cursor: str, own: tuple[str, ...]) -> Batch:
    """Mentions since the cursor, oldest first, and what stands under our latest posts."""
    notifications, cursor = _mentions(http, cursor)
    raw: list[Mapping[str, object]] = []
    for notification in notifications:
        status = mapping(notification.get("status"))
        raw.append({"notification": notification, "thread": _ancestors(http, status)})
    for remote_id in own[:_MOST_THREADS]:
        raw.extend(_answers_under(http, remote_id))
    return Batch(raw=tuple(raw), cursor=cursor)


def _mentions(http: Http, cursor: str) -> tuple[list[Mapping[str, Any]], str]:
    """Notifications that name us. The first time only the latest page: what is older was answered elsewhere."""
    found: list[Mapping[str, Any]] = []
    for _ in range(_MOST_PAGES):
        params = {"types[]": "mention", "limit": str(_PAGE)} | ({"min_id": cursor} if cursor else {})
        answer = ask(http, "GET", "/api/v1/notifications", params=params)
        if not isinstance(answer.json, list):
            raise TryLater(f"{server_name(http)} did not tell what is new.")
        page = sorted(map(mapping, answer.json), key=lambda one: _order(one.get("id")))
        found.extend(page)
        first, cursor = not cursor, str(page[-1].get("id")) if page else cursor
        if first or len(page) < _PAGE:
            break
    return found, cursor


def _order(remote_id: object) -> tuple[int, str]:
    """Ids are numbers, or words that sort, written without leading zeros: the longer one is the later one."""
    return len(str(remote_id)), str(remote_id)


def _ancestors(http: Http, status: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a post hangs under, from the root down; just its parent where the server does not tell."""
    parent = status.get("in_reply_to_id")
    if not parent:
        return []
    context = _context(http, str(status.get("id")))
    ancestors = [_link(mapping(one)) for one in sequence(context.get("ancestors"))]
    return ancestors or [{"id": str(parent), "account": str(status.get("in_reply_to_account_id") or "")}]


def _answers_under(http: Http, remote_id: str) -> Iterator[dict[str, object]]:
    """Everything under a post of ours, each with the thread it hangs on."""
    context = _context(http, remote_id)
    above = [_link(mapping(one)) for one in sequence(context.get("ancestors"))]
    threads = {remote_id: [*above, {"id": remote_id, "account": "", "ours": "yes"}]}
    for one in sequence(context.get("descendants")):
        status = mapping(one)
        thread = threads.get(str(status.get("in_reply_to_id")), threads[remote_id])
        threads[str(status.get("id"))] = [*thread, _link(status)]
        yield {"status": status, "thread": thread}


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
