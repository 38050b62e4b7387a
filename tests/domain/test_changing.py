"""Which parts a change touches, and what is out when some of them are done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from twoway.domain.changing import (
    CHANGE_MOVES,
    OPEN,
    ChangeState,
    Wanted,
    places_changed,
    until_when,
    wanted_of,
    with_place_done,
    with_words,
)
from twoway.domain.errors import BadInput
from twoway.domain.versions import Mention, Picture, Version
from twoway.plug.examples import SHORT

LOAF = Picture(sha256="a" * 64, mime="image/png", size=10, width=10, height=10, alt="A loaf")
THREAD = Version(text="one", more=("two", "three"), first_comment="four", pictures=(LOAF,))


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (("one", "two", "three", "four"), ()),
        (("one!", "two", "three", "four"), (0,)),
        (("one", "two", "three!", "four"), (2,)),
        (("one", "two", "three", "four!"), (3,)),
        (("one!", "two", "three", "four!"), (0, 3)),
    ],
)
def test_only_what_is_different_is_said_again(texts: tuple[str, ...], places: tuple[int, ...]) -> None:
    new = with_words(THREAD, Wanted(texts=texts, alts=("A loaf",)))
    assert places_changed(THREAD, new) == places


def test_a_description_belongs_to_the_first_part_and_a_warning_to_all() -> None:
    texts = wanted_of(THREAD).texts
    assert places_changed(THREAD, with_words(THREAD, Wanted(texts=texts, alts=("Two loaves",)))) == (0,)
    warned = with_words(THREAD, Wanted(texts=texts, alts=("A loaf",), warning="Bread"))
    assert places_changed(THREAD, warned) == (0, 1, 2, 3)


def test_part_by_part_the_old_becomes_the_new() -> None:
    new = with_words(THREAD, Wanted(texts=("1", "2", "3", "4"), alts=("Two loaves",), warning="Bread"))
    now = THREAD
    for place in places_changed(THREAD, new):
        now = with_place_done(now, new, place)
    assert now == new


def test_who_is_still_named_stays_named_and_who_is_not_does_not() -> None:
    old = Version(text="Thanks @tom and @kemi", mentions=(Mention(handle="tom"), Mention(handle="kemi")))
    new = with_words(old, Wanted(texts=("Thanks @tom",)))
    assert [one.handle for one in new.mentions] == ["tom"]


@pytest.mark.parametrize("texts", [("", "two", "three", ""), ("one", "two", "three"), ("one", " ", "three", "four")])
def test_a_thread_keeps_its_parts(texts: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        with_words(THREAD, Wanted(texts=texts, alts=("A loaf",)))


def test_a_picture_may_stand_without_words() -> None:
    old = Version(text="Rye", pictures=(LOAF,))
    assert with_words(old, Wanted(texts=("",), alts=("A loaf",))).text == ""


def test_some_networks_take_changes_for_a_while_only() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert until_when(noon, SHORT) is None


def test_every_open_state_has_a_way_out_that_does_not_need_the_worker_that_went_in() -> None:
    for state in OPEN:
        assert CHANGE_MOVES[state]
    assert {state for state, moves in CHANGE_MOVES.items() if not moves} == set(ChangeState) - set(OPEN)
