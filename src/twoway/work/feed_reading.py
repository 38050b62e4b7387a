"""Reading feeds: RSS, Atom and JSON Feed out of the bytes that a server sent, and finding a page's feed."""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from twoway.domain.errors import BadInput
from twoway.domain.feeds import MOST_SUMMARY, Article, Feed
from twoway.domain.text.clean import normalise
from twoway.domain.text.from_html import without_controls
from twoway.plug.html import cleaned_head, words_of
from twoway.plug.later import later

if TYPE_CHECKING:
    import feedparser
else:
    feedparser = later("feedparser")

#: More articles than this are an archive; the newest are enough.
MOST_ARTICLES = 500
MOST_TITLE = 300
#: A feed of that many articles has a tenth of these; its reader takes a second for ten thousand.
MOST_TAGS = 50_000
MOST_UNCLOSED, MOST_NAMED_SIGNS = 10, 500_000
#: What the library was seen to stumble over in feeds that are broken on purpose or by accident.
STUMBLES = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, ArithmeticError)
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"})
_LINK = re.compile(r"<([^<>]{1,1000})>[^,<>]{0,200}?;\s*rel=[\"']?([\w\s-]{1,60})[\"']?")
#: A tag with thousands of attributes is read for minutes, too.
_LONG_TAG = re.compile(rb"<[^<>]{50000}")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def read(body: bytes, headers: Mapping[str, str], address: str) -> Feed:
    """The feed in a body; BadInput when there is none in it, in words that say what there is."""
    if not body.strip():
        raise BadInput(f"{address} is empty. Is it the right address?", field="address")
    told = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body.lstrip()[:1] == b"{" or "json" in told:
        return _read_json(body, headers, address)
    if _HTML.search(body[:2000]) and not re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", body[:4000]):
        raise BadInput(
            f"{address} is a page that names no feed. Give the address of the feed itself.", field="address"
        )
    try:
        return _read_xml(_bounded(body, address), headers, address)
    except STUMBLES as error:
        raise BadInput(f"{address} is built in a way that cannot be read.", field="address") from error


def _read_xml(body: bytes, headers: Mapping[str, str], address: str) -> Feed:
    # The address of each article may be relative to where the feed came from. What stands in the articles we clean
    # ourselves (`_plain`): the library takes minutes over a feed that was made to be slow.
    found = feedparser.parse(
        io.BytesIO(body),
        response_headers={**headers, "content-location": address},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.version and not found.entries:
        raise BadInput(
            f"{address} is no RSS, Atom or JSON feed. Give the address of a feed, or of a page that names one.",
            field="address",
        )
    links = [link for link in found.feed.get("links", ()) if isinstance(link, Mapping)]
    named = [(str(link.get("rel", "")), link.get("href", "")) for link in links]
    hub, topic = _hub([*_named_above(headers), *named], address)
    return Feed(
        title=_plain(found.feed.get("title", "")) or urlsplit(address).hostname or address,
        home=_web(found.feed.get("link", ""), address),
        language=str(found.feed.get("language", ""))[:16],
        hub=hub,
        topic=topic,
        articles=_saying_something(_article(entry, address) for entry in found.entries[:MOST_ARTICLES]),
    )


def _bounded(body: bytes, address: str) -> bytes:
    """The feed up to the last article that is read; BadInput for one that was made to be slow: its reader is."""
    ends = re.finditer(rb"</(?:[\w.-]{1,20}:)?(?:item|entry)\s*>", body)
    last = next((found.end() for number, found in enumerate(ends, 1) if number == MOST_ARTICLES), len(body))
    kept = body[:last] if last == len(body) else body[:last] + _ending(body)
    if _is_slow(kept):
        raise BadInput(
            f"{address} is built so that reading it would take minutes, so it is not read.", field="address"
        )
    return kept


def _is_slow(body: bytes) -> bool:
    """Whether its reader, or our own looking at it, would be busy for longer than any honest feed makes it."""
    unclosed = body.count(b"<![CDATA[", body.rfind(b"]]>") + 1)
    if unclosed > MOST_UNCLOSED or body.count(b"&") > MOST_NAMED_SIGNS:
        return True
    bare = _CDATA.sub(b"", body)
    return bare.count(b"<") > MOST_TAGS or bool(_LONG_TAG.search(bare))


def _ending(body: bytes) -> bytes:
    """What closes a feed that was cut off behind an article."""
    named = re.search(rb"<((?:[\w.-]{1,20}:)?(?:rss|feed|RDF))[\s>]", body[:4000])
    root = named[1] if named else b"rss"
    return (b"</channel>" if root == b"rss" else b"") + b"</" + root + b">"


def _saying_something(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Those that hold anything at all: of the others no draft could be made."""
    return tuple(article for article in articles if article.title or article.summary or article.link)


def _named_above(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the `Link` header names: (rel, address)."""
    return [(rel, link) for link, rel in _LINK.findall(headers.get("link", "")[:10_000])]


def _hub(named: Iterable[tuple[str, object]], address: str) -> tuple[str, str]:
    """The hub of a feed and what the feed is called there; what stands first counts (WebSub)."""
    found: dict[str, str] = {}
    for rels, link in named:
        for rel in rels.lower().split():
            if whole := _web(link, address):
                found.setdefault(rel, whole)
    return found.get("hub", ""), found.get("self", "")


def _article(entry: Any, address: str) -> Article:
    words = entry.get("summary", "") or next((c.get("value", "") for c in entry.get("content", ())), "")
    return Article(
        guid=str(entry.get("id", ""))[:1000],
        link=_web(entry.get("link", ""), address),
        title=_plain(entry.get("title", ""))[:MOST_TITLE],
        summary=_plain(words)[: MOST_SUMMARY * 2],
        at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
    )


def _moment(parsed: Any) -> datetime | None:
    """A time that feedparser read (a struct_time in UTC); None for one that no calendar has."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _read_json(body: bytes, headers: Mapping[str, str], address: str) -> Feed:
    """A JSON Feed (jsonfeed.org, version 1.1, read 2026-11-22)."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{address} is no RSS, Atom or JSON feed. Give the address of a feed, or of a page that names one.",
            field="address",
        ) from error
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise BadInput(f"{address} is JSON, but no JSON feed: it has no list of items.", field="address")
    hubs = found.get("hubs")
    told = [one for one in hubs if isinstance(one, dict)] if isinstance(hubs, list) else []
    named = [("hub", one.get("url")) for one in told if str(one.get("type", "")).lower() == "websub"]
    hub, topic = _hub([*_named_above(headers), *named, ("self", found.get("feed_url"))], address)
    return Feed(
        title=_plain(found.get("title", "")) or urlsplit(address).hostname or address,
        home=_web(found.get("home_page_url", ""), address),
        language=str(found.get("language") or "")[:16],
        hub=hub,
        topic=topic,
        articles=_saying_something(
            _json_article(item, address) for item in items[:MOST_ARTICLES] if isinstance(item, dict)
        ),
    )


def _json_article(item: Mapping[str, Any], address: str) -> Article:
    words = item.get("summary") or item.get("content_text") or item.get("content_html") or ""
    return Article(
        guid=str(item.get("id") or "")[:1000],
        link=_web(item.get("url") or item.get("external_url") or "", address),
        title=_plain(item.get("title", ""))[:MOST_TITLE],
        summary=_plain(words)[: MOST_SUMMARY * 2],
        at=_written(item.get("date_published") or item.get("date_modified")),
    )


def _written(words: object) -> datetime | None:
    """An RFC 3339 time; one without a zone is taken for UTC."""
    try:
        at = datetime.fromisoformat(str(words))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain(words: object) -> str:
    """HTML or text as text, with nothing in it that a text of ours may not hold."""
    text = words if isinstance(words, str) else ""
    return normalise(without_controls(words_of(text[: MOST_SUMMARY * 40])))


def _web(link: object, address: str) -> str:
    """A whole address of the web; "" for anything else."""
    if not isinstance(link, str) or not link.strip():
        return ""
    try:
        whole = urljoin(address, link.strip())
        parts = urlsplit(whole)
    except ValueError:
        return ""
    return whole[:1000] if parts.scheme in ("http", "https") and parts.hostname else ""


def feeds_named_in(body: bytes, address: str) -> tuple[str, ...]:
    """The feeds that a page names in its head (`<link rel="alternate">`), in its order."""
    finder = _Finder()
    finder.feed(cleaned_head(body[:200_000].decode("utf-8", "replace")))
    return tuple(dict.fromkeys(found for link in finder.found if (found := _web(link, address))))


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_feed = (given.get("type") or "").lower() in _FEED_TYPES
        if tag == "link" and is_feed and "alternate" in (given.get("rel") or "").lower().split():
            self.found.append(given.get("href") or "")
