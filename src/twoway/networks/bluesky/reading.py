"""What people wrote to us: notifications, and what stands under and around our own posts. And what anybody said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from twoway.domain.atproto import clock_of, datetime_text, maps, when
from twoway.domain.versions import Batch
from twoway.networks.bluesky.asking import NO_ACCESS, ask, code_of, good, rest_of
from twoway.networks.bluesky.messages import MESSAGES
from twoway.networks.bluesky.seeing import number, seen
from twoway.plug.http import Http

#: Our latest posts are counted in one call; only where somebody answered is more asked.
_MOST_COUNTED = 25
_MOST_THREADS = 10
#: So many levels of answers at once; where a talk goes on below, its rest is asked for, but not without an end.
_LEVELS = 20
_MOST_RESTS = 5
_MOST_PAGES = 20
#: News may be filed a little late: a clock behind, a slow queue. What comes twice is kept once.
_OVERLAP = timedelta(minutes=10)


def fetch(http: Http, cursor: str, own: tuple[str, ...]) -> Batch:
    """Notifications since cursor, and answers to and quotes of our latest posts: a notification can fail to come."""
    news, is_spent, read_at = _news(http, when(cursor))
    # One call more would be refused, and with it what has been read.
    around = () if is_spent else tuple(_around(http, own[:_MOST_COUNTED]))
    times = [at for item in news if (at := when(item.get("indexedAt")))]
    # A time that is still to come would keep everything away until then.
    newest = datetime_text(min(max(times), read_at or max(times))) if times else ""
    return Batch(raw=(*news, *around), cursor=max(newest, cursor))


def search(http: Http, words: str, cursor: str) -> Batch:
    """Posts by anybody with all of these words, the newest first; the cursor leads to older ones and is empty at the end."""
    if not words.strip():
        return Batch(raw=())
    answer = ask(http, "GET", "app.bsky.feed.searchPosts", q=words.strip(), sort="latest", limit="50", cursor=cursor)
    found = good(answer)
    raw = tuple({"post": post, "as": "found"} for post in maps(found.get("posts")))
    return Batch(raw=raw, cursor=str(found.get("cursor") or ""))


def _news(http: Http, since: datetime | None) -> tuple[list[Mapping[str, object]], bool, datetime | None]:
    """Notifications of messages back to a little before since (one page when it is None), whether that used our calls up, and
    when they were told, by the server's clock."""
    news: list[Mapping[str, object]] = []
    page, read_at = "", None
    for _ in range(_MOST_PAGES if since else 1):
        name = "app.bsky.notification.listNotifications"
        answer = ask(http, "GET", name, limit="100", reasons=MESSAGES, cursor=page)
        found = good(answer)
        items = maps(found.get("notifications"))
        new = [item for item in items if not _is_before(item, since)]
        news += new
        before, page = page, str(found.get("cursor") or "")
        is_spent, read_at = rest_of(answer) is not None, read_at or clock_of(answer.headers)
        # A page that leads to itself would be read again and again.
        if is_spent or page in ("", before) or not items or len(new) < len(items):
            return news, is_spent, read_at
    return news, False, read_at


def _is_before(item: Mapping[str, object], since: datetime | None) -> bool:
    at = when(item.get("indexedAt"))
    return since is not None and at is not None and at < since - _OVERLAP


def _around(http: Http, own: tuple[str, ...]) -> Iterator[Mapping[str, object]]:
    """Answers to and quotes of our posts, asked for where their counts say that there are some, or say nothing."""
    posts = seen(http, own)
    for uri in [uri for uri in own if uri in posts and number(posts[uri], "replyCount") != 0][:_MOST_THREADS]:
        yield from _thread(http, uri)
    for uri in [uri for uri in own if uri in posts and number(posts[uri], "quoteCount")][:_MOST_THREADS]:
        quotes = maps(good(ask(http, "GET", "app.bsky.feed.getQuotes", uri=uri, limit="50")).get("posts"))
        yield from ({"about": uri, "post": post, "as": "quote"} for post in quotes)


def _thread(http: Http, uri: str) -> Iterator[Mapping[str, object]]:
    """Everything under one of our posts, however deep; nothing when it is gone or not known yet."""
    tops, rests = [uri], _MOST_RESTS
    while tops:
        for level, post, has_more in _under(http, tops.pop(0)):
            yield {"about": uri, "post": post}
            if has_more and level == _LEVELS and rests:
                rests -= 1
                tops.append(str(post.get("uri")))


def _under(http: Http, uri: str) -> Iterator[tuple[int, Mapping[str, object], bool]]:
    """The posts under one with their levels, and whether there are answers that did not come along."""
    name = "app.bsky.feed.getPostThread"
    answer = ask(http, "GET", name, uri=uri, depth=str(_LEVELS), parentHeight="0")
    if answer.status in (400, 404) and code_of(answer) not in NO_ACCESS:
        return
    top = good(answer).get("thread")
    waiting = [(1, node) for node in maps(top.get("replies"))] if isinstance(top, Mapping) else []
    while waiting:
        level, node = waiting.pop(0)
        below = maps(node.get("replies"))
        waiting += [(level + 1, one) for one in below]
        # What was deleted or is blocked has no post in it.
        if isinstance(post := node.get("post"), Mapping):
            yield level, post, not below and bool(number(post, "replyCount"))
