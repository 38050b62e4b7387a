"""A text under change: every edit remembers what it did, where it stands now, and where it came from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """Which step made a change."""

    CLEANED = "cleaned"
    MENTION = "mention"
    HASHTAG = "hashtag"
    LINK = "link"
    WORDS = "words"
    EMOJI = "emoji"
    QUOTE = "quote"
    BREAK = "break"
    SIGN_OFF = "sign-off"
    COMMENT = "first comment"
    SHORTENED = "shortened"
    ALT = "description"
    FORMAT = "format"
    SPACING = "spacing"
    PICTURE = "picture"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was changed and why, for people.

    [start, end) is where `after` stands in the new text, [was_start, was_end) what it replaced in the master.
    Both are exact for a change that no later one touched, and enclose it otherwise.
    """

    kind: ChangeKind
    before: str
    after: str
    why: str
    start: int = 0
    end: int = 0
    was_start: int = 0
    was_end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Put `text` in the place of [start, end). Without a `why` it is not worth telling (line ends)."""

    start: int
    end: int
    text: str
    why: str = ""

    @classmethod
    def of(cls, match: re.Match[str], text: str, why: str) -> Edit:
        """Put `text` in the place of what was matched."""
        return cls(start=match.start(), end=match.end(), text=text, why=why)


class Draft:
    """A text, what was done to it so far, and which pieces of the master still stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        #: What was done, with where it stands now: it moves with every later step.
        self._told: list[tuple[Change, int, int]] = []
        #: (start here, start in the master, length): what was never touched.
        self._kept: list[tuple[int, int, int]] = [(0, 0, len(text))]
        self._master_length = len(text)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was done so far, each at its place in the text as it is now."""
        return tuple(_moved(change, start, end) for change, start, end in self._told)

    def apply(self, kind: ChangeKind, edits: Iterable[Edit]) -> None:
        """Makes the edits, all given in offsets into the text as it is now; of two that overlap the first is made."""
        chosen = _apart([edit for edit in edits if self.text[edit.start : edit.end] != edit.text])
        if not chosen:
            return
        pieces = _Pieces(self._kept, self._master_length)
        made = [self._change(kind, edit, pieces) for edit in chosen]
        moves, first = _Moves(chosen), chosen[0].start
        self._told = [
            (old, start, end) if end < first else (old, moves.start(start), moves.end(end))
            for old, start, end in self._told
        ]
        self._told += [
            (new, moves.start(edit.start), moves.start(edit.start) + len(edit.text))
            for new, edit in zip(made, chosen, strict=True)
            if edit.why
        ]
        self._kept = _cut(self._kept, chosen, moves)
        self.text = _replaced(self.text, chosen)

    def _change(self, kind: ChangeKind, edit: Edit, pieces: _Pieces) -> Change:
        # Something put in where something was taken out before stands for what was taken out.
        first, last = sorted((pieces.master_start(edit.start), pieces.master_end(edit.end)))
        before = self.text[edit.start : edit.end]
        return Change(kind=kind, before=before, after=edit.text, why=edit.why, was_start=first, was_end=last)


class _Pieces:
    """Where a place in the text is in the master, by the pieces of it that were never touched."""

    def __init__(self, kept: list[tuple[int, int, int]], master_length: int) -> None:
        self._kept, self._master_length = kept, master_length
        self._starts = [here for here, _, _ in kept]
        self._ends = [here + length for here, _, length in kept]

    def master_start(self, at: int) -> int:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return 0
        here, there, length = self._kept[index]
        return there + min(at - here, length)

    def master_end(self, at: int) -> int:
        index = bisect_left(self._ends, at)
        if index == len(self._kept):
            return self._master_length
        here, there, _ = self._kept[index]
        return there + max(at - here, 0)


def _moved(change: Change, start: int, end: int) -> Change:
    """The change at another place. Written out, because `replace` takes its time and a busy text has hundreds."""
    if change.start == start and change.end == end:
        return change
    return Change(
        kind=change.kind,
        before=change.before,
        after=change.after,
        why=change.why,
        start=start,
        end=end,
        was_start=change.was_start,
        was_end=change.was_end,
    )


class _Moves:
    """Where a place in the old text is in the new one."""

    def __init__(self, edits: list[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._grown = [0]
        for edit in edits:
            self._grown.append(self._grown[-1] + len(edit.text) - (edit.end - edit.start))

    def start(self, at: int) -> int:
        """The start of what replaced the place, if it was replaced."""
        index = bisect_left(self._starts, at)
        if index and at < self._edits[index - 1].end:
            index, at = index - 1, self._edits[index - 1].start
        return at + self._grown[index]

    def end(self, at: int) -> int:
        """The end of what replaced the place, if it was replaced."""
        index = bisect_left(self._starts, at)
        if index and at < self._edits[index - 1].end:
            at = self._edits[index - 1].end
        return at + self._grown[index]


def _apart(edits: list[Edit]) -> list[Edit]:
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if not chosen or edit.start >= chosen[-1].end:
            chosen.append(edit)
    return chosen


def _cut(kept: list[tuple[int, int, int]], edits: list[Edit], moves: _Moves) -> list[tuple[int, int, int]]:
    """The kept pieces without what the edits replace, at their new places."""
    pieces: list[tuple[int, int, int]] = []
    index = 0
    for here, there, length in kept:
        if here + length <= edits[0].start:
            pieces.append((here, there, length))
            continue
        done = here
        while index < len(edits) and edits[index].start < here + length:
            pieces += _piece(done, min(edits[index].start, here + length), there - here, moves)
            done = max(done, edits[index].end)
            if edits[index].end > here + length:
                break
            index += 1
        pieces += _piece(done, here + length, there - here, moves)
    return pieces


def _piece(start: int, end: int, shift: int, moves: _Moves) -> list[tuple[int, int, int]]:
    # An edit that only inserts at `start` stands before the piece: its end is where the piece begins.
    return [(moves.end(start + 1) - 1, start + shift, end - start)] if start < end else []


def _replaced(text: str, edits: list[Edit]) -> str:
    pieces, done = [], 0
    for edit in edits:
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*pieces, text[done:]])
