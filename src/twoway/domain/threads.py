"""One text as a thread: parts that each fit the network's own count.

It is cut where a reader would pause: after a paragraph, a line, a sentence; inside a sentence only when the sentence alone is
too long (or when a single word would be left over for the last part). The fewest parts that this allows, evenly filled.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.sentences import Cut, Level, edges, inner_cuts, sentence_cuts
from twoway.domain.text.count import Count, count
from twoway.domain.text.entities import entities


class Numbering(StrEnum):
    """How the parts of a thread are numbered."""

    SLASH = "1/5"
    BRACKETS = "(1/5)"
    NONE = "none"


#: Two parts need no numbers: the second hangs under the first.
FEWEST_NUMBERED = 3

#: Parts up to a hundred thousand; a text may not be longer than a million characters.
_MOST_DIGITS = 6

#: What a cut costs, in parts of an even share by which the part is longer or shorter than the others.
_COST = {
    Level.PARAGRAPH: 0.0,
    Level.LINE: 0.1,
    Level.SENTENCE: 0.3,
    Level.CLAUSE: 0.6,
    Level.WORD: 1.0,
    Level.GLUED: 4.0,
}

#: Sizes are added up from sentence to sentence, and a sum may be a little wrong where two of them meet.
_SLACK = 1.03

#: Neighbours that are shorter than this share of a part are weighed together.
_SHARE = 40

_Place = tuple[int, int]


def split(text: str, facts: Facts, limits: Mapping[str, int], style: Numbering = Numbering.SLASH) -> tuple[str, ...]:
    """The parts to be sent, in order; the text itself where it fits. `BadInput` where one word alone is too long."""
    bare = _Scale(facts, limits)
    if bare.fits(text):
        return (text,)
    cuts = _cuts(text, facts, bare)
    if style is not Numbering.NONE:
        numbered = _numbered(cuts, bare, style)
        if numbered:
            return numbered
    places = cuts.places(bare)
    if places is None:
        raise _too_long(text, bare)
    return tuple(text[start:end] for start, end in places)


def number(parts: Sequence[str], style: Numbering) -> tuple[str, ...]:
    """The parts with their numbers, from three parts on."""
    if style is Numbering.NONE or len(parts) < FEWEST_NUMBERED:
        return tuple(parts)
    return tuple(part + _marker(index, len(parts), style) for index, part in enumerate(parts, start=1))


def _marker(index: int, of: int, style: Numbering) -> str:
    return f" ({index}/{of})" if style is Numbering.BRACKETS else f" {index}/{of}"


class _Scale:
    """What the network counts for a part and the number behind it."""

    def __init__(self, facts: Facts, limits: Mapping[str, int], marker: str = "") -> None:
        self._facts, self._limits, self._marker = facts, limits, marker
        number = count(marker, facts, limits)
        self.limit = number.limit
        self.room = max(number.left, 1)
        self.name = facts.name

    def with_marker(self, marker: str) -> _Scale:
        return _Scale(self._facts, self._limits, marker)

    def weigh(self, part: str) -> Count:
        return count(part + self._marker, self._facts, self._limits)

    def fits(self, part: str) -> bool:
        return not self.weigh(part).is_over


def _numbered(cuts: _Cuts, bare: _Scale, style: Numbering) -> tuple[str, ...]:
    """The parts with numbers; none where there would be fewer than three or where the numbers leave no room."""
    fewest = len(str(max(int(cuts.size) // bare.limit, 1)))
    for digits in range(fewest, _MOST_DIGITS + 1):
        widest = 10**digits - 1
        places = cuts.places(bare.with_marker(_marker(widest, widest, style)), most=widest)
        if places is None or len(places) < FEWEST_NUMBERED:
            return ()
        if len(places) == FEWEST_NUMBERED and len(cuts.places(bare) or ()) < FEWEST_NUMBERED:
            return ()
        if len(places) <= widest:
            return number([cuts.text[start:end] for start, end in places], style)
    return ()


def _too_long(text: str, bare: _Scale) -> BadInput:
    word = next((word for word in text.split() if not bare.fits(word)), text)
    shown = word if len(word) <= 40 else f"{word[:30]}…"
    return BadInput(
        f"“{shown}” is too long to stand in one part: {bare.name} takes {bare.limit:,}. Shorten it or leave it out.",
        field="text",
    )


# Where it may be cut


class _Spot(NamedTuple):
    """A cut, and how much of the text the network counts up to its end and up to where the text goes on, about."""

    cut: Cut
    size: float
    size_after: float


def _cuts(text: str, facts: Facts, bare: _Scale) -> _Cuts:
    begin, end = edges(text)
    outer = [cut for cut in sentence_cuts(text) if begin < cut.end and cut.start < end]
    spots: list[_Spot] = []
    start, size = begin, 0.0
    for together in _weighed_together([*outer, Cut(end, end, Level.PARAGRAPH)], begin, bare.limit // _SHARE):
        last = together[-1]
        weight = bare.weigh(text[start : last.end])
        share = weight.value / max(last.end - start, 1)
        is_long = weight.is_over and len(together) == 1
        inner = _inside(text, start, last.end, bare.fits) if is_long else together[:-1]
        spots += [_Spot(one, size + share * (one.end - start), size + share * (one.start - start)) for one in inner]
        size += weight.value
        spots.append(_Spot(last, size, size + last.start - last.end))
        start, size = last.start, size + last.start - last.end
    return _Cuts(text, begin, _outside(spots, text, facts))


def _weighed_together(cuts: list[Cut], start: int, least: int) -> Iterator[list[Cut]]:
    """The cuts in groups that end at least so many signs after they begin: very short lines are not weighed one by one."""
    together: list[Cut] = []
    begin = start
    for cut in cuts:
        if together and (cut.end - begin >= least or together[-1].end - start >= least):
            yield together
            start, together = begin, []
        together.append(cut)
        begin = cut.start
    if together:
        yield together


def _inside(text: str, start: int, end: int, fits: Callable[[str], bool]) -> Iterator[Cut]:
    """The cuts inside a sentence that is too long: its clauses, and the words of a clause that is too long itself."""
    waiting: list[Cut] = []
    for cut in [*inner_cuts(text, start, end), Cut(end, end, Level.CLAUSE)]:
        if cut.level > Level.CLAUSE:
            waiting.append(cut)
            continue
        if waiting and not fits(text[start : cut.end]):
            yield from waiting
        if cut.end < end:
            yield cut
        start, waiting = cut.start, []


def _outside(spots: list[_Spot], text: str, facts: Facts) -> list[_Spot]:
    """Without the cuts that go through a link, a person or a tag (only writing without spaces has them)."""
    if all(spot.cut.end < spot.cut.start for spot in spots[:-1]):
        return spots
    found = entities(text, facts)
    starts = [entity.start for entity in found]
    kept = []
    for spot in spots:
        index = bisect_left(starts, spot.cut.end) - 1
        if index < 0 or found[index].end <= spot.cut.end:
            kept.append(spot)
    return kept


class _Cuts:
    """A text with the places where it may be cut, by number: 0 is its start, the last one its end."""

    def __init__(self, text: str, start: int, spots: list[_Spot]) -> None:
        self.text = text
        self.size = spots[-1].size
        self._starts = [start, *(spot.cut.start for spot in spots)]
        self._ends = [start, *(spot.cut.end for spot in spots)]
        self._sizes = [0.0, *(spot.size for spot in spots)]
        self._sizes_after = [0.0, *(spot.size_after for spot in spots)]
        self._levels = [Level.PARAGRAPH, *(spot.cut.level for spot in spots)]
        self._last = len(spots)

    def places(self, scale: _Scale, most: int | None = None) -> list[_Place] | None:
        """The fewest parts, evenly filled; None where something does not fit. More than `most` parts may be uneven."""
        chosen = self._furthest(scale)
        if chosen is None:
            return None
        if most is None or len(chosen) <= most:
            chosen = self._even(chosen, scale)
        places = [(self._starts[before], self._ends[cut]) for before, cut in zip([0, *chosen], chosen, strict=False)]
        return self._without_leftover(places, scale)

    def _fits(self, before: int, cut: int, scale: _Scale) -> bool:
        return scale.fits(self.text[self._starts[before] : self._ends[cut]])

    def _furthest(self, scale: _Scale) -> list[int] | None:
        """Each part as long as it can be."""
        chosen, before = [], 0
        while before < self._last:
            cut = self._reach(before, scale)
            if cut == before:
                return None
            chosen.append(cut)
            before = cut
        return chosen

    def _reach(self, before: int, scale: _Scale) -> int:
        """The last cut that a part from `before` can reach."""
        start = self._sizes_after[before]
        guess = bisect_right(self._sizes, start + scale.room, before + 1, self._last + 1) - 1
        most = bisect_right(self._sizes, start + scale.room * _SLACK, before + 1, self._last + 1) - 1
        guess = max(guess, before + 1)
        return _edge(before, max(most, guess), guess, lambda cut: self._fits(before, cut, scale))

    def _even(self, furthest: list[int], scale: _Scale) -> list[int]:
        """As many parts, of about the same length, cut at the better places among those that are possible."""
        nearest = self._nearest(len(furthest), scale)
        chosen: list[int] = []
        before = 0
        for index, high in enumerate(furthest[:-1]):
            parts = len(furthest) - index
            for cut in self._by_cost(before, max(nearest[index], before + 1), high, parts):
                if self._fits(before, cut, scale):
                    chosen.append(cut)
                    before = cut
                    break
            else:
                return furthest
        return [*chosen, self._last] if self._fits(before, self._last, scale) else furthest

    def _nearest(self, parts: int, scale: _Scale) -> list[int]:
        """For each cut about the first place that leaves a rest which still fits into the other parts."""
        chosen, cut = [], self._last
        for _ in range(parts - 1):
            cut = bisect_left(self._sizes_after, self._sizes[cut] - scale.room, 0, cut)
            chosen.append(cut)
        return chosen[::-1]

    def _by_cost(self, before: int, low: int, high: int, parts: int) -> list[int]:
        """The cuts between `low` and `high`, the best for an even share first."""
        share = (self.size - self._sizes_after[before]) / parts
        wanted = self._sizes_after[before] + share
        # Far more cuts may be possible than are of use.
        first = max(low, min(high, bisect_left(self._sizes, wanted - share / 2)))
        last = min(high, max(low, bisect_right(self._sizes, wanted + share / 2) - 1))
        near = range(min(first, last), max(first, last) + 1)
        ordered = sorted(near, key=lambda cut: _COST[self._levels[cut]] + abs(self._sizes[cut] - wanted) / share)
        return [*ordered[:20], low]

    def _without_leftover(self, places: list[_Place], scale: _Scale) -> list[_Place]:
        """The last two parts cut anew where the last would be a single word."""
        if len(places) < 2 or not self._is_one_word(places[-1]):
            return places
        start, end = places[-2][0], places[-1][1]
        cuts = [cut for cut in inner_cuts(self.text, start, end) if cut.level < Level.GLUED and cut.end < cut.start]
        for cut in sorted(cuts[-40:-1], key=lambda cut: (cut.level, -cut.end)):
            if scale.fits(self.text[start : cut.end]) and scale.fits(self.text[cut.start : end]):
                return [*places[:-2], (start, cut.end), (cut.start, end)]
        return places

    def _is_one_word(self, place: _Place) -> bool:
        return len(self.text[slice(*place)].split(None, 1)) < 2


def _edge(low: int, most: int, guess: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to `most` for which it holds, found from a good guess; `low` itself is not asked about."""
    step = 1
    if holds(guess):
        low = guess
        while low + step <= most and holds(low + step):
            low, step = low + step, step * 2
        high = min(low + step, most + 1)
    else:
        high = guess
        while high - step > low and not holds(high - step):
            high, step = high - step, step * 2
        low = max(high - step, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
