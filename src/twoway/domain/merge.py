"""A version written by hand meets a new master: three-way, sentence by sentence.

What a person wrote stays. Sentences that they left alone follow the new master. Where both changed the same sentence the
hand-written one stays and the difference is told, so that the person can look.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from twoway.domain.sentences import sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Words by hand that stand at [start, end) of the merged text, and what the old master said there.

    An empty `text` means that the person took a sentence out; an empty `instead_of`, that they added one.
    """

    text: str
    instead_of: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A place that both changed: `mine` stands in the merged text at [start, end), `theirs` does not stand in it."""

    base: str
    mine: str
    theirs: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The text with the hand-written sentences in it, which those are, and where the new master says something else."""

    text: str
    kept: tuple[Kept, ...] = ()
    conflicts: tuple[Disagreement, ...] = ()


def merge(base: str, mine: str, theirs: str) -> Merged:
    """The new master (`theirs`) with what a person (`mine`) changed in the old one (`base`). Nothing by hand is lost."""
    return _Merge(_Text(base), _Text(mine), _Text(theirs)).merged()


def pairs(old: str, new: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Which sentences of the old text became which of the new one, by their places; those that are gone are left out."""
    before, after = _Text(old), _Text(new)
    same = _matches(before.said, after.said)
    became = _became(_hunks(before.said, after.said, same))
    alike = [
        (here, there)
        for here, there in became
        if _in_common(_vocabulary(before.said[here]), _vocabulary(after.said[there]))
    ]
    return [(before.places[here], after.places[there]) for here, there in sorted([*same, *alike])]


class _Text:
    """A text as its sentences and the white space between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = sentences(text)
        self.said = [text[start:end] for start, end in self.places]
        self.lead = text[: self.places[0][0]] if self.places else text
        self.trail = text[self.places[-1][1] :] if self.places else ""

    def space_after(self, index: int) -> str | None:
        if not 0 <= index < len(self.places) - 1:
            return None
        return self.text[self.places[index][1] : self.places[index + 1][0]]

    def between(self, start: int, end: int) -> str:
        """The words of the sentences from `start` up to `end`."""
        return self.text[self.places[start][0] : self.places[end - 1][1]] if start < end else ""


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Where a text says [start, end) instead of the sentences [was, was_end) of the base."""

    was: int
    was_end: int
    start: int
    end: int

    @property
    def only_adds(self) -> bool:
        return self.was == self.was_end


@dataclass(slots=True)
class _Group:
    """Changes of both sides that touch the same sentences [was, was_end) of the base."""

    was: int
    was_end: int
    mine: list[_Hunk] = field(default_factory=list)
    theirs: list[_Hunk] = field(default_factory=list)

    def takes(self, hunk: _Hunk) -> bool:
        if self.was == self.was_end:
            return hunk.only_adds and hunk.was == self.was
        return hunk.was < self.was_end


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence of the merged text, and which one it is in each of the three; None where it is not in it."""

    said: str
    base: int | None = None
    mine: int | None = None
    theirs: int | None = None


@dataclass(frozen=True, slots=True)
class _Note:
    """Something to be told about the pieces [first, last) of the merged text."""

    first: int
    last: int
    base: str
    theirs: str | None = None


class _Merge:
    """The merging of three texts."""

    def __init__(self, base: _Text, mine: _Text, theirs: _Text) -> None:
        self._base, self._mine, self._theirs = base, mine, theirs
        same_mine, same_theirs = _matches(base.said, mine.said), _matches(base.said, theirs.said)
        self._hunks_mine = _hunks(base.said, mine.said, same_mine)
        self._hunks_theirs = _hunks(base.said, theirs.said, same_theirs)
        self._by_hand = {mine.said[at] for hunk in self._hunks_mine for at in range(hunk.start, hunk.end)}
        # A sentence that became another one keeps its place between its neighbours, so that their spacing is known.
        self._base_to_mine = dict([*same_mine, *_became(self._hunks_mine)])
        self._base_to_theirs = dict([*same_theirs, *_became(self._hunks_theirs)])
        self._mine_to_base = {there: here for here, there in self._base_to_mine.items()}
        self._theirs_to_base = {there: here for here, there in self._base_to_theirs.items()}
        self._pieces: list[_Piece] = []
        self._kept: list[_Note] = []
        self._conflicts: list[_Note] = []

    def merged(self) -> Merged:
        done = 0
        for group in self._groups():
            self._add_untouched(done, group.was)
            self._add(group)
            done = group.was_end
        self._add_untouched(done, len(self._base.said))
        return self._written()

    def _groups(self) -> Iterator[_Group]:
        mine = [(hunk, True) for hunk in self._hunks_mine]
        theirs = [(hunk, False) for hunk in self._hunks_theirs]
        group: _Group | None = None
        for hunk, is_mine in sorted([*mine, *theirs], key=lambda entry: (entry[0].was, entry[0].was_end)):
            if group is None or not group.takes(hunk):
                if group:
                    yield group
                group = _Group(hunk.was, hunk.was_end)
            group.was_end = max(group.was_end, hunk.was_end)
            (group.mine if is_mine else group.theirs).append(hunk)
        if group:
            yield group

    def _add_untouched(self, start: int, end: int) -> None:
        for index in range(start, end):
            self._pieces.append(
                _Piece(self._base.said[index], index, self._base_to_mine[index], self._base_to_theirs[index])
            )

    def _add(self, group: _Group) -> None:
        mine, theirs = _span(group, group.mine), _span(group, group.theirs)
        if not group.mine:
            self._add_theirs(theirs)
        elif not group.theirs:
            self._add_mine(mine, group.mine)
        elif [self._mine.said[at] for at in mine] == [self._theirs.said[at] for at in theirs]:
            self._add_agreed(mine, theirs)
        elif all(hunk.only_adds for hunk in group.mine):
            self._add_beside(group, theirs)
        else:
            self._add_against(group, mine, theirs)

    def _add_theirs(self, span: Iterable[int]) -> None:
        """What the new master says there, but for what a person wrote in the same words already."""
        for at in span:
            if self._theirs.said[at] in self._by_hand:
                continue
            base = self._theirs_to_base.get(at)
            mine = None if base is None else self._base_to_mine.get(base)
            self._pieces.append(_Piece(self._theirs.said[at], base, mine, at))

    def _add_mine(self, span: range, hunks: Sequence[_Hunk]) -> None:
        first = len(self._pieces)
        self._pieces += [self._piece_of_mine(at) for at in span]
        for hunk in hunks:
            at = first + hunk.start - span.start
            self._kept.append(_Note(at, at + hunk.end - hunk.start, self._base.between(hunk.was, hunk.was_end)))

    def _piece_of_mine(self, at: int) -> _Piece:
        base = self._mine_to_base.get(at)
        return _Piece(self._mine.said[at], base, at, None if base is None else self._base_to_theirs.get(base))

    def _add_agreed(self, mine: Iterable[int], theirs: Iterable[int]) -> None:
        self._pieces += [
            _Piece(self._mine.said[here], self._mine_to_base.get(here), here, there)
            for here, there in zip(mine, theirs, strict=True)
        ]

    def _add_beside(self, group: _Group, theirs: range) -> None:
        """Sentences that a person added where the new master changed or added others: first theirs, then those."""
        self._add_theirs(theirs)
        for hunk in group.mine:
            self._add_mine(range(hunk.start, hunk.end), [hunk])

    def _add_against(self, group: _Group, mine: range, theirs: range) -> None:
        """Both changed it: what a person wrote stays. What the new master only adds comes after it."""
        first = len(self._pieces)
        self._add_mine(mine, group.mine)
        if all(hunk.only_adds for hunk in group.theirs):
            for hunk in group.theirs:
                self._add_theirs(range(hunk.start, hunk.end))
            return
        base = self._base.between(group.was, group.was_end)
        said = self._theirs.between(theirs.start, theirs.stop)
        self._conflicts.append(_Note(first, len(self._pieces), base, said))

    # Writing it down

    def _written(self) -> Merged:
        if not self._pieces:
            return self._empty()
        lead = self._mine.lead if self._mine.lead != self._base.lead else self._theirs.lead
        trail = self._mine.trail if self._mine.trail != self._base.trail else self._theirs.trail
        written, places, at = [lead], [], len(lead)
        for index, piece in enumerate(self._pieces):
            space = self._space(self._pieces[index - 1], piece) if index else ""
            written += [space, piece.said]
            places.append((at + len(space), at + len(space) + len(piece.said)))
            at = places[-1][1]
        text = "".join([*written, trail])
        return Merged(
            text=text,
            kept=tuple(_kept(note, text, places) for note in self._kept),
            conflicts=tuple(_disagreement(note, text, places) for note in self._conflicts),
        )

    def _empty(self) -> Merged:
        """Nothing is left, or nothing but white space was ever there."""
        text = self._mine.text if self._mine.text != self._base.text else self._theirs.text
        return Merged(
            text=text,
            kept=tuple(_kept(note, text, []) for note in self._kept),
            conflicts=tuple(_disagreement(note, text, []) for note in self._conflicts),
        )

    def _space(self, before: _Piece, after: _Piece) -> str:
        """A person's own spacing where they changed it, else the new master's; a line where two would run together."""
        space = self._own_space(before, after)
        if _stood_together(self._mine, before, after, before.mine, after.mine):
            return space
        if _stood_together(self._theirs, before, after, before.theirs, after.theirs):
            return space
        return space if len(sentences(before.said + space + after.said)) == 2 else "\n"

    def _own_space(self, before: _Piece, after: _Piece) -> str:
        base = _joint(self._base, before.base, after.base)
        mine = _joint(self._mine, before.mine, after.mine)
        theirs = _joint(self._theirs, before.theirs, after.theirs)
        if mine is not None and mine != base:
            return mine
        if theirs is not None:
            return theirs
        return mine if mine is not None else self._widest(before, after)

    def _widest(self, before: _Piece, after: _Piece) -> str:
        """Between sentences that were never neighbours: the widest space that stood beside one of them."""
        beside = [
            self._mine.space_after(before.mine) if before.mine is not None else None,
            self._theirs.space_after(before.theirs) if before.theirs is not None else None,
            self._mine.space_after(after.mine - 1) if after.mine is not None else None,
            self._theirs.space_after(after.theirs - 1) if after.theirs is not None else None,
        ]
        known = [space for space in beside if space is not None]
        return max(known, key=lambda space: (space.count("\n"), bool(space)), default=" ")


def _stood_together(text: _Text, before: _Piece, after: _Piece, first: int | None, second: int | None) -> bool:
    """Whether a text has exactly these two sentences one after the other."""
    if _joint(text, first, second) is None or first is None:
        return False
    return text.said[first] == before.said and text.said[first + 1] == after.said


def _became(hunks: Sequence[_Hunk]) -> Iterator[_Match]:
    for hunk in hunks:
        if hunk.was_end - hunk.was == 1 == hunk.end - hunk.start:
            yield hunk.was, hunk.start


def _joint(text: _Text, before: int | None, after: int | None) -> str | None:
    """The space between two sentences that are neighbours in a text."""
    if before is None or after is None or after != before + 1:
        return None
    return text.space_after(before)


def _span(group: _Group, hunks: Sequence[_Hunk]) -> range:
    """The sentences of a side that stand for those of the group."""
    if not hunks:
        return range(0)
    return range(hunks[0].start - (hunks[0].was - group.was), hunks[-1].end + group.was_end - hunks[-1].was_end)


def _place(note: _Note, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if note.first < note.last:
        return places[note.first][0], places[note.last - 1][1]
    at = places[note.first - 1][1] if note.first else 0
    return at, at


def _kept(note: _Note, text: str, places: Sequence[tuple[int, int]]) -> Kept:
    start, end = _place(note, places)
    return Kept(text=text[start:end], instead_of=note.base, start=start, end=end)


def _disagreement(note: _Note, text: str, places: Sequence[tuple[int, int]]) -> Disagreement:
    start, end = _place(note, places)
    return Disagreement(base=note.base, mine=text[start:end], theirs=note.theirs or "", start=start, end=end)


# What is the same in two texts

_Match = tuple[int, int]

#: Up to so many comparisons everything is compared with everything; beyond, only what occurs once is searched for.
_SMALL = 40_000
#: In a gap of so many comparisons each sentence is searched for among the others, to see which one it became.
_SMALL_GAP = 2_500
#: Sentences that have so much of their words in common are the same one, changed.
_ALIKE = 0.5


def _matches(old: Sequence[str], new: Sequence[str]) -> list[_Match]:
    """Which sentences of the old text stand unchanged in the new one, in an order that both have."""
    found: list[_Match] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        start, end, begin, stop = waiting.pop()
        while start < end and begin < stop and old[start] == new[begin]:
            found.append((start, begin))
            start, begin = start + 1, begin + 1
        while start < end and begin < stop and old[end - 1] == new[stop - 1]:
            end, stop = end - 1, stop - 1
            found.append((end, stop))
        if start == end or begin == stop:
            continue
        if (end - start) * (stop - begin) <= _SMALL:
            found += _closely(old, new, start, end, begin, stop)
            continue
        anchors = _anchors(old, new, start, end, begin, stop)
        found += anchors or _in_place(old, new, start, end, begin, stop)
        edges = [(start - 1, begin - 1), *anchors, (end, stop)]
        if anchors:
            waiting += [(one[0] + 1, two[0], one[1] + 1, two[1]) for one, two in pairwise(edges)]
    return sorted(found)


def _closely(old: Sequence[str], new: Sequence[str], start: int, end: int, begin: int, stop: int) -> list[_Match]:
    blocks = SequenceMatcher(None, old[start:end], new[begin:stop], autojunk=False).get_matching_blocks()
    return [(start + one.a + step, begin + one.b + step) for one in blocks for step in range(one.size)]


def _in_place(old: Sequence[str], new: Sequence[str], start: int, end: int, begin: int, stop: int) -> list[_Match]:
    """Sentences that have kept their number: all that can be said quickly of a long text that repeats itself."""
    both = range(min(end - start, stop - begin))
    return [(start + step, begin + step) for step in both if old[start + step] == new[begin + step]]


def _anchors(old: Sequence[str], new: Sequence[str], start: int, end: int, begin: int, stop: int) -> list[_Match]:
    """Sentences that occur once in both, as many as keep their order."""
    often_old, often_new = Counter(old[start:end]), Counter(new[begin:stop])
    places = {said: at for at, said in enumerate(new[begin:stop], begin) if often_new[said] == 1}
    pairs = [(at, places[old[at]]) for at in range(start, end) if often_old[old[at]] == 1 and old[at] in places]
    return _rising(pairs)


def _rising(pairs: Sequence[_Match]) -> list[_Match]:
    """The longest run of pairs in which the second number rises as well."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(pairs):
        at = bisect_left(tails, there)
        before.append(last[at - 1] if at else -1)
        if at == len(tails):
            tails.append(there)
            last.append(index)
        else:
            tails[at], last[at] = there, index
    run, index = [], last[-1] if last else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


# What became of the rest


def _hunks(old: Sequence[str], new: Sequence[str], same: Sequence[_Match]) -> list[_Hunk]:
    """What is not the same, in the smallest pieces that can be told apart."""
    hunks: list[_Hunk] = []
    start = begin = 0
    for here, there in [*same, (len(old), len(new))]:
        if start < here or begin < there:
            hunks += _in_pieces(old, new, _Hunk(start, here, begin, there))
        start, begin = here + 1, there + 1
    return hunks


def _in_pieces(old: Sequence[str], new: Sequence[str], gap: _Hunk) -> Iterator[_Hunk]:
    """One sentence for one, where it shows which became which."""
    was, start = gap.was, gap.start
    pairs = _alike(old, new, gap) if 0 < (gap.was_end - gap.was) * (gap.end - gap.start) <= _SMALL_GAP else []
    for here, there in [*pairs, (gap.was_end, gap.end)]:
        yield from _evenly(_Hunk(was, here, start, there))
        if here < gap.was_end and there < gap.end:
            yield _Hunk(here, here + 1, there, there + 1)
        was, start = here + 1, there + 1


def _evenly(gap: _Hunk) -> Iterator[_Hunk]:
    """As many for as many are taken one by one."""
    if gap.was_end - gap.was == gap.end - gap.start:
        for step in range(gap.end - gap.start):
            yield _Hunk(gap.was + step, gap.was + step + 1, gap.start + step, gap.start + step + 1)
    else:
        yield gap


def _alike(old: Sequence[str], new: Sequence[str], gap: _Hunk) -> list[_Match]:
    """The pairs with most in common, in the order of both."""
    ours = [_vocabulary(old[at]) for at in range(gap.was, gap.was_end)]
    others = [_vocabulary(new[at]) for at in range(gap.start, gap.end)]
    best = [[0.0] * (len(others) + 1) for _ in range(len(ours) + 1)]
    likeness = [[_in_common(one, two) for two in others] for one in ours]
    for here in range(len(ours) - 1, -1, -1):
        for there in range(len(others) - 1, -1, -1):
            paired = likeness[here][there] and likeness[here][there] + best[here + 1][there + 1]
            best[here][there] = max(paired, best[here + 1][there], best[here][there + 1])
    pairs, here, there = [], 0, 0
    while here < len(ours) and there < len(others):
        if likeness[here][there] and best[here][there] == likeness[here][there] + best[here + 1][there + 1]:
            pairs.append((gap.was + here, gap.start + there))
            here, there = here + 1, there + 1
        elif best[here][there] == best[here + 1][there]:
            here += 1
        else:
            there += 1
    return pairs


_WORD = re.compile(r"\w+")


def _vocabulary(said: str) -> frozenset[str]:
    return frozenset(_WORD.findall(said.casefold()))


def _in_common(one: frozenset[str], two: frozenset[str]) -> float:
    """How much two sentences share; nothing where it is too little to call them the same."""
    share = 2 * len(one & two) / max(len(one) + len(two), 1)
    return share if share >= _ALIKE else 0.0
