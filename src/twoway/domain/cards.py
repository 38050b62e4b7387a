"""What a page says of itself for preview cards: its title, a sentence, a picture. Pure.

Read from Open Graph (ogp.me), the twitter: names that many pages use in its place, and plain HTML (all read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from twoway.domain.facts import Facts
from twoway.domain.history import leads_to
from twoway.domain.linked import Linked, LinkState
from twoway.domain.reading import links
from twoway.domain.text.clean import normalise
from twoway.domain.text.from_html import without_controls
from twoway.domain.versions import Card, Picture, Version

MOST_TITLE = 300
MOST_ABOUT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page says of itself; every part may be empty. `picture` is a whole address."""

    title: str = ""
    about: str = ""
    picture: str = ""


def card_for(version: Version, facts: Facts, pages: Mapping[str, Linked]) -> Card | None:
    """The card of the first link whose page has something for one; None where the network makes its own, or shows pictures.

    `pages` are by `history.leads_to` of their address.
    """
    if not facts.links.card_by_us or version.pictures:
        return None
    for link in links(version.text):
        page = pages.get(leads_to(link.text))
        if page is not None and page.state is LinkState.GOOD and page.has_card:
            address = link.text if "://" in link.text else f"https://{link.text}"
            return Card(address=address, title=page.title, about=page.about, picture=_thumb(page))
    return None


def _thumb(page: Linked) -> Picture | None:
    """The page's picture; the worker has made it a small JPEG."""
    if not page.picture:
        return None
    return Picture(sha256=page.picture, mime="image/jpeg", size=page.picture_size, width=0, height=0)


def told_by(html: str, address: str) -> Told:
    """What the head of a page says."""
    reader = _Reader()
    reader.feed(html)
    return Told(
        title=_words(reader.first("og:title", "twitter:title") or reader.title, MOST_TITLE),
        about=_words(reader.first("og:description", "twitter:description", "description"), MOST_ABOUT),
        picture=_address(
            reader.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
            address,
        ),
    )


def _words(words: str, most: int) -> str:
    text = " ".join(normalise(without_controls(words.encode("utf-8", "replace").decode())).split())
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def _address(words: str, base: str) -> str:
    try:
        whole = urljoin(base, words.strip())
        parts = urlsplit(whole)
    except ValueError:
        return ""
    return whole if words.strip() and parts.scheme in ("http", "https") and parts.hostname else ""


class _Reader(HTMLParser):
    """Reads the head of a page; what stands in its body is not asked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._said: dict[str, str] = {}
        self._in_title = False
        self._is_over = False

    def first(self, *names: str) -> str:
        """The first of these that says something."""
        return next((self._said[name] for name in names if self._said.get(name, "").strip()), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_over:
            return
        given = dict(attrs)
        if tag == "meta":
            name = (given.get("property") or given.get("name") or "").strip().lower()
            self._said.setdefault(name, given.get("content") or "")
        self._in_title = tag == "title" and not self.title
        self._is_over = tag == "body"

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        self._is_over = self._is_over or tag == "head"

    def handle_data(self, data: str) -> None:
        if self._in_title and not self._is_over:
            self.title += data
