"""What a reader calls a character: extended grapheme clusters (Unicode Standard Annex 29).

The tables are those of Unicode 16, with the conjuncts and marks of Unicode 17 added: networks count with a JavaScript splitter,
which knows that a consonant, a stacker and a consonant of Khmer or Burmese are one. Splitting is exact everywhere; most texts
never reach the slow tables, because most characters neither join nor are joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from itertools import accumulate, pairwise

# Characters that stand alone unless a neighbour joins them. Line ends are not here: CR and LF join each other.
_SIMPLE = (
    "\x00-\x09\x0b\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0620-\u064a\u1e00-\u1fff\u2000-\u200b\u200e-\u20cf"
    "\u2100-\u2cee\u2e00-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7a3\uf900-\ufaff\uff00-\uff9d"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\U00020000-\U0003fffd"
)
_JOINING = re.compile(f"[^{_SIMPLE}\r\n]")
# A joiner may bind the character before it and the one after it, and so on while the next joiner is a neighbour.
_CLUSTERED = re.compile(f"[^\r\n]?(?:[^{_SIMPLE}\r\n]+[^\r\n]?)+")


# What Unicode 17 knows and version 16 does not, each kind with a sign that version 16 treats that way. What version 17 no longer
# calls a pictograph (U+2701) stays one: the test file of version 15 joins such signs.
_LATER = (
    # Indic_Conjunct_Break: signs that stack the next consonant below the one before,
    (
        "\u094d",
        "\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\U00010a3f\U00011133\U000113d0\U0001193e\U00011a47\U00011a99\U00011f42",
    ),
    # and the consonants.
    (
        "\u0915",
        "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e\u1780-\u17b3\u1a20-\u1a54"
        "\u1b0b\u1b0c\u1b13-\u1b33\u1b45-\u1b4c\u1b83-\u1ba0\u1bae\u1baf\u1bbb-\u1bbd\ua989-\ua98b\ua98f-\ua9b2\ua9e0-\ua9e4\ua9e7-\ua9ef"
        "\ua9fa-\ua9fe\uaa60-\uaa6f\uaa71-\uaa73\uaa7a\uaa7e\uaa7f\uaae0-\uaaea\uabc0-\uabda\U00010a00\U00010a10-\U00010a13"
        "\U00010a15-\U00010a17\U00010a19-\U00010a35\U00011103-\U00011126\U00011144\U00011147\U00011380-\U00011389\U0001138b"
        "\U0001138e\U00011390-\U000113b5\U00011900-\U00011906\U00011909\U0001190c-\U00011913\U00011915\U00011916"
        "\U00011918-\U0001192f\U00011a00\U00011a0b-\U00011a32\U00011a50\U00011a5c-\U00011a83\U00011f04-\U00011f10\U00011f12-\U00011f33",
    ),
    # Grapheme_Cluster_Break: marks that extend the sign before them, and those with a place of their own.
    (
        "\u0300",
        "\u1acf-\u1add\u1ae0-\u1aeb\U00010efa\U00010efb\U00011b60\U00011b62-\U00011b64\U00011b66\U0001e6e3\U0001e6e6\U0001e6ee\U0001e6ef\U0001e6f5",
    ),
    ("\u0903", "\U00011b61\U00011b65\U00011b67"),
    # No longer joined to what follows.
    ("x", "\U00011a3a"),
)
#: Finds the signs for which the tables are too old.
LATER = re.compile("|".join(f"([{signs}])" for _, signs in _LATER))
_ALIKE = [sign for sign, _ in _LATER]


def graphemes(text: str) -> list[str]:
    """The text cut into the characters a reader sees; joined together they are the text."""
    if not _JOINING.search(text):
        return _lone(text)
    pieces: list[str] = []
    done = 0
    for run in _CLUSTERED.finditer(text):
        pieces += _lone(text[done : run.start()])
        pieces += _clusters(run[0])
        done = run.end()
    return pieces + _lone(text[done:])


def grapheme_count(text: str) -> int:
    """How many characters a reader sees."""
    count = len(text) - text.count("\r\n")
    if text.isascii() or not _JOINING.search(text):
        return count
    return count - _joined(text)


# Several networks count the same words; more than a few texts are never asked for at a time.
@lru_cache(maxsize=4)
def _joined(text: str) -> int:
    """How many characters join the one before; the same emoji stands in many places and is cut once."""
    runs = Counter(_CLUSTERED.findall(text))
    return sum((len(run) - len(_clusters(run))) * number for run, number in runs.items())


@cache
def _tables() -> Callable[[str], list[str]]:
    """The slow tables, which take as much memory as a hundred modules: read when the first text needs them."""
    cut: Callable[[str], list[str]] = import_module("pyuegc").EGC
    return cut


def _clusters(text: str) -> list[str]:
    if not LATER.search(text):
        return _tables()(text)
    # Cut where a text would be cut that has an older sign of the same kind in each place.
    ends = accumulate(map(len, _tables()(LATER.sub(_alike, text))))
    return [text[start:end] for start, end in pairwise([0, *ends])]


def _alike(match: re.Match[str]) -> str:
    return _ALIKE[(match.lastindex or 1) - 1]


def _lone(text: str) -> list[str]:
    """Cuts a text in which nothing joins but CR and LF."""
    return re.findall(r"\r\n|[\s\S]", text) if "\r\n" in text else list(text)


def stand_apart(left: str, right: str) -> bool:
    """Whether two signs that follow each other belong to two characters, so that a text may be cut between them."""
    return (right < "\u0300" and left < "\u0300") or _are_two(left, right)


@lru_cache(maxsize=4096)
def _are_two(left: str, right: str) -> bool:
    return len(graphemes(left + right)) == 2
