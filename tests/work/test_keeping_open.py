"""Listening to several things at once: so many and no more, again after a rest, and never for longer than wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.installation import eventually
from twoway.work.keeping_open import LONGEST_REST, Ears


class Radio:
    """Things that can be listened to, each until the test ends it."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.over: dict[int, threading.Event] = {}
        self.wishes: dict[int, float] = {}

    def listen(self, key: int, asked: Callable[[], bool]) -> float | None:
        self.began.append(key)
        over = self.over.setdefault(key, threading.Event())
        while not asked() and not over.wait(0.01):
            pass
        return self.wishes.get(key)


class Watch:
    """A clock for tests."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def radio() -> Radio:
    return Radio()


@pytest.fixture
def watch() -> Watch:
    return Watch()


def tended(ears: Ears, wanted: list[int], most: int, is_so: Callable[[], bool]) -> None:
    """Tend until it is so."""

    def look() -> bool:
        ears.tend(wanted, most)
        return is_so()

    eventually(look, 5)


def ended(ears: Ears, wanted: list[int], most: int = 9) -> None:
    """Tend until what was ended is noticed."""
    before = ears.open()
    tended(ears, wanted, most, lambda: ears.open() < before)


def test_each_is_listened_to_once_and_no_more_than_allowed(radio: Radio) -> None:
    ears = Ears(radio.listen)
    for _ in range(3):
        ears.tend([1, 2, 3], 2)
    assert ears.open() == 2
    assert ears.close()
    assert sorted(radio.began) == [1, 2]


def test_what_nobody_wants_any_more_ends_and_makes_room(radio: Radio) -> None:
    ears = Ears(radio.listen)
    ears.tend([1], 1)
    tended(ears, [2], 1, lambda: radio.began == [1, 2])
    assert ears.open() == 1
    assert ears.close()


def test_what_broke_off_rests_longer_each_time_and_not_for_ever(radio: Radio, watch: Watch) -> None:
    ears = Ears(radio.listen, clock=watch)
    radio.over[1] = threading.Event()
    radio.over[1].set()
    rests = []
    for times in range(1, 12):
        watch.now += LONGEST_REST * 2
        ears.tend([1], 1)
        assert len(radio.began) == times
        ended(ears, [1])
        rested = 0.0
        while len(radio.began) == times:
            rested += 0.5
            watch.now += 0.5
            ears.tend([1], 1)
        rests.append(rested)
        ended(ears, [1])
        radio.began.pop()
    assert rests[0] < 3
    assert rests[0] < rests[2] < rests[4]
    assert max(rests) <= LONGEST_REST * 1.25 + 1


def test_after_a_good_while_it_begins_anew_soon(radio: Radio, watch: Watch) -> None:
    ears = Ears(radio.listen, clock=watch)
    ears.tend([1], 1)
    watch.now += 120
    radio.over[1].set()
    ended(ears, [1])
    radio.over[1].clear()
    watch.now += 3
    ears.tend([1], 1)
    assert radio.began == [1, 1]
    assert ears.close()


def test_who_wishes_for_a_rest_gets_it(radio: Radio, watch: Watch) -> None:
    ears = Ears(radio.listen, clock=watch)
    radio.wishes[1] = 1000.0
    ears.tend([1], 1)
    radio.over[1].set()
    ended(ears, [1])
    watch.now += 700
    ears.tend([1, 2], 1)
    assert radio.began == [1, 2]  # and its place is free for others meanwhile
    assert ears.close()


def test_what_raises_is_listened_to_again_and_costs_nobody_else_anything(
    radio: Radio, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    def listen(key: int, asked: Callable[[], bool]) -> float | None:
        if key == 1:
            raise RuntimeError("odd")
        return radio.listen(key, asked)

    ears = Ears(listen, clock=watch)
    ears.tend([1, 2], 5)
    tended(ears, [1, 2], 5, lambda: ears.open() == 1)
    assert "odd" in caplog.text
    assert ears.close()


def test_closing_does_not_wait_for_ever(radio: Radio) -> None:
    stuck = threading.Event()
    ears = Ears(lambda key, asked: float(stuck.wait(30)))
    ears.tend([1], 1)
    began = time.monotonic()
    assert not ears.close(patience=0.2)
    assert time.monotonic() - began < 5
    stuck.set()
