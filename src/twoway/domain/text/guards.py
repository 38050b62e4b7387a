"""Places in a text that are one piece: links, addresses, handles, tags. Nothing inside them is rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w.+@＠-])\w[\w.+-]{0,63}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![^\s(])[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+/[^\s<>\"]*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[@＠#＃][\w.-]+(?:[@＠][\w.-]+)?")
_LOOSE_END = "*_~`.,;:!?'\"”’]}"


#: One of these is in every address, and no address has a space in it.
_MARK = re.compile(r"[/@]|www\.", re.IGNORECASE)
_WORD_END = re.compile("[ \n]|\\Z")

#: Each step of tailoring looks at the text that the one before left, which is mostly the same, for several networks.
_REMEMBERED = 16


@lru_cache(maxsize=_REMEMBERED)
def addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Links and e-mail addresses, without the punctuation that follows them."""
    return tuple(
        (match.start(), match.start() + _length(match[0]))
        for start, end in _likely(text)
        for match in _ADDRESS.finditer(text, start, end)
    )


def _likely(text: str) -> Iterator[tuple[int, int]]:
    """The words that may hold an address: trying the pattern everywhere is slow."""
    done = 0
    while mark := _MARK.search(text, done):
        at = mark.start()
        start = max(text.rfind(" ", done, at), text.rfind("\n", done, at), done - 1) + 1
        end = _WORD_END.search(text, at)
        done = end.start() if end else len(text)
        yield start, done


def _length(written: str) -> int:
    """How much of what has no space in it belongs to the address."""
    if ")" not in written:
        return len(written.rstrip(_LOOSE_END))
    depth = 0
    for at, sign in enumerate(written):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            written = written[:at]
            break
    return len(written.rstrip(_LOOSE_END))


@lru_cache(maxsize=_REMEMBERED)
def masked(text: str) -> str:
    """The text with every such place blotted out, at its old length."""
    text = _blotted(text, addresses(text))
    return _NAME.sub(lambda match: "x" * len(match[0]), text)


@lru_cache(maxsize=_REMEMBERED)
def masked_addresses(text: str) -> str:
    """The text with links and e-mail addresses blotted out, at its old length."""
    return _blotted(text, addresses(text))


def _blotted(text: str, places: Sequence[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in places:
        pieces += [text[done:start], "x" * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])
