"""The exact difference between two texts, word by word, for people who are about to say something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\s]+")
#: Beyond this, comparing word by word takes too long to wait for; lines are compared instead.
_LONG = 20_000


class Was(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that stay, go or come, as they stand in the text."""

    was: Was
    text: str


def differences(old: str, new: str) -> tuple[Stretch, ...]:
    """The words of both texts in order: what stays once, what goes before what comes in its place.

    Put together, what is not new is the old text, and what is not gone is the new one.
    """
    words, others = _cut(old), _cut(new)
    found: list[Stretch] = []
    for _, start, end, from_, to in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        gone, come = "".join(words[start:end]), "".join(others[from_:to])
        if gone == come:
            found.append(Stretch(was=Was.SAME, text=gone))
            continue
        found += [Stretch(was=was, text=text) for was, text in ((Was.GONE, gone), (Was.NEW, come)) if text]
    return tuple(found)


def _cut(text: str) -> list[str]:
    return text.splitlines(keepends=True) if len(text) > _LONG else _WORDS.findall(text)


def as_marked(stretches: Iterable[Stretch]) -> str:
    """The difference in one line of text: [-what goes-] and {+what comes+}."""
    signs = {Was.SAME: ("", ""), Was.GONE: ("[-", "-]"), Was.NEW: ("{+", "+}")}
    return "".join(f"{signs[one.was][0]}{one.text}{signs[one.was][1]}" for one in stretches)
