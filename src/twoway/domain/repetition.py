"""Whether two messages are the same leaflet: masked of what changes from copy to copy, then compared.

Masking takes names, handles, links, hashtags, numbers, days and signs away. What is left is compared twice: by its groups of
three letters, so that order and small edits count little, and by its words, where those that leaflets use for the same thing
count as one. A message is found again among many by MinHash in bands: texts that share most of their letter groups share a band
nearly always, and nobody else is looked at. What is told in wholly other words is not found that way; `score` still sees some.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Generic, TypeVar
from zlib import crc32

from twoway.domain.leaflet_words import DAYS, FILLING, GREETINGS, SAYS

K = TypeVar("K")

#: From this score on, two messages are the same leaflet.
SAME = 0.45
#: A masked message of fewer words says thank you, or see you soon; to say that often is no leaflet.
LEAST_WORDS = 5
#: No more of a message is compared: whoever copies the beginning copies the rest.
_MOST_SIGNS = 5_000

# -- masking -----------------------------------------------------------------------------------------------------------

_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?(?![\w.])", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
_HANDLE = re.compile(r"@\w[\w.@-]*")
_HASHTAG = re.compile(r"[#＃]\w+")
_INITIALS = re.compile(r"\s[\^~/-]\s?[A-Z]{1,3}\s*$")
_GREETED = re.compile(
    rf"\b((?i:{'|'.join(re.escape(word).replace('-', ' ') for word in GREETINGS.split())}))"
    r"(,?\s+)([^\W\d_][\w’'-]+)(?=\s*(?:[,.!:\n–-]|$)|\s+(?i:thanks|thank|and|we|i)\b)"
)
_CALLED = re.compile(r"(?<=[^\W_][ ,])\s*([^\W\d_][\w’'-]+)(?=\s*(?:[,!.]|$))")
_DAY = re.compile(rf"\b(?:{'|'.join(DAYS.split())})s?\b")
_ENDING = re.compile(r"(?<=\w)['’](s|m|re|ll|ve|d|t)\b")
_NUMBER = re.compile(r"\d[\d.,:]*(?:\s+\d[\d.,:]*)*")
_WORD = re.compile(r"[^\W_]+")
#: Where so many words inside sentences have capitals, the language gives them to all nouns, and they name nobody.
_NOUNS_FROM = 3
_INSIDE = re.compile(r"(?<=[^\W_][ ,])\s?[^\W\d_][\w’'-]+")


def mask(text: str, names: Iterable[str] = ()) -> str:
    """The words that stay the same from copy to copy, in small letters; `names` are people who are known."""
    text = unicodedata.normalize("NFKC", text[:_MOST_SIGNS])
    for pattern in (_LINK, _ADDRESS, _HANDLE, _HASHTAG, _INITIALS):
        text = pattern.sub(" ", text)
    if known := "|".join(re.escape(name) for name in names if name.strip()):
        text = re.sub(rf"(?<!\w)(?:{known})(?!\w)", " ", text, flags=re.IGNORECASE)
    text = _GREETED.sub(lambda found: f"{found[1]}{' ' if _is_name(found[3]) else found[2] + found[3]}", text)
    if sum(_is_name(found.strip()) for found in _INSIDE.findall(text)) < _NOUNS_FROM:
        text = _CALLED.sub(lambda found: " " if _is_name(found[1]) else found[0], text)
    text = _ENDING.sub(r"\1", _DAY.sub(" ", text.casefold()))
    return " ".join(_WORD.findall(_NUMBER.sub(" 0 ", text)))


def _is_name(word: str) -> bool:
    return word[:1].isupper() and not word.isupper()


# -- comparing ---------------------------------------------------------------------------------------------------------

#: Scripts that part no words: their signs are compared in twos.
_UNPARTED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SHORT = 3
_STEM = 4
_WEIGHT_OF_SHORT = 0.2
_WEIGHT_OF_SAID = 1.5


def groups(masked: str) -> frozenset[str]:
    """The groups of letters of every word, whatever their order."""
    return frozenset(chain.from_iterable(map(_groups_of, masked.split())))


@lru_cache(maxsize=20_000)
def _groups_of(word: str) -> tuple[str, ...]:
    if _UNPARTED.search(word):
        return tuple(word[at : at + 2] for at in range(max(1, len(word) - 1)))
    word = f" {word} "
    return tuple(word[at : at + 3] for at in range(len(word) - 2))


def _said(masked: str) -> Mapping[str, float]:
    """What is said, each with its weight: leaflet words by their meaning, others by how they begin."""
    return dict(chain.from_iterable(map(_said_by, masked.split())))


@lru_cache(maxsize=20_000)
def _said_by(word: str) -> tuple[tuple[str, float], ...]:
    if word in FILLING:
        return ()
    if _UNPARTED.search(word):
        return tuple((pair, _WEIGHT_OF_SHORT) for pair in _groups_of(word))
    if said := SAYS.get(word):
        return ((f"={said}", _WEIGHT_OF_SAID),)
    return ((word[:_STEM], 1.0 if len(word) > _SHORT else _WEIGHT_OF_SHORT),)


def score(one: str, other: str, names: Iterable[str] = ()) -> float:
    """How much two messages are the same leaflet, from 0 to 1."""
    names = tuple(names)
    return score_of_masked(mask(one, names), mask(other, names))


def score_of_masked(one: str, other: str) -> float:
    """The same of messages that are masked already."""
    return _Asked(one).score(other)


class _Asked:
    """A masked message that is compared with others: what is in it is looked at once."""

    def __init__(self, masked: str) -> None:
        self._masked, self._groups, self._said = masked, groups(masked), _said(masked)
        self._weight = sum(self._said.values())

    def score(self, other: str) -> float:
        """How much another one is the same leaflet."""
        if other == self._masked:
            return 1.0
        return (self._shared_groups(groups(other)) + self._shared_weight(_said(other))) / 2

    def _shared_groups(self, other: frozenset[str]) -> float:
        both = len(self._groups & other)
        return both / max(1, len(self._groups) + len(other) - both)

    def _shared_weight(self, other: Mapping[str, float]) -> float:
        both = sum([weight for key, weight in self._said.items() if key in other])
        whole = self._weight + sum(other.values()) - both
        return both / whole if whole else 0.0


def is_short(masked: str) -> bool:
    """Whether a message says too little to be a leaflet."""
    return len(masked.split()) < LEAST_WORDS and len(_UNPARTED.findall(masked)) < 3 * LEAST_WORDS


# -- finding again -----------------------------------------------------------------------------------------------------

_BANDS = 24
_ROWS = 3
#: Of a long message so many groups are hashed, the same ones wherever they stand.
_MOST_HASHED = 100
_WORD_MASK = (1 << 64) - 1
#: Odd numbers that have nothing to do with each other: powers of one that is known to scatter well.
_FACTORS = tuple(pow(0x9E3779B97F4A7C15, number, 1 << 64) for number in range(3, 3 + _BANDS * _ROWS))
_NUMBER_BITS = 24
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
_BAND_MASK = (1 << 40) - 1
#: So many letters make a longer group.
_ACROSS = 6
#: Of those who share a band the newest are looked at, and of all that are found the likeliest: both bound the time.
_MOST_IN_BAND = 60
_MOST_COMPARED = 24
_LEAST_FRESH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Again(Generic[K]):
    """Messages of the past that read the same once they are masked, and how like they are to what was asked."""

    score: float
    keys: tuple[K, ...]


class Past(Generic[K]):
    """Messages that were sent, to be found again. Each is known by a key of the caller's."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._masked: list[str] = []
        self._keys: list[list[K]] = []
        # Bands as numbers in order: the hash, then who has it. A few fresh ones wait in a table until they are sorted in.
        self._sorted = array("Q")
        self._fresh: dict[int, list[int]] = {}
        self._fresh_ones = 0

    def __len__(self) -> int:
        return sum(map(len, self._keys))

    def add(self, key: K, text: str, names: Iterable[str] = ()) -> None:
        """Remember a message; one that says too little is forgotten at once."""
        masked = mask(text, names)
        if is_short(masked):
            return
        number = self._number.get(masked)
        if number is None:
            number = self._number[masked] = len(self._masked)
            self._masked.append(masked)
            self._keys.append([])
            self._put(number, masked)
        self._keys[number].append(key)

    def find(self, text: str, names: Iterable[str] = (), *, least: float = SAME) -> tuple[Again[K], ...]:
        """Messages that are the same leaflet as this one, the most alike first."""
        masked = mask(text, names)
        if is_short(masked):
            return ()
        asked = _Asked(masked)
        found = [(asked.score(self._masked[number]), number) for number in self._like(masked)]
        found = sorted((one for one in found if one[0] >= least), key=lambda one: (-one[0], -one[1]))
        return tuple(Again(score=likeness, keys=tuple(self._keys[number])) for likeness, number in found)

    def _put(self, number: int, masked: str) -> None:
        for band in _bands(masked):
            self._fresh.setdefault(band, []).append(number)
        self._fresh_ones += 1
        # Sorting ever rarer keeps the whole cheap.
        if self._fresh_ones >= max(_LEAST_FRESH, len(self._sorted) // _BANDS // 2):
            fresh = (band << _NUMBER_BITS | one for band, numbers in self._fresh.items() for one in numbers)
            self._sorted = array("Q", sorted(chain(self._sorted, fresh)))
            self._fresh, self._fresh_ones = {}, 0

    def _like(self, masked: str) -> list[int]:
        """Who shares the most bands, with whoever reads the very same first."""
        shared = Counter(chain.from_iterable(map(self._in_band, _bands(masked))))
        same = self._number.get(masked)
        if same is not None:
            shared[same] += _BANDS
        return [number for number, _ in shared.most_common(_MOST_COMPARED)]

    def _in_band(self, band: int) -> list[int]:
        end = bisect_left(self._sorted, (band + 1) << _NUMBER_BITS)
        start = bisect_left(self._sorted, band << _NUMBER_BITS, max(0, end - _MOST_IN_BAND), end)
        found = [one & _NUMBER_MASK for one in self._sorted[start:end]]
        return found + self._fresh[band][-_MOST_IN_BAND:] if band in self._fresh else found


def _bands(masked: str) -> list[int]:
    """The bands of a text: each the hash of a few minima, which two texts share as often as they share groups.

    Half of them are of the groups that are compared, which light edits leave; half of longer ones across words, which few
    texts share, so that a copy is not lost in a crowd that uses the same common words.
    """
    across = {masked[at : at + _ACROSS] for at in range(max(1, len(masked) - _ACROSS + 1))}
    half = len(_FACTORS) // 2
    least = [*_minima(groups(masked), _FACTORS[:half]), *_minima(across, _FACTORS[half:])]
    return [hash((at, *least[at : at + _ROWS])) & _BAND_MASK for at in range(0, len(least), _ROWS)]


def _minima(groups: Iterable[str], factors: Iterable[int]) -> list[int]:
    hashed = sorted([crc32(group.encode()) for group in groups])[:_MOST_HASHED]
    return [min([factor * one & _WORD_MASK for one in hashed]) for factor in factors]
