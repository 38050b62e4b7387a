"""The sign-off: the words that close every post of a brand, once, before the hashtags at the end."""

from __future__ import annotations

from twoway.domain.tagging import plain_tags, space_before, tail_of
from twoway.domain.text.draft import Edit

_SPACE = " \n\t\xa0"
_WHY = "Every post of this brand closes with it."
_ENDS_SENTENCE = '.!?…:)"”’»'


def place_of(text: str, closing: str) -> tuple[int, int] | None:
    """Where the sign-off stands, at the end or before the hashtags at the end; None where it does not."""
    if not closing:
        return None
    for end in (len(text), tail_of(text, len(text))):
        end = space_before(text, end, _SPACE)
        start = end - len(closing)
        if (
            start >= 0
            and text[start:end].casefold() == closing.casefold()
            and not text[max(start - 1, 0) : start].isalnum()
        ):
            return start, end
    return None


def signed(text: str, closing: str) -> list[Edit]:
    """The sign-off where it is missing; a text without words is not signed."""
    if not closing or not text.strip() or place_of(text, closing):
        return []
    end = len(text.rstrip())
    tags = tail_of(text, end)
    start = space_before(text, tags, _SPACE)
    if tags == end or not _stand_apart(text, start, tags):
        return [Edit(start=end, end=len(text), text=f"\n\n{closing}", why=_WHY)]
    before = "\n\n" if start else ""
    if text[start:tags] == "\n\n":
        # Nothing of what stands there is touched: its changes keep their places.
        return [Edit(start=start, end=start, text=f"{before}{closing}", why=_WHY)]
    return [Edit(start=start, end=tags, text=f"{before}{closing}\n\n", why=_WHY)]


def _stand_apart(text: str, words_end: int, tags: int) -> bool:
    """Whether the hashtags at the end are no part of a sentence."""
    if not words_end or "\n" in text[words_end:tags] or len(plain_tags(text[tags:])) > 1:
        return True
    last = text[words_end - 1]
    return last in _ENDS_SENTENCE or last >= "\u2190"
