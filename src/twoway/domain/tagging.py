"""Where the hashtags of a text go: they stay, become words, move to the end or into the first comment, or are left out.

A hashtag that a sentence needs never goes with its word. One that holds a number or a "not" is never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from twoway.domain.facts import Facts, HashtagUse
from twoway.domain.policy import HashtagPlace, Policy
from twoway.domain.shorten import LEADING_ON
from twoway.domain.tagwords import camel_case, known_words, spoken
from twoway.domain.text.draft import Edit
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.text.guards import masked_addresses
from twoway.domain.text.words import can_go

#: Where hashtags do nothing and somebody wants them all the same, so many look like enough.
_USUAL_BY_CHOICE = 3
#: So many in a row are a list, whatever stands before them.
_IS_A_LIST = 3

_TAG = re.compile(r"(?:(?<![\w&/#＃])|(?<=[\w&/][#＃]))[#＃]++(?P<tag>\w[\w·・\u200c]*)")
_SIGN = re.compile("[#＃]")
_END_OF_LINE = re.compile(r"[^\S\n]*[.!?…]*[^\S\n]*(?:\n|\Z|https?://)")
_STANDS_ALONE_AFTER = re.compile(r"(?:\A|\n|[.!?…:)\"”’]|[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[^\S\n]*\Z")
_WORD_BEFORE = re.compile(r"(\w+)[^\S\n]*\Z")


@dataclass(frozen=True, slots=True)
class Moved:
    """What is done to the text, and what is taken out of it to stand elsewhere."""

    edits: Sequence[Edit]
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag at [start, end); `value` is without its sign."""

    start: int
    end: int
    value: str


def place_of(facts: Facts, policy: Policy) -> HashtagPlace:
    """Where hashtags go there: what was chosen, as far as the network can do it, else what suits it."""
    chosen = policy.hashtags
    if chosen is None or (chosen is HashtagPlace.COMMENT and not facts.first_comment):
        return HashtagPlace.WORDS if facts.hashtags.use is HashtagUse.NOTHING else HashtagPlace.KEEP
    return chosen


def most_of(facts: Facts, policy: Policy, limits: Mapping[str, int]) -> int:
    """How many hashtags are enough there."""
    usual = limits.get("hashtags", facts.hashtags.usual)
    if not usual and facts.hashtags.use is HashtagUse.NOTHING:
        usual = _USUAL_BY_CHOICE
    most = usual if policy.most_hashtags is None else policy.most_hashtags
    return max(0, most if facts.hashtags.most is None else min(most, facts.hashtags.most))


def placed(text: str, facts: Facts, policy: Policy, limits: Mapping[str, int]) -> Moved:
    """What becomes of the hashtags of a text."""
    if "#" not in text and "＃" not in text:
        return Moved(())
    place, most = place_of(facts, policy), most_of(facts, policy, limits)
    if place is HashtagPlace.WORDS:
        return Moved(_as_words(text, plain_tags(text), _why_words(facts)))
    if place is not HashtagPlace.KEEP:
        return _Moving(text, facts, place, most).made()
    if facts.hashtags.use is HashtagUse.NOTHING:
        return Moved(_kept_beside_sentences(text, facts, most))
    if text.count("#") + text.count("＃") <= most:
        return Moved(())
    tags = [Tag(e.start, e.end, e.value) for e in entities(text, facts) if e.kind is EntityKind.HASHTAG]
    if facts.hashtags.most == most == 1:
        return Moved(_but_first(text, tags, facts))
    return Moved(_too_many(text, tags, most, f"More than {most} hashtags look out of place on {facts.name}."))


def capitals(text: str, policy: Policy) -> Iterable[Edit]:
    """Capitals for the words of a tag that is written without any."""
    if not policy.camel_case or ("#" not in text and "＃" not in text):
        return
    for tag in plain_tags(text):
        if tag.value.islower() and tag.value.isalpha() and known_words(tag.value):
            start = tag.end - len(tag.value) - 1
            why = "A capital for each word lets a screen reader say the hashtag."
            yield Edit(start=start, end=tag.end, text=camel_case(text[start : tag.end]), why=why)


def with_capitals(tag: str, policy: Policy) -> str:
    """A hashtag as `capitals` would write it."""
    for edit in capitals(tag, policy):
        return edit.text
    return tag


def plain_tags(text: str) -> list[Tag]:
    """What reads as a hashtag to anybody: a letter must be in it, so `#1` stays."""
    hidden, found, done = masked_addresses(text), [], 0
    for sign in _SIGN.finditer(hidden):
        # A row of signs is tried at its first sign, or at its second where a word stands before it.
        match = _TAG.match(hidden, sign.start()) if sign.start() >= done else None
        if match:
            done = match.end()
            if any(letter.isalpha() for letter in match["tag"]):
                found.append(Tag(match.start(), done, match["tag"]))
    return found


def tail_of(text: str, end: int) -> int:
    """Where the hashtags begin that stand in a row right before `end`; `end` itself where there are none."""
    start = end
    while True:
        at = begin = space_before(text, start, _ANY_SPACE)
        while begin and text[begin - 1] not in _ANY_SPACE:
            begin -= 1
        if not _is_tag(text[begin:at]):
            return start
        start = begin


_ANY_SPACE = " \n\t\xa0"


def _is_tag(word: str) -> bool:
    match = _TAG.fullmatch(word)
    return match is not None and any(sign.isalpha() for sign in match["tag"])


def space_before(text: str, at: int, space: str = " \t\xa0") -> int:
    """Where the white space begins that ends at a place."""
    while at and text[at - 1] in space:
        at -= 1
    return at


def _why_words(facts: Facts) -> str:
    if facts.hashtags.use is HashtagUse.NOTHING:
        return f"Hashtags do nothing on {facts.name}, so they read as words."
    return f"Hashtags read as words on {facts.name}, as you chose."


def _as_words(text: str, tags: list[Tag], why: str) -> list[Edit]:
    return [edit for run in _runs(text, tags) for edit in _run_as_words(text, run, why)]


def _run_as_words(text: str, run: list[Tag], why: str) -> Iterable[Edit]:
    listed = len(run) > 1 and _ends_line(text, run[-1].end)
    for index, tag in enumerate(run):
        yield _said(tag, why, after=run[index - 1] if listed and index else None)


def _said(tag: Tag, why: str, *, after: Tag | None = None) -> Edit:
    """A tag as words; in a list with a comma after the one before."""
    start, comma = (after.end, ", ") if after else (tag.start, "")
    return Edit(start=start, end=tag.end, text=comma + spoken(tag.value), why=why)


def _but_first(text: str, tags: list[Tag], facts: Facts) -> list[Edit]:
    """All but the first of a text as words, where a post has one topic."""
    why = f"A post has one topic on {facts.name}: the first hashtag. The others read as words."
    edits = []
    for run in _runs(text, tags):
        words = list(_run_as_words(text, run, why))
        edits += words[1:] if run[0] is tags[0] else words
    return edits


def _too_many(text: str, tags: list[Tag], usual: int, why: str) -> list[Edit]:
    """Those beyond the usual number: left out where they stand by themselves, as words where a sentence needs them."""
    surplus = set(tags[usual:])
    edits = []
    for run in _runs(text, tags):
        alone = _stands_alone(text, run)
        edits += [_gone_or_said(text, tag, alone, why) for tag in run if tag in surplus]
    return edits


def _gone_or_said(text: str, tag: Tag, alone: bool, why: str) -> Edit:
    if alone and can_go(spoken(tag.value)):
        return _gone(text, tag, why)
    return _said(tag, why)


def _gone(text: str, tag: Tag, why: str) -> Edit:
    return Edit(start=space_before(text, tag.start), end=tag.end, text="", why=why)


def _kept_beside_sentences(text: str, facts: Facts, most: int) -> list[Edit]:
    """Where hashtags do nothing: those within sentences as words, and of the others as many as are enough."""
    why = f"A hashtag within a sentence is clutter on {facts.name}."
    edits: list[Edit] = []
    alone: list[Tag] = []
    for run in _runs(text, plain_tags(text)):
        if _stands_alone(text, run):
            alone += run
        else:
            edits += _run_as_words(text, run, why)
    return [*edits, *_too_many(text, alone, most, f"More than {most} hashtags look out of place on {facts.name}.")]


class _Moving:
    """Hashtags on their way to the end, into the first comment, or away."""

    def __init__(self, text: str, facts: Facts, place: HashtagPlace, most: int) -> None:
        self._text, self._facts, self._place = text, facts, place
        self._tags = plain_tags(text)
        self._wanted = [] if place is HashtagPlace.DROP else list(_each_once(self._tags))[:most]
        self._most = most
        self._edits: list[Edit] = []

    def made(self) -> Moved:
        runs = _runs(self._text, self._tags)
        stays = self._tail(runs) if runs and self._place is HashtagPlace.END else []
        there = {_key(tag.value) for tag in stays}
        for run in runs:
            if run is stays:
                self._edits += [self._spare(tag) for tag in self._spares(run)]
            else:
                self._take(run)
        moved = tuple(f"#{tag.value}" for tag in self._wanted if _key(tag.value) not in there)
        if self._place is HashtagPlace.END and moved:
            self._edits.append(self._put(moved, follows=bool(stays)))
        return Moved(self._edits, moved if self._place is HashtagPlace.COMMENT else ())

    def _tail(self, runs: list[list[Tag]]) -> list[Tag]:
        """The hashtags that stand at the end already."""
        last = runs[-1]
        if self._text[last[-1].end :].strip() or not _stands_alone(self._text, last):
            return []
        before = self._text[: last[0].start].rstrip(" \t\xa0")
        may_follow_words = self._facts.hashtags.use is HashtagUse.SEARCH
        return last if may_follow_words or not before or before.endswith("\n") else []

    def _spares(self, run: list[Tag]) -> Iterable[Tag]:
        """The hashtags at the end that are too many, or there twice."""
        left = {_key(one.value) for one in self._wanted}
        for tag in run:
            if _key(tag.value) not in left:
                yield tag
            left.discard(_key(tag.value))

    def _spare(self, tag: Tag) -> Edit:
        return _gone_or_said(self._text, tag, True, self._why_fewer())

    def _take(self, run: list[Tag]) -> None:
        alone = _stands_alone(self._text, run) or _is_list(self._text, run)
        wanted = {_key(one.value) for one in self._wanted}
        for index, tag in enumerate(run):
            why = self._why() if _key(tag.value) in wanted or not self._wanted else self._why_fewer()
            if alone and (_key(tag.value) in wanted or can_go(spoken(tag.value))):
                self._edits.append(_gone(self._text, tag, why))
            else:
                listed = not alone and index and len(run) > 1 and _ends_line(self._text, run[-1].end)
                self._edits.append(_said(tag, why, after=run[index - 1] if listed else None))

    def _put(self, tags: Sequence[str], *, follows: bool) -> Edit:
        end = len(self._text.rstrip())
        space = "" if not end else " " if follows else "\n\n"
        return Edit(start=end, end=len(self._text), text=space + " ".join(tags), why=self._why())

    def _why(self) -> str:
        if self._place is HashtagPlace.DROP:
            return f"Hashtags are left out on {self._facts.name}, as you chose; a sentence keeps its words."
        where = "in the first comment" if self._place is HashtagPlace.COMMENT else "at the end"
        return f"Hashtags stand {where} on {self._facts.name}, as you chose."

    def _why_fewer(self) -> str:
        return f"More than {self._most} hashtags look out of place on {self._facts.name}."


def _each_once(tags: Iterable[Tag]) -> Iterable[Tag]:
    seen: set[str] = set()
    for tag in tags:
        if _key(tag.value) not in seen:
            seen.add(_key(tag.value))
            yield tag


def _key(value: str) -> str:
    return value.casefold()


def _is_list(text: str, run: list[Tag]) -> bool:
    """Whether a row of hashtags that ends a line is a list, although no full stop stands before it."""
    if len(run) < _IS_A_LIST or not _ends_line(text, run[-1].end):
        return False
    before = _WORD_BEFORE.search(text, max(0, run[0].start - 40), run[0].start)
    return before is None or before[1].casefold() not in LEADING_ON


def _runs(text: str, tags: list[Tag]) -> list[list[Tag]]:
    """Tags with nothing but spaces between them."""
    runs: list[list[Tag]] = []
    for tag in tags:
        between = text[runs[-1][-1].end : tag.start] if runs else "-"
        if between and not between.strip(" \t\xa0"):
            runs[-1].append(tag)
        else:
            runs.append([tag])
    return runs


def _stands_alone(text: str, run: list[Tag]) -> bool:
    """Whether a run of tags is no part of a sentence."""
    before = text[max(0, run[0].start - 40) : run[0].start]
    return bool(_STANDS_ALONE_AFTER.search(before)) and _ends_line(text, run[-1].end)


def _ends_line(text: str, at: int) -> bool:
    return _END_OF_LINE.match(text, at) is not None
