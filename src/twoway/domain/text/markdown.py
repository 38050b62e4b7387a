"""Markdown as plain words: for networks that would show the signs. No word, number or link is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

from twoway.domain.text.draft import Edit
from twoway.domain.text.guards import masked

_FENCE = re.compile(r"^ {0,3}(?:```|~~~)[^\n`]*(?:\n|\Z)", re.MULTILINE)
_LINK = re.compile(
    r"!?\[(?P<label>[^\[\]\n]*)\]"
    r"\(\s*<?(?P<address>[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+\"(?P<title>[^\"\n]*)\")?\s*\)"
)
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|www\.)\S|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
_ANGLE = re.compile(r"<(https?://[^\s<>]+)>")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<words>[^\n]*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
_CODE = re.compile(r"(?<![`\\])`(?P<words>[^`\n]+)`(?!`)")
# Digits next to the signs mean arithmetic, not emphasis; a word sign next to a single one means a name.
_STRONG = re.compile(r"(?<![\d*\\])(\*\*\*?)(?=[^\s*])(?P<words>[^*\n]*[^\s*])\1(?![\d*])")
_EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])(?P<words>[^*\n]*[^\s*])\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])(?P<words>(?:[^_\n]|(?<=\w)_(?=\w))*[^\s_])\1(?!\w)")
_CAN_FOLLOW_LINK = re.compile(r"[.,;:!?)\]}'\"”’…]*(?:\s|\Z)")
_MEANING = re.compile(r"[^\W_]")

_WHY = "Formatting signs would be shown as they are there."
_WHY_LINK = "A link is written out there."


#: What a step would do is remembered: several networks get the same words, and each looks twice.
_REMEMBERED = 8


def steps() -> tuple[Callable[[str], Sequence[Edit]], ...]:
    """The rewriting in its order; each step looks at what the one before left."""
    return _STEPS


def _fences(text: str) -> list[Edit]:
    if "```" not in text and "~~~" not in text:
        return []
    return [Edit(start=m.start(), end=m.end(), text="", why=_WHY) for m in _FENCE.finditer(text)]


def _headings(text: str) -> list[Edit]:
    if "#" not in text:
        return []
    return [
        Edit(start=m.start(), end=m.end(), text=m["words"], why=_WHY)
        for m in _HEADING.finditer(text)
        if m["words"].strip()
    ]


def _links(text: str) -> list[Edit]:
    labelled = _labelled(text) if "](" in text else ()
    return [*labelled, *(Edit.of(m, m[1], _WHY_LINK) for m in _ANGLE.finditer(text))]


def _labelled(text: str) -> Iterator[Edit]:
    for match in _LINK.finditer(text):
        if not _ADDRESS.match(match["address"]):
            continue
        plain = _plain_link(match["label"].strip(), match["address"], (match["title"] or "").strip())
        if not _CAN_FOLLOW_LINK.match(text, match.end()):
            plain += " "
        yield Edit.of(match, plain, _WHY_LINK)


def _plain_link(label: str, address: str, title: str) -> str:
    address = address.removeprefix("mailto:").removeprefix("tel:")
    words = " ".join(word for word in (label, f"({title})" if title and title != label else "") if word)
    if not words or words in (address, address.partition("://")[2]):
        return address
    return f"{words} {address}" if words.endswith((":", "?", "!", ".")) else f"{words}: {address}"


def _unwrapped(text: str, sign: str, pattern: re.Pattern[str]) -> list[Edit]:
    """The words inside the signs, where the signs are not part of a link, a handle or a tag."""
    if sign not in text:
        return []
    hidden = masked(text)
    return [
        Edit.of(match, text[match.start("words") : match.end("words")], _WHY)
        for match in pattern.finditer(hidden)
        if _MEANING.search(match["words"])
    ]


#: The one of the steps that writes links out.
written_out: Callable[[str], Sequence[Edit]] = lru_cache(maxsize=_REMEMBERED)(_links)

_STEPS: tuple[Callable[[str], Sequence[Edit]], ...] = tuple(
    lru_cache(maxsize=_REMEMBERED)(step)
    for step in (
        _fences,
        written_out,
        _headings,
        partial(_unwrapped, sign="`", pattern=_CODE),
        partial(_unwrapped, sign="**", pattern=_STRONG),
        partial(_unwrapped, sign="*", pattern=_EMPHASIS),
        partial(_unwrapped, sign="_", pattern=_UNDERLINED),
    )
)
