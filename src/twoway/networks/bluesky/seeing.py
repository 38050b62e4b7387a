"""Posts as the AppView shows them to this account, many in one call, and what became of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from twoway.domain.atproto import maps
from twoway.domain.versions import Counts
from twoway.networks.bluesky.asking import ask, good
from twoway.plug.http import Http

#: `app.bsky.feed.getPosts` takes so many.
_AT_ONCE = 25
#: One address that is none would have the whole call refused.
_POST_URI = re.compile(r"at://did:[a-z]+:[A-Za-z0-9._:%-]{1,512}/app\.bsky\.feed\.post/[A-Za-z0-9._:~-]{1,512}")


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
