"""How often it is counted, and how numbers are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twoway.domain.counting import PACE, echo, growth, in_words, next_look
from twoway.domain.versions import Counts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "after"),
    [
        (timedelta(0), timedelta(minutes=5)),
        (timedelta(minutes=59), timedelta(minutes=5)),
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(hours=7), timedelta(hours=1)),
        (timedelta(days=2), timedelta(hours=6)),
        (timedelta(days=29), timedelta(days=1)),
        (timedelta(days=30), None),
        (timedelta(days=-1), timedelta(minutes=5)),  # a network's clock that is ahead of ours
    ],
)
def test_young_posts_are_counted_often_and_old_ones_seldom(age: timedelta, after: timedelta | None) -> None:
    assert next_look(NOON - age, NOON) == (NOON + after if after else None)


def test_the_pace_only_slows_down() -> None:
    assert list(PACE) == sorted(PACE)


def test_what_is_not_told_is_never_nought() -> None:
    assert in_words(Counts(likes=0, replies=1, views=1200)) == ("0 likes", "1 reply", "1,200 views")
    assert in_words(Counts()) == ()


def test_a_view_is_nothing_that_anybody_did() -> None:
    assert echo(Counts(likes=2, replies=1, views=1000)) == 3


def test_growth_is_told_in_words() -> None:
    assert growth([]) == "Nothing was counted yet."
    assert growth([(NOON, Counts(likes=1))]) == "1 so far, counted once."
    assert growth([(NOON, Counts(likes=1)), (NOON, Counts(likes=4))]) == "From 1 to 4 in 2 counts."
