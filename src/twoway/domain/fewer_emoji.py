"""Fewer emoji, where somebody set a limit: none twice in a row, and no more than that.

One that stands for a word in a sentence stays, and so does one that holds a number, an hour or a no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twoway.domain.reading import Span, emoji
from twoway.domain.tagging import space_before
from twoway.domain.text.draft import Edit
from twoway.domain.text.graphemes import stand_apart
from twoway.domain.text.guards import masked

#: Taking one of these away would take away what it says.
_SAYS_SOMETHING = re.compile("[\u20e3\U0001f51f\U0001f4af\U0001f550-\U0001f567🚫❌⛔🙅🔞🚭]")
_WORD_AFTER = re.compile(r"[^\S\n]+[^\W\d_][^\s]*", re.ASCII)
_BEGINS_A_WORD = re.compile("[\\w@#＠＃$£€]")
_WORD_BEFORE = re.compile(r"[\w,][^\S\n]+\Z")


def thinned(text: str, most: int | None, closing: tuple[int, int] | None) -> list[Edit]:
    """The emoji that are too many, taken out whole; the sign-off keeps its own."""
    if most is None or text.isascii():
        return []
    found = [one for one in emoji(text) if not (closing and closing[0] <= one.start < closing[1])]
    hidden = masked(text)
    found = [one for one in found if hidden[one.start : one.end] == one.text and _is_whole(text, one)]
    return [*_spare(text, found, max(most, 0))]


def _spare(text: str, found: list[Span], most: int) -> Iterator[Edit]:
    left = most - sum(_must_stay(text, one) for one in found)
    before: Span | None = None
    for one in found:
        repeats = before is not None and before.text == one.text and not text[before.end : one.start].strip()
        before = one
        if _must_stay(text, one):
            continue
        if repeats or left <= 0:
            why = (
                "The same emoji twice in a row says nothing more."
                if repeats
                else f"More than {most} emoji are too many."
            )
            yield _gone(text, one, why)
        else:
            left -= 1


def _must_stay(text: str, one: Span) -> bool:
    if _SAYS_SOMETHING.search(one.text):
        return True
    before = text[max(0, one.start - 20) : one.start]
    after = _WORD_AFTER.match(text, one.end)
    return bool(_WORD_BEFORE.search(before)) and after is not None and after[0].strip()[0].islower()


def _gone(text: str, one: Span, why: str) -> Edit:
    """Without the space before it, or behind it at the start of a line; words on both sides stay two."""
    start, end = space_before(text, one.start), one.end
    if not start or text[start - 1] == "\n":
        start = one.start
        while end < len(text) and text[end] in " \t\xa0":
            end += 1
    would_join = text[max(start - 1, 0) : start].isalnum() and _BEGINS_A_WORD.match(text, end)
    return Edit(start=start, end=end, text=" " if would_join else "", why=why)


def _is_whole(text: str, one: Span) -> bool:
    """Whether a character that a reader sees begins and ends with it: a sequence is never cut."""
    return all(not 0 < at < len(text) or stand_apart(text[at - 1], text[at]) for at in (one.start, one.end))
