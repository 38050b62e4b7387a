"""Offsets as lines and columns, both counted from one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text as editors show it; the column counts code points."""

    line: int
    column: int


def place(text: str, offset: int) -> Place:
    """Where an offset is."""
    return Place(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
