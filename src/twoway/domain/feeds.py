"""Articles of a feed: which of them are new, and how one reads as the master text of a draft. Pure.

An article is known by its link, its id, and its words. Blogs change ids when they move and links when they count clicks; it
is new only when nothing of it was ever seen. An id that several articles of one feed share says nothing and is not used.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from twoway.domain.sentences import sentences

#: Parameters that only count where a reader came from.
_COUNTING = re.compile(
    r"^(?:utm_.+|fbclid|gclid|msclkid|dclid|mc_[ce]id|igshid|ref|ref_src|source|cmpid|_hs(?:enc|mi))$", re.IGNORECASE
)
#: More of an article than this is no summary.
MOST_SUMMARY = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as its feed tells it; everything but the title or the summary may be empty. `at` is aware."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that was read: its articles, the newest first where it says when they were written.

    `hub` is who tells when there is news, and `topic` what the feed is called there; "" where it names none.
    """

    title: str
    home: str = ""
    language: str = ""
    hub: str = ""
    topic: str = ""
    articles: tuple[Article, ...] = ()


def canonical(link: str) -> str:
    """A link without what changes from visit to visit: scheme, www., counting parameters, fragment, the slash at the end."""
    parts = urlsplit(link.strip())
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _COUNTING.match(name)
    ]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def keys_of(articles: Iterable[Article]) -> list[frozenset[str]]:
    """What each article is known by; an id or a link that several of them share is left out."""
    listed = list(articles)
    guids = Counter(article.guid for article in listed)
    links = Counter(canonical(article.link) for article in listed if article.link)
    return [_keys(article, guids, links) for article in listed]


def _keys(article: Article, guids: Counter[str], links: Counter[str]) -> frozenset[str]:
    keys = {_words_key(article)}
    if article.guid and guids[article.guid] == 1:
        keys.add(_short("id", article.guid))
    if article.link and links[canonical(article.link)] == 1:
        keys.add(_short("link", canonical(article.link)))
    return frozenset(keys)


def _words_key(article: Article) -> str:
    """The words with their day: a menu that says the same every Monday is a new one on each."""
    day = article.at.date().isoformat() if article.at else ""
    said = " ".join(f"{article.title}\n{article.summary[:MOST_SUMMARY]}".casefold().split())
    if not said and not day:
        return _short("link", canonical(article.link)) if article.link else _short("id", article.guid)
    return _short("words", f"{day} {said}")


def _short(kind: str, value: str) -> str:
    return f"{kind}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()[:32]}"


def fresh(articles: Iterable[Article], seen: Collection[str]) -> list[tuple[Article, frozenset[str]]]:
    """The articles of which nothing was seen before, the oldest first, each once, with what they are known by."""
    listed = list(articles)
    known = set(seen)
    found = []
    for article, keys in zip(listed, keys_of(listed), strict=True):
        if not keys & known:
            found.append((article, keys))
        known |= keys
    # Feeds begin with the newest; those without a day keep that order, turned round.
    found.reverse()
    return sorted(found, key=lambda pair: pair[0].at.timestamp() if pair[0].at else 0.0)


def as_master(article: Article, most: int = 280) -> str:
    """The words of a draft: the title, the first sentences of the summary up to `most` signs, and the link."""
    title = " ".join(article.title.split())
    opening = _opening(article.summary, title, most)
    return "\n\n".join(part for part in (title, opening, article.link.strip()) if part)


def _opening(summary: str, title: str, most: int) -> str:
    """Whole sentences from the beginning, without repeating the title; "" where the first alone is too long."""
    words = " ".join(summary.split())
    if title and words.casefold().startswith(title.casefold()):
        words = words[len(title) :].lstrip(" .:–—-")
    taken = ""
    for start, end in sentences(words[: most * 4]):
        if end > most:
            break
        # A text that was cut off in the middle ends in dots; half a sentence says nothing.
        if words[start:end].endswith(("…", "...", "[…]", "[...]")):
            break
        taken = words[:end]
    return taken
