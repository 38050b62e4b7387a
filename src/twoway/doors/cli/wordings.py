"""What became of some words, shown to people: what went, what came, and why."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

import click

from twoway.doors.cli.showing import printable

_PIECES = re.compile(r"\n|[^\S\n]*(?:[\w'’]+|[^\w\s])|[^\S\n]+")
#: Longer texts are compared line by line.
_CLOSELY_UP_TO = 20_000


def has_colour() -> bool:
    """Whether colours are seen where this is printed."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def compared(old: str, new: str, *, in_colour: bool) -> str:
    """One text with what went and what came: in red and green, or as [-went-] and {+came+}."""
    old, new = printable(old.replace("\r\n", "\n")), printable(new)
    pieces = _PIECES.findall if len(old) + len(new) <= _CLOSELY_UP_TO else lambda text: text.splitlines(keepends=True)
    before, after = pieces(old), pieces(new)
    shown = []
    for tag, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            shown.append("".join(before[first:last]))
        else:
            shown.append(_changed("".join(before[first:last]), "".join(after[begin:end]), in_colour))
    return "".join(shown)


def _changed(gone: str, come: str, in_colour: bool) -> str:
    """What went and what came, after the space that both begin with."""
    space = ""
    while gone[:1] == come[:1] == " ":
        space, gone, come = space + " ", gone[1:], come[1:]
    return space + _gone(gone, in_colour) + _come(come, in_colour)


def _gone(words: str, in_colour: bool) -> str:
    return _line_by_line(
        words, lambda one: click.style(one, fg="red", strikethrough=True) if in_colour else f"[-{one}-]"
    )


def _come(words: str, in_colour: bool) -> str:
    return _line_by_line(words, lambda one: click.style(one, fg="green") if in_colour else f"{{+{one}+}}")


def _line_by_line(words: str, mark: Callable[[str], str]) -> str:
    """Each line marked by itself, so that colours end where a line does; white space alone is not marked."""
    return "".join(one if one.isspace() or not one else mark(one) for one in re.split(r"(\s*\n\s*)", words))


def reasons(changes: Iterable[Mapping[str, Any]]) -> Mapping[str, int]:
    """Why something was changed, and how often, in the order of the text."""
    return Counter(change["why"] for change in changes)
