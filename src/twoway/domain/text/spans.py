"""Formatting kept beside the text: spans by UTF-16 units, for networks that take entities instead of markup.

Followed: core.telegram.org/bots/api#messageentity, checked 2026-11-22. Nothing has to be escaped that way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twoway.domain.text.entities import utf16_slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of the text by its UTF-16 units."""

    kind: str
    offset: int
    length: int


def span(text: str, kind: str, start: int, end: int) -> Span:
    """The span of [start, end) in code points."""
    first, last = utf16_slice(text, start, end)
    return Span(kind=kind, offset=first, length=last - first)


def located(text: str, wanted: Iterable[tuple[str, str]]) -> list[Span]:
    """Spans for (kind, words) in the order in which the words come; words inside the ones before are found too."""
    spans: list[Span] = []
    done = 0
    for kind, words in wanted:
        start = text.find(words, done)
        start = start if start >= 0 else text.find(words)
        if start < 0 or not words:
            continue
        done = start + len(words)
        spans.append(span(text, kind, start, done))
    return spans
