"""Posts as the AppView shows them to this account, many in one call, and what became of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from twoway.domain.atproto import maps
from twoway.domain.versions import Counts
from twoway.networks.bluesky.asking import ask, code_of, good
from twoway.plug.http import Http

#: `app.bsky.feed.getPosts` takes so many.
_AT_ONCE = 25
#: One address that is none would have the whole call refused.
_POST_URI = re.compile(r"at://did:[a-z]+:[A-Za-z0-9._:%-]{1,512}/app\.bsky\.feed\.post/[A-Za-z0-9._:~-]{1,512}")

#: What stands in the place of a post that is deleted, or whose author and we have blocked each other.
_NOT_SHOWN = ("app.bsky.feed.defs#notFoundPost", "app.bsky.feed.defs#blockedPost")


def seen(http: Http, uris: Iterable[str]) -> dict[str, Mapping[str, object]]:
    """Posts by their addresses. One that is gone, or that its author hides from us, is missing."""
    wanted = [uri for uri in dict.fromkeys(uris) if _POST_URI.fullmatch(uri)]
    found: dict[str, Mapping[str, object]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        answer = ask(http, "GET", "app.bsky.feed.getPosts", uris=wanted[start : start + _AT_ONCE])
        found |= {str(post.get("uri")): post for post in maps(good(answer).get("posts"))}
    return found


def counts(http: Http, remote_ids: tuple[str, ...]) -> Mapping[str, Counts]:
    """What became of our posts. Nobody is told how often one was read."""
    return {uri: _counts(post) for uri, post in seen(http, remote_ids).items()}


def look_again(http: Http, remote_ids: tuple[str, ...]) -> Mapping[str, Mapping[str, object] | None]:
    """Posts as they stand now; None for one that its author deleted, or whose author and this account have blocked each other."""
    there = seen(http, remote_ids)
    found: dict[str, Mapping[str, object] | None] = {
        uri: {"post": post, "as": "reply"} for uri, post in there.items()
    }
    missing = [uri for uri in remote_ids if uri not in there and _POST_URI.fullmatch(uri)]
    return found | {uri: None for uri in missing if _is_gone(http, uri)}


def _is_gone(http: Http, uri: str) -> bool:
    """Whether the readers' side says so of this one alone: of many it may leave one out for other reasons."""
    answer = ask(http, "GET", "app.bsky.feed.getPostThread", uri=uri, depth="0", parentHeight="0")
    if answer.status in (400, 404) and code_of(answer) == "NotFound":
        return True
    top = good(answer).get("thread")
    kind = str(top.get("$type") or "") if isinstance(top, Mapping) else ""
    return kind in _NOT_SHOWN


def _counts(post: Mapping[str, object]) -> Counts:
    return Counts(
        likes=number(post, "likeCount"),
        reposts=number(post, "repostCount"),
        replies=number(post, "replyCount"),
        quotes=number(post, "quoteCount"),
    )


def number(post: Mapping[str, object], name: str) -> int | None:
    """A count; None where none is told."""
    told = post.get(name)
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None


def viewer(post: Mapping[str, object]) -> Mapping[str, object]:
    """What a post is to this account: liked, closed to answers."""
    told = post.get("viewer")
    return told if isinstance(told, Mapping) else {}
