"""A line of `---` alone: a break that the author wants, between the parts of a thread."""

from __future__ import annotations

import re

from twoway.domain.text.draft import Edit

_BREAK = re.compile(r"^[ \t]*-{3,}[ \t]*$\n?", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


def sections(text: str) -> tuple[str, ...]:
    """What stands between the breaks, without what is empty; the text itself where there is no break."""
    if "---" not in text or not _BREAK.search(text):
        return (text,)
    return tuple(one for one in (piece.strip() for piece in _BREAK.split(text)) if one)


def as_blank_lines(text: str, name: str) -> list[Edit]:
    """A blank line for each break, for a network without threads."""
    if "---" not in text:
        return []
    why = f"{name} has no threads, so a break is a blank line there."
    return [Edit(start=match.start(), end=match.end(), text="", why=why) for match in _LINE.finditer(text)]
