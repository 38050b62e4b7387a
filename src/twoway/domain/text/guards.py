"""Places in a text that are one piece: links, addresses, handles, tags. Nothing inside them is rewritten."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w.+@＠-])\w[\w.+-]{0,63}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![^\s(])[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+/[^\s<>\"]*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[@＠#＃][\w.-]+(?:[@＠][\w.-]+)?")
_LOOSE_END = "*_~`.,;:!?'\"”’]}"


# Each step of tailoring looks at the text that the one before left, which is mostly the same.
@lru_cache(maxsize=16)
def addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Links and e-mail addresses, without the punctuation that follows them."""
    if not any(sign in text for sign in ("/", "@", "www.", "WWW.")):
        return ()
    return tuple((match.start(), match.start() + _length(match[0])) for match in _ADDRESS.finditer(text))


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


def masked(text: str) -> str:
    """The text with every such place blotted out, at its old length."""
    text = _blotted(text, addresses(text))
    return _NAME.sub(lambda match: "x" * len(match[0]), text)


def masked_addresses(text: str) -> str:
    """The text with links and e-mail addresses blotted out, at its old length."""
    return _blotted(text, addresses(text))


def _blotted(text: str, places: Sequence[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in places:
        pieces += [text[done:start], "x" * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])
