"""What people wrote to us, looked at again: is it still there, and does it still say the same?

Followed: docs.joinmastodon.org/methods/statuses, as of 2026-11-22. The stream of notifications does not tell what is deleted,
and the stream that does carries everybody's posts, so posts are asked for again: what still waits every few minutes.
"""

from __future__ import annotations

from collections.abc import Mapping

from twoway.networks.mastodon.asking import ask, mapping, status_path
from twoway.networks.mastodon.reacting import AT_ONCE, posts
from twoway.plug.http import Http


def look_again(http: Http, remote_ids: tuple[str, ...]) -> dict[str, Mapping[str, object] | None]:
    """Posts as they stand now; None for one that its author deleted, or hides from this account."""
    shown: dict[str, Mapping[str, object]] = {}
    for start in range(0, len(remote_ids), AT_ONCE):
        shown |= {str(status.get("id")): status for status in posts(http, remote_ids[start : start + AT_ONCE])}
    found: dict[str, Mapping[str, object] | None] = {}
    for remote_id in remote_ids:
        if remote_id in shown:
            found[remote_id] = {"status": dict(shown[remote_id])}
        elif _is_gone(http, remote_id):
            found[remote_id] = None
    return found


def _is_gone(http: Http, remote_id: str) -> bool:
    """Whether the server itself says so, asked for this one alone: a list may leave one out for other reasons."""
    answer = ask(http, "GET", status_path(remote_id), allow=(404, 410))
    return answer.status in (404, 410) and bool(mapping(answer.json).get("error"))
