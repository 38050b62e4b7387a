"""Texts that nobody writes by hand: the work grows with their length and no faster. Steps are counted, not seconds."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count as count_up

import pytest

from benchmarks.hard_texts import PIECES
from tests.domain.text.made import BIRD, HERD, SKY, WALL
from twoway.domain.errors import BadInput
from twoway.domain.essentials import essentials
from twoway.domain.facts import Facts
from twoway.domain.merge import merge
from twoway.domain.shorten import DropKind, shorten
from twoway.domain.text.clean import BEYOND_ALL
from twoway.domain.text.count import count
from twoway.domain.threads import split

SHORT, LONG = 4_000, 16_000


def steps(job: Callable[[], object]) -> int:
    """How many functions are called, ours and those of Python, until it is done."""
    calls = 0

    def one_more(frame: object, event: str, about: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    # What others left behind is not tidied up in the middle of it: that would count as well.
    gc.disable()
    sys.setprofile(one_more)
    try:
        job()
    except BadInput:
        pass  # nothing can be made of this text, which is an answer
    finally:
        sys.setprofile(before)
        gc.enable()
    return calls


def made_of(piece: str, signs: int) -> str:
    return (piece * (signs // len(piece) + 1))[:signs]


_FRESH = count_up()


def never_seen(piece: str, signs: int) -> str:
    """A text that nothing is remembered of from another test: what is remembered costs no steps."""
    return made_of(piece, signs) + f" rye{next(_FRESH)}"


def split_or_told(text: str, facts: Facts) -> tuple[str, ...] | str:
    """The parts, or which network is named in the refusal."""
    try:
        return split(text, facts, {})
    except BadInput as error:
        return facts.name if facts.name in error.for_people else "nobody"


def shortened_or_told(text: str, facts: Facts) -> tuple[str, ...] | str:
    """The same of a shorter text."""
    try:
        return (shorten(text, facts, {}).text,)
    except BadInput as error:
        return facts.name if facts.name in error.for_people else "nobody"


WAYS: dict[str, Callable[[str], object]] = {
    "thread": lambda text: split(text, SKY, {}),
    "thread by weight": lambda text: split(text, BIRD, {}),
    "shorter": lambda text: shorten(text, HERD, {}),
    "merge": lambda text: merge(text, f"{text} Our own words.", f"New. {text}"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_four_times_the_text_is_about_four_times_the_work(piece: str, way: str) -> None:
    few, many = (steps(partial(WAYS[way], never_seen(piece, signs))) for signs in (SHORT, LONG))
    assert many <= 6 * few + 2_000


def test_what_lies_far_behind_the_limit_goes_as_a_whole_and_what_is_missed_is_told() -> None:
    text = "Fresh rye at eight. " + "The oven is old and warm. " * 10_000 + "Book at https://alder.example.com/rye"
    assert len(text) > BEYOND_ALL
    shorter = shorten(text, HERD, {})
    assert shorter.text.startswith("Fresh rye at eight.")
    assert not count(shorter.text, HERD, {}).is_over
    rest = shorter.changes[0]
    assert rest.kind is DropKind.SENTENCE
    assert "characters were left out" in rest.why
    assert len(rest.before) < 100
    assert [drop.before for drop in shorter.changes if drop.kind is DropKind.LINK] == [
        "https://alder.example.com/rye"
    ]


@pytest.mark.parametrize("value", [1, 2, 23, 24])
@pytest.mark.parametrize("facts", [HERD, SKY, BIRD, WALL], ids=lambda facts: facts.slug)
@pytest.mark.parametrize("text", ["Rye at eight, see https://alder.example.com/a/long/way", "👩‍👩‍👧", "日本語です。"])
def test_a_limit_under_one_link_is_told_or_kept(text: str, facts: Facts, value: int) -> None:
    tight = replace(facts, text=replace(facts.text, limit=replace(facts.text.limit, value=value)))
    for parts in (split_or_told(text, tight), shortened_or_told(text, tight)):
        assert parts == tight.name or all(not count(part, tight, {}).is_over for part in parts)


@pytest.mark.parametrize("allowed", [0, -1, -(10**9)])
def test_a_limit_that_cannot_be_is_not_believed(allowed: int) -> None:
    text = "Rye at eight. " * 100
    assert split(text, HERD, {"text": allowed}) == split(text, HERD, {})
    assert shorten(text, HERD, {"text": allowed}) == shorten(text, HERD, {})


@pytest.mark.parametrize("odd", ["a \ud83d b", "\udc00", "\u202eabc\u2066", "\u200b\u200d\ufeff", "\x00", "\r\r\n"])
def test_half_characters_and_invisible_ones_break_nothing(odd: str) -> None:
    for text in (odd, f"{odd} rye " * 200):
        for facts in (HERD, SKY, BIRD, WALL):
            count(text, facts, {})
            essentials(text, facts)
            for way in WAYS.values():
                with suppress(BadInput):
                    way(text)
