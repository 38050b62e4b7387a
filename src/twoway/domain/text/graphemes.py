"""What a reader calls a character: extended grapheme clusters (Unicode Standard Annex 29), by Unicode 16 tables.

Splitting is exact everywhere; most texts never reach the slow tables, because most characters neither join
nor are joined.
"""

from __future__ import annotations

import re

from pyuegc import EGC

# Characters that stand alone unless a neighbour joins them. Line ends are not here: CR and LF join each other.
_SIMPLE = (
    "\x00-\x09\x0b\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0620-\u064a\u1e00-\u1fff\u2000-\u200b\u200e-\u20cf"
    "\u2100-\u2cee\u2e00-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7a3\uf900-\ufaff\uff00-\uff9d"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\U00020000-\U0003fffd"
)
_JOINING = re.compile(f"[^{_SIMPLE}\r\n]")
# A joiner may bind the character before it and the one after it, and so on while the next joiner is a neighbour.
_CLUSTERED = re.compile(f"[^\r\n]?(?:[^{_SIMPLE}\r\n]+[^\r\n]?)+")


def graphemes(text: str) -> list[str]:
    """The text cut into the characters a reader sees; joined together they are the text."""
    if not _JOINING.search(text):
        return _lone(text)
    pieces: list[str] = []
    done = 0
    for run in _CLUSTERED.finditer(text):
        pieces += _lone(text[done : run.start()])
        pieces += EGC(run[0])
        done = run.end()
    return pieces + _lone(text[done:])


def grapheme_count(text: str) -> int:
    """How many characters a reader sees."""
    count = len(text) - text.count("\r\n")
    if text.isascii() or not _JOINING.search(text):
        return count
    return count - sum(len(run) - len(EGC(run)) for run in _CLUSTERED.findall(text))


def _lone(text: str) -> list[str]:
    """Cuts a text in which nothing joins but CR and LF."""
    return re.findall(r"\r\n|[\s\S]", text) if "\r\n" in text else list(text)
