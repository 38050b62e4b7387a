"""Little text: a format in which reserved signs carry a backslash and people and hashtags are templates.

Followed: learn.microsoft.com, little text format (view li-lms-2026-05, checked 2026-11-22). A post is cut off, and nobody told,
at the first reserved sign that has no backslash. Comments and titles of articles are plain text: they must not pass through here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

RESERVED = r"|{}@[]()<>#\*_~"
_RESERVED = re.compile(f"[{re.escape(RESERVED)}]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WORDS = r"(?:\\.|[^\\\[\](){}|])*"
_TEMPLATE = re.compile(
    rf"\{{hashtag\|\\?[#＃]\|(?P<tag>{_WORDS})\}}|@\[(?P<name>{_WORDS})\]\((?P<urn>{_WORDS})\)|(?P<plain>\\.|[^\\])",
    re.DOTALL,
)


class PartKind(StrEnum):
    """What a part of a little text is."""

    TEXT = "text"
    LINK = "url"
    HASHTAG = "hashtag"
    MENTION = "mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words as a reader sees them; `urn` names the person or organisation of a mention."""

    kind: PartKind
    words: str
    urn: str = ""


def escaped(words: str) -> str:
    """The words with a backslash before every reserved sign."""
    return _RESERVED.sub(r"\\\g<0>", words)


def unescaped(words: str) -> str:
    """The words as a reader sees them."""
    return _ESCAPED.sub(r"\1", words)


def render(parts: Iterable[Part]) -> str:
    """What is sent."""
    return "".join(map(_rendered, parts))


def _rendered(part: Part) -> str:
    match part.kind:
        case PartKind.HASHTAG:
            return rf"{{hashtag|\#|{escaped(part.words.lstrip('#＃'))}}}"
        case PartKind.MENTION if part.urn:
            return f"@[{escaped(part.words)}]({part.urn})"
    return escaped(part.words)


def parse(little: str) -> list[Part]:
    """The parts of what was received; text that is no template is text."""
    parts: list[Part] = []
    plain: list[str] = []
    for match in _TEMPLATE.finditer(little):
        if match["plain"] is not None:
            plain.append(match["plain"])
            continue
        parts += _text(plain)
        plain = []
        parts.append(_template(match))
    return [*parts, *_text(plain)]


def _text(pieces: list[str]) -> Iterator[Part]:
    if pieces:
        yield Part(kind=PartKind.TEXT, words=unescaped("".join(pieces)))


def _template(match: re.Match[str]) -> Part:
    if match["tag"] is not None:
        return Part(kind=PartKind.HASHTAG, words=unescaped(match["tag"]))
    return Part(kind=PartKind.MENTION, words=unescaped(match["name"]), urn=unescaped(match["urn"]))
