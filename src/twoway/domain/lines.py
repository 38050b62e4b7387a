"""The line that a place in a text is in, and the text without it: the way out when a whole thought has to go."""

from __future__ import annotations

from twoway.domain.findings import Fix
from twoway.domain.sentences import sentences

_LABEL = "Take the line out"


def line_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that [start, end) touches, in code points; the place itself where there is none."""
    touched = [(first, last) for first, last in sentences(text) if first < end and start < last]
    if not touched:
        return start, end
    return touched[0][0], touched[-1][1]


def take_out(text: str, start: int, end: int) -> Fix:
    """The fix that leaves the sentences around a place out, with the space that would be left over."""
    first, last = line_around(text, start, end)
    while last < len(text) and text[last] in " \t":
        last += 1
    if last == len(text) or text[last] == "\n":
        first = len(text[:first].rstrip(" \t"))
    if first == 0 or text[:first].endswith("\n"):
        # A paragraph of its own leaves no empty one behind.
        rest = text[last:]
        last += len(rest) - len(rest.lstrip("\n"))
    if last == len(text):
        first = len(text[:first].rstrip())
    return Fix(start=first, end=last, text="", label=_LABEL, is_safe=False)
