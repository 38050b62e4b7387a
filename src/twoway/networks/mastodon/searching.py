"""What anybody said, by words or by a hashtag."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from twoway.domain.errors import BadInput
from twoway.domain.versions import Batch
from twoway.networks.mastodon.asking import ask, mapping, sequence
from twoway.plug.http import Http

_PAGE = 40
#: Further back nobody looks, and servers grow slow.
_FURTHEST = 400
_HASHTAG = re.compile(r"#(\w+)")


def search(http: Http, words: str, cursor: str) -> Batch:
    """Posts with these words, the newest first; `cursor` goes on to older ones.

    A hashtag alone is found on every server. Other words need a server with full-text search; one without finds nothing.
    """
    wanted = " ".join(words.split())
    if not wanted:
        raise BadInput("Say what to look for.", field="words")
    hashtag = _HASHTAG.fullmatch(wanted)
    return _by_hashtag(http, hashtag[1], cursor) if hashtag else _by_words(http, wanted, cursor)


def _by_hashtag(http: Http, name: str, cursor: str) -> Batch:
    params = {"limit": str(_PAGE)} | ({"max_id": cursor} if cursor else {})
    found = sequence(ask(http, "GET", f"/api/v1/timelines/tag/{quote(name, safe='')}", params=params).json)
    last = str(mapping(found[-1]).get("id") or "") if len(found) >= _PAGE else ""
    return _batch(found, last)


def _by_words(http: Http, words: str, cursor: str) -> Batch:
    start = int(cursor) if cursor.isdecimal() else 0
    params = {"q": words, "type": "statuses", "limit": str(_PAGE)} | ({"offset": str(start)} if start else {})
    found = sequence(mapping(ask(http, "GET", "/api/v2/search", params=params).json).get("statuses"))
    following = start + len(found)
    return _batch(found, str(following) if len(found) >= _PAGE and following < _FURTHEST else "")


def _batch(found: object, cursor: str) -> Batch:
    raw: list[Mapping[str, object]] = [{"status": dict(mapping(one))} for one in sequence(found) if mapping(one)]
    return Batch(raw=tuple(raw), cursor=cursor)
