"""A text made to fit without a model: what says least goes first, and everything that is lost is told.

In this order: hashtags at the end, asides in brackets, sentences that say little. The first sentence, links, calls to action,
prices, dates and times stay. If that is still too long, a sentence is cut at a word (…), and then what was kept goes as well,
links last. No number and no "not" is cut away from the word it belongs to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from twoway.domain.errors import BadInput
from twoway.domain.essentials import Essential, EssentialKind, asks_for_something, essentials, lost
from twoway.domain.facts import Facts
from twoway.domain.sentences import Cut, Level, inner_cuts, sentences, vocabulary, word_before
from twoway.domain.text.clean import is_beyond_all
from twoway.domain.text.count import count
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.text.words import can_go


class DropKind(StrEnum):
    """What was left out: the first four are how, the others are what a reader would miss."""

    HASHTAG = "hashtag"
    ASIDE = "aside"
    SENTENCE = "sentence"
    WORDS = "words"
    LINK = "link"
    MENTION = "mention"
    PRICE = "price"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Something that was left out, in the words of the text, and why; `after` is what stands for it now, if anything."""

    kind: DropKind
    before: str
    after: str = ""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """The text that fits and what is not in it any more."""

    text: str
    changes: tuple[Drop, ...] = ()


def shorten(text: str, facts: Facts, limits: Mapping[str, int]) -> Shortened:
    """The text as it fits there; the text itself where it does. `BadInput` where it cannot be made to fit."""
    most = count("", facts, limits).limit

    def fits(candidate: str) -> bool:
        # Far too long is seen at the beginning already.
        beginning = candidate[: _FAR_TOO_LONG * most]
        if len(beginning) < len(candidate) and count(beginning, facts, limits).value > 2 * most:
            return False
        return not count(candidate, facts, limits).is_over

    if fits(text):
        return Shortened(text=text)
    shorter, drops = _within_reach(text.strip(), _REACH * most)
    for step in (_without_tags, _without_asides, _without_sentences):
        if fits(shorter):
            break
        shorter, dropped = step(shorter, facts, fits)
        drops += dropped
    if not fits(shorter):
        raise _cannot(facts, most)
    missed = lost(essentials(text, facts), essentials(shorter, facts))
    return Shortened(text=shorter, changes=(*drops, *(_missed(one) for one in missed)))


#: Times the limit, in characters.
_FAR_TOO_LONG = 8
#: Of a text that is longer than any network takes, what stands further behind than so many times the limit is left out whole.
_REACH = 3
_LEAST_REACH = 20_000
_SHOWN = 80

_Fits = Callable[[str], bool]
_Step = tuple[str, list[Drop]]


def _within_reach(text: str, reach: int) -> _Step:
    """The beginning of a text that is far too long, to the end of a paragraph, a line or a word, and what is told of the rest."""
    if not is_beyond_all(text):
        return text, []
    reach = max(reach, _LEAST_REACH)
    ends = (text.rfind(sign, reach // 2, reach) for sign in ("\n\n", "\n", " ", "。"))
    end = next((end for end in ends if end > 0), -1) + 1
    if not end or reach >= len(text):
        return text, []
    rest = text[end:].strip()
    shown = rest if len(rest) <= _SHOWN else f"{rest[:_SHOWN].rpartition(' ')[0] or rest[:_SHOWN]} …"
    why = f"From here on {len(rest):,} characters were left out: no network takes a text of this length."
    return text[:end].rstrip(), [Drop(kind=DropKind.SENTENCE, before=shown, why=why)]


def _cannot(facts: Facts, most: int) -> BadInput:
    return BadInput(
        f"This cannot be shortened to the {most:,} that {facts.name} takes without cutting what belongs together. "
        "Make it a thread, or write a shorter version for it.",
        field="text",
    )


def _missed(one: Essential) -> Drop:
    what = {EssentialKind.NEGATION: "word that denies something"}.get(one.kind, one.kind.value)
    return Drop(kind=DropKind(one.kind.value), before=one.text, why=f"There was no room for this {what}.")


def _fewest(most: int, enough: Callable[[int], bool]) -> int:
    """The smallest number that is enough, or `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


# Hashtags at the end

_NO_SENTENCE_BEFORE = re.compile(r"(?:\A|[\n.!?…:)\"”’#]|[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\s*\Z")


def _without_tags(text: str, facts: Facts, fits: _Fits) -> _Step:
    tags = _tags_at_end(text, facts)
    places = [(start, end) for start, end in tags if can_go(text[start + 1 : end])][::-1]
    return _without(text, places, fits, DropKind.HASHTAG, "Hashtags at the end say least.")


def _tags_at_end(text: str, facts: Facts) -> list[tuple[int, int]]:
    """Those after which nothing but white space follows, as far as no sentence needs them as a word."""
    run: list[tuple[int, int]] = []
    edge = len(text.rstrip())
    for entity in reversed(entities(text, facts)):
        if entity.kind is not EntityKind.HASHTAG or text[entity.end : edge].strip():
            break
        run.insert(0, (entity.start, entity.end))
        edge = entity.start
    if run and not _NO_SENTENCE_BEFORE.search(text, max(0, run[0][0] - 40), run[0][0]):
        return run[1:]
    return run


def _without(text: str, places: Sequence[tuple[int, int]], fits: _Fits, kind: DropKind, why: str) -> _Step:
    """Without as many of the places as it takes, the first of them first."""
    fewest = _fewest(len(places), lambda number: fits(_cut_out(text, places[:number])))
    gone = places[:fewest]
    drops = [Drop(kind=kind, before=text[start:end], why=why) for start, end in gone]
    return _cut_out(text, gone), drops


def _cut_out(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text without the places and without the space that they leave."""
    pieces, done = [], 0
    for start, end in sorted(places):
        before = text[done:start]
        pieces.append(before.rstrip(" \t\xa0"))
        if not before.strip(" \t\xa0") or before.endswith("\n"):
            end += len(text[end : end + 8]) - len(text[end : end + 8].lstrip(" \t\xa0"))
        done = end
    return "".join([*pieces, text[done:]]).strip()


# Asides

_ASIDE = re.compile(r"(?<!\S)(?:\([^()\[\]\n]{1,300}\)|\[[^()\[\]\n]{1,300}\])(?=[\s.,;:!?…]|\Z)")


def _without_asides(text: str, facts: Facts, fits: _Fits) -> _Step:
    starts = [one.start for one in essentials(text, facts)]
    places = [
        match.span()
        for match in _ASIDE.finditer(text)
        if bisect_left(starts, match.start()) == bisect_left(starts, match.end())
    ]
    return _without(text, places[::-1], fits, DropKind.ASIDE, "An aside in brackets can be missed.")


# Sentences


class _Worth(IntEnum):
    """What a sentence is kept for, the least first; FIRST and LINK go only when nothing else helps."""

    LITTLE = 0
    NUMBER = 1
    CALL = 2
    FACT = 3
    LINK = 4
    FIRST = 5


_WHY_SENTENCE = {
    _Worth.LITTLE: "Of all the sentences this one says least about what the text is about.",
    _Worth.NUMBER: "Of all the sentences this one says least about what the text is about.",
    _Worth.CALL: "Without this call there is room for the rest.",
    _Worth.FACT: "There was no room for this sentence.",
    _Worth.LINK: "There was no room for this sentence.",
    _Worth.FIRST: "There was no room for this sentence.",
}
_WHY_CUT = "The sentence alone is too long, so it ends early."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    start: int
    end: int
    worth: _Worth
    score: float
    essentials: tuple[Essential, ...]


#: Which sentences stay, by number, and as which words.
_Kept = dict[int, str]

#: Of the sentences that were left out one by one this many are tried again, because one of another length may fit.
_TRIED_AGAIN = 30
#: So many sentences are tried for one that can be cut, the longest first.
_TRIED_TO_CUT = 4


def _without_sentences(text: str, facts: Facts, fits: _Fits) -> _Step:
    return _Digest(text, facts, fits).made()


class _Digest:
    """The sentences of a text, and how much of them fits."""

    def __init__(self, text: str, facts: Facts, fits: _Fits) -> None:
        self._text, self._facts, self._fits = text, facts, fits
        self._all = _weighed(text, facts)
        # What goes first; a sentence that says as much as an earlier one goes before it.
        self._order = sorted(
            (index for index, one in enumerate(self._all) if one.worth < _Worth.LINK),
            key=lambda index: (self._all[index].worth, self._all[index].score, -index),
        )

    def made(self) -> _Step:
        for way in (self._fewer, self._fewer_and_cut, self._first_and_links):
            kept = way()
            if kept is not None:
                return self._joined(kept), self._drops(kept)
        return self._text, []

    def _fewer(self) -> _Kept | None:
        """Whole sentences only, without those that say little."""
        order = [index for index in self._order if self._all[index].worth <= _Worth.NUMBER]
        fewest = _fewest(len(order), lambda number: self._fit(self._without(order[:number])))
        kept = self._without(order[:fewest])
        if not self._fit(kept):
            return None
        for index in order[:fewest][::-1][:_TRIED_AGAIN]:
            more = {**kept, index: self._words(index)}
            if self._fit(more):
                kept = more
        return kept

    def _fewer_and_cut(self) -> _Kept | None:
        """What says little is gone; one sentence ends early, and no more of the rest goes than must."""
        little = sum(self._all[index].worth <= _Worth.NUMBER for index in self._order)
        more = len(self._order) - little
        fewest = _fewest(more, lambda number: self._cut(self._without(self._order[: little + number])) is not None)
        return self._cut(self._without(self._order[: little + fewest]))

    def _first_and_links(self) -> _Kept | None:
        """The beginning of the first sentence, and as many links as fit."""
        kept = self._without(self._order)
        if cut := self._cut_first(kept):
            return cut
        linked = [index for index in kept if index]
        for index in linked:
            kept[index] = " ".join(link.text for link in _links(self._all[index]))
        linked = sorted({kept[index]: index for index in reversed(linked)}.values())

        def ended(number: int) -> _Kept | None:
            fewer = {index: kept[index] for index in (0, *linked[: len(linked) - number])}
            return fewer if self._fit(fewer) else self._cut_first(fewer)

        return ended(_fewest(len(linked), lambda number: ended(number) is not None))

    def _cut_first(self, kept: _Kept) -> _Kept | None:
        """The first sentence cut where it may lose something: its links only where nothing else helps."""
        ends = self._ends(0)
        links = _links(self._all[0])
        return self._cut_at(kept, 0, ends, links) or (self._cut_at(kept, 0, ends) if links else None)

    def _without(self, gone: Sequence[int]) -> _Kept:
        left_out = set(gone)
        return {index: self._words(index) for index in range(len(self._all)) if index not in left_out}

    def _words(self, index: int) -> str:
        return self._text[self._all[index].start : self._all[index].end]

    def _fit(self, kept: _Kept) -> bool:
        return self._fits(self._joined(kept))

    def _joined(self, kept: _Kept) -> str:
        pieces: list[str] = []
        before = -1
        for index in sorted(kept):
            if pieces:
                pieces.append(self._space(before, index))
            pieces.append(kept[index])
            before = index
        return "".join(pieces)

    def _space(self, before: int, after: int) -> str:
        """The white space between two sentences that may not have been neighbours: the widest there was."""
        spaces = [self._text[self._all[at].end : self._all[at + 1].start] for at in range(before, after)]
        return max(spaces, key=lambda space: (space.count("\n"), bool(space)))

    # Ending a sentence early

    def _cut(self, kept: _Kept) -> _Kept | None:
        """The same with one sentence cut where nothing essential follows, or as it is where it fits."""
        if self._fit(kept):
            return kept
        for index in sorted(kept, key=lambda index: -len(kept[index]))[:_TRIED_TO_CUT]:
            one = self._all[index]
            last = one.essentials[-1].end if one.essentials else one.start
            cut = self._cut_at(kept, index, [end for end in self._ends(index) if end >= last])
            if cut:
                return cut
        return None

    def _cut_at(self, kept: _Kept, index: int, ends: Sequence[int], links: Sequence[Essential] = ()) -> _Kept | None:
        """The same with the sentence ended as late as fits; the links behind that place are put after it."""
        if not ends:
            return None
        start = self._all[index].start

        def ended(number: int) -> _Kept:
            end = ends[-1 - number]
            behind = [link.text for link in links if link.start >= end]
            return {**kept, index: " ".join([_ended(self._text[start:end]), *behind])}

        cut = ended(_fewest(len(ends) - 1, lambda number: self._fit(ended(number))))
        return cut if self._fit(cut) else None

    def _ends(self, index: int) -> list[int]:
        """Where the sentence may end early, in order: best where it reads well."""
        one = self._all[index]
        cuts = inner_cuts(self._text, one.start, one.end)
        good = [cut.end for cut in _whole(cuts, self._text, one)]
        brackets = _Brackets(self._text, one.start, one.end)
        pretty = [
            end
            for end in good
            if not brackets.are_open(end) and word_before(self._text, end).casefold() not in LEADING_ON
        ]
        return pretty or good

    # What is told

    def _drops(self, kept: _Kept) -> list[Drop]:
        drops = []
        for index, one in enumerate(self._all):
            words = self._words(index)
            if index not in kept:
                drops.append(Drop(kind=DropKind.SENTENCE, before=words, why=_WHY_SENTENCE[one.worth]))
            elif kept[index] != words:
                drops.append(Drop(kind=DropKind.WORDS, before=words, after=kept[index], why=_WHY_CUT))
        return drops


# Where a sentence may end early

_BOUND_TO_NEXT = (EssentialKind.NUMBER, EssentialKind.NEGATION)
#: A number or a "not" may be this far from what it counts or denies ("12 fresh sourdough loaves").
_WORDS_OF_A_NOUN = 3
#: After these a reader expects another word.
LEADING_ON = vocabulary(
    "a an the and or but of to in on at for with from by as is are was were be our your their his her its this that these "
    "we you i they he she it if so than more most very will can about only up around over under until "
    "der die das den dem des ein eine einen einem und oder aber von zu zum zur im am an auf für mit aus bei ist sind wir ihr "
    "unser unsere el la los las un una y o de del en con para por es son nuestro nuestra "
    "le les une et ou du au aux à dans avec pour sur est sont nous vous notre votre"
)
_LOOSE_END = " \t\n\xa0,;:–—-(…"
_JOINS_WHAT_FOLLOWS = re.compile(r"(?:[@＠#＃/$]|\w\.\w)\S*\Z|[.!?]\Z")


def _whole(cuts: list[Cut], text: str, one: _Sentence) -> list[Cut]:
    """The cuts that part nothing that belongs together."""
    starts = [essential.start for essential in one.essentials]
    bound = [essential.end for essential in one.essentials if essential.kind in _BOUND_TO_NEXT]
    denied = [essential.start for essential in one.essentials if essential.kind is EssentialKind.NEGATION]
    denials = [essential.end for essential in one.essentials if essential.kind is EssentialKind.NEGATION]
    clauses = [*(cut.end for cut in cuts if cut.level <= Level.CLAUSE), one.end]
    whole = []
    for cut in cuts:
        inside = bisect_left(starts, cut.end) - 1
        if cut.level is Level.GLUED or (inside >= 0 and one.essentials[inside].end > cut.end):
            continue
        if cut.level >= Level.CLAUSE and _ends_on(cut.end, text, denials):
            continue
        if cut.level is Level.WORD and (_is_bound(cut.end, text, bound) or _is_denied(cut.end, clauses, denied)):
            continue
        whole.append(cut)
    return whole


def _is_bound(end: int, text: str, bound: list[int]) -> bool:
    """Whether a number or a "not" stands so shortly before that its noun may follow."""
    before = bisect_right(bound, end) - 1
    if before < 0 or end - bound[before] > _WORDS_OF_A_NOUN * 30:
        return False
    return len(text[bound[before] : end].split()) < _WORDS_OF_A_NOUN


def _ends_on(end: int, text: str, denials: list[int]) -> bool:
    """Whether a "not" would be the last word, though a dash follows it."""
    before = bisect_right(denials, end) - 1
    near = before >= 0 and end - denials[before] < 8
    return near and not text[denials[before] : end].strip(_LOOSE_END)


def _is_denied(end: int, clauses: list[int], denied: list[int]) -> bool:
    """Whether the rest of the clause turns round what stands before."""
    following = bisect_left(denied, end)
    return following < len(denied) and denied[following] < clauses[bisect_right(clauses, end)]


class _Brackets:
    def __init__(self, text: str, start: int, end: int) -> None:
        self._opened = [match.start() for match in re.compile(r"[(\[“«]").finditer(text, start, end)]
        self._closed = [match.start() for match in re.compile(r"[)\]”»]").finditer(text, start, end)]

    def are_open(self, at: int) -> bool:
        return bisect_left(self._opened, at) > bisect_left(self._closed, at)


def _links(one: _Sentence) -> list[Essential]:
    return [essential for essential in one.essentials if essential.kind is EssentialKind.LINK]


def _ended(words: str) -> str:
    """With an ellipsis, which does not become part of a link or a tag before it."""
    words = words.rstrip(_LOOSE_END) or words
    last = words[-60:].rpartition(" ")[2]
    return f"{words} …" if _JOINS_WHAT_FOLLOWS.search(last) else f"{words}…"


# What a sentence is worth

_WORD = re.compile(r"[^\W\d_]{4,}")
_SAYS_NOTHING = vocabulary(
    "with this that have from your they will what when been were there their about which would could should also just than "
    "then them some more most very into over only really "
    "auch aber oder wird sind eine einen einem einer haben nach noch sich über wenn mehr sehr unser unsere euch "
    "para pero como este esta esto todo más muy nuestro nuestra pour avec dans nous vous votre notre mais plus très"
)
_FACTS = frozenset((EssentialKind.PRICE, EssentialKind.DATE, EssentialKind.TIME))


def _weighed(text: str, facts: Facts) -> list[_Sentence]:
    """The sentences with what they are kept for and a score: how much they say about what the text repeats."""
    places = sentences(text)
    shares = _shared_out(essentials(text, facts), places)
    spoken = [_meaning(text[start:end]) for start, end in places]
    often = Counter(word for words in spoken for word in words)
    return [
        _Sentence(
            start=start,
            end=end,
            worth=_worth(text[start:end], index, held),
            score=sum(often[word] for word in words) / (len(words) + 1) ** 0.5,
            essentials=held,
        )
        for index, ((start, end), held, words) in enumerate(zip(places, shares, spoken, strict=True))
    ]


def _meaning(sentence: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(sentence)} - _SAYS_NOTHING


def _shared_out(found: list[Essential], places: list[tuple[int, int]]) -> list[tuple[Essential, ...]]:
    starts = [one.start for one in found]
    return [tuple(found[bisect_left(starts, start) : bisect_left(starts, end)]) for start, end in places]


def _worth(sentence: str, index: int, held: tuple[Essential, ...]) -> _Worth:
    kinds = {one.kind for one in held}
    if not index:
        return _Worth.FIRST
    if EssentialKind.LINK in kinds:
        return _Worth.LINK
    if kinds & _FACTS:
        return _Worth.FACT
    if asks_for_something(sentence):
        return _Worth.CALL
    return _Worth.NUMBER if kinds else _Worth.LITTLE
