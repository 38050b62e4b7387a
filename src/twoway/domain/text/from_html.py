"""HTML as some networks send it, read as the text that somebody meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

#: Unicode's categories Cc and Cs, but for line ends and tabs.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

#: What has an empty line around it, and what stands on a line of its own.
_PARAGRAPHS = frozenset(
    {"p", "blockquote", "pre", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_LINES = frozenset({"div", "tr", "dt", "dd", "section", "article", "header", "footer"})


def from_html(html: str, mentions: Mapping[str, str]) -> str:
    """The words of a post, with whole links; `mentions` are the handles that stand behind links to people."""
    reader = _Reader(mentions)
    reader.feed(html)
    reader.close()
    return reader.text()


def without_controls(text: str) -> str:
    """Without control characters, which some databases do not take."""
    return _CONTROLS.sub("", text)


class _Reader(HTMLParser):
    """Reads the HTML of a post as text. Anything unknown is its own words."""

    def __init__(self, mentions: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._mentions = mentions
        self._out: list[str] = []
        self._link = ""
        self._link_from = 0
        self._silent = 0

    def text(self) -> str:
        """What was read, tidied: no more than one empty line."""
        text = without_controls("".join(self._out)).replace("\u00a0", " ")
        text = re.sub(r"[ \t]+\n", "\n", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        match tag:
            case "br":
                self._out.append("\n")
            case _ if tag in _PARAGRAPHS:
                self._out.append("\n\n")
            case _ if tag in _LINES:
                self._new_line()
            case "li":
                self._out.append("\n- ")
            case "img":
                self._out.append(given.get("alt") or "")
            case "script" | "style":
                self._silent += 1
            case "a":
                self._link, self._link_from = given.get("href") or "", len(self._out)

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case _ if tag in _PARAGRAPHS:
                self._out.append("\n\n")
            case _ if tag in _LINES:
                self._new_line()
            case "td" | "th":
                self._out.append(" ")
            case "script" | "style":
                self._silent = max(0, self._silent - 1)
            case "a":
                words = "".join(self._out[self._link_from :])
                self._out[self._link_from :] = [self._readable(words, self._link)]
                self._link = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._out.append(data)

    def _new_line(self) -> None:
        """What comes now stands on a line of its own, without an empty one before it."""
        if self._out and not self._out[-1].endswith("\n"):
            self._out.append("\n")

    def _readable(self, words: str, href: str) -> str:
        """A link as one would write it."""
        if words.startswith("@") and href in self._mentions:
            return f"@{self._mentions[href]}"
        if words.startswith(("#", "@")) or not href.startswith(("https://", "http://")):
            return words
        shown = words.strip().removesuffix("…").removeprefix("https://").removeprefix("http://").rstrip("/")
        if shown and shown in href:
            return href
        return f"{words} ({href})" if words.strip() else href
