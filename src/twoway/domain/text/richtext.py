"""Text with facets, as the AT protocol keeps it: byte ranges that move when the text is edited.

Followed: `packages/api/src/rich-text` of bluesky-social/atproto, checked 2026-11-22; one thing is put right: inserted text moves
facets by its bytes (the official code moves them by UTF-16 units).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from twoway.domain.text.facets import SPACE

_EXCESS = re.compile(rf"[\r\n](?:[\xad\u2060\u200d\u200c\u200b{SPACE}]*[\r\n]){{2,}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A piece of the text by its bytes; `value` is a link, a decentralised identifier, a tag, or anything the caller keeps."""

    start: int
    end: int
    value: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of the text, with its facet if it has one."""

    text: str
    facet: Facet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """A text and its facets."""

    text: str
    facets: tuple[Facet, ...] = ()

    def insert(self, at: int, words: str) -> RichText:
        """The words put in at a byte; a facet around that place grows, one behind it moves."""
        raw, more = self.text.encode(), words.encode()
        moved = (_after_insert(facet, at, len(more)) for facet in self._ordered())
        return RichText(text=(raw[:at] + more + raw[at:]).decode(), facets=tuple(moved))

    def delete(self, start: int, end: int) -> RichText:
        """Without the bytes [start, end); a facet that loses all its text is gone."""
        raw = self.text.encode()
        moved = (_after_delete(facet, start, end) for facet in self._ordered())
        return RichText(
            text=(raw[:start] + raw[end:]).decode(), facets=tuple(facet for facet in moved if facet.start < facet.end)
        )

    def without_spare_lines(self) -> RichText:
        """With at most one empty line at a time; facets keep their words."""
        clean = self
        for match in reversed(list(_EXCESS.finditer(self.text))):
            start = len(self.text[: match.start()].encode())
            clean = clean.delete(start, start + len(match[0].encode())).insert(start, "\n\n")
        return clean

    def _ordered(self) -> list[Facet]:
        """The facets by where they begin, without those that end before."""
        return sorted((one for one in self.facets if one.start <= one.end), key=lambda one: one.start)

    def segments(self) -> Iterator[Segment]:
        """The text cut at its facets; of two that overlap the first counts, and blank text has none."""
        raw, done = self.text.encode(), 0
        for facet in self._ordered():
            if facet.start < done:
                continue
            if facet.start > done:
                yield Segment(text=raw[done : facet.start].decode())
            if words := raw[facet.start : facet.end].decode():
                yield Segment(text=words, facet=facet if words.strip() else None)
            done = facet.end
        if done < len(raw) or not (raw or self.facets):
            yield Segment(text=raw[done:].decode())


def _after_insert(facet: Facet, at: int, grown: int) -> Facet:
    start = facet.start + grown if at <= facet.start else facet.start
    end = facet.end + grown if at < facet.end or at <= facet.start else facet.end
    return Facet(start=start, end=end, value=facet.value)


def _after_delete(facet: Facet, start: int, end: int) -> Facet:
    def moved(at: int) -> int:
        return at - (end - start) if at >= end else min(at, start)

    return Facet(start=moved(facet.start), end=moved(facet.end), value=facet.value)


def sanitised(text: str, facets: Sequence[Facet] = ()) -> RichText:
    """The text as the official client would send it."""
    return RichText(text=text, facets=tuple(facets)).without_spare_lines()


_LONGEST_LABEL = 15
_SHORTENED_LABEL = 13
_PORTS = {"http": 80, "https": 443}


def short_label(url: str) -> str:
    """How the official client shows a link: the host and the beginning of what follows."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in _PORTS or not host or any(sign.isspace() for sign in host):
        return url
    where = _host(host) + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")
    path = quote(_resolved(parts.path), safe="/!$&'()*+,;=:@%[]|^\\~_.-") or "/"
    path += _marked("?", parts.query) + _marked("#", parts.fragment)
    if path == "/":
        return where
    return where + (path if len(path) <= _LONGEST_LABEL else path[:_SHORTENED_LABEL] + "...")


def _resolved(path: str) -> str:
    """The path without steps to here (`.`) and up (`..`)."""
    return urlsplit(urljoin("https://host/", path)).path if "/." in path else path


def _host(host: str) -> str:
    if host.isascii():
        return f"[{host}]" if ":" in host else host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _marked(sign: str, words: str) -> str:
    return sign + quote(words, safe="/!$&'()*+,;=:@%?#[]|^\\`{}~_.-") if words else ""
