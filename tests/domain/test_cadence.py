"""The rhythm of what goes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.cadence import (
    Planned,
    Silence,
    Standing,
    at_clock,
    clusters,
    gravest,
    monday_of,
    month_away,
    month_of,
    silences,
    span_of,
    standing_of,
    start_of,
    week_of,
    weeks,
)
from twoway.domain.states import DeliveryState

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)


# -- where a post stands


@pytest.mark.parametrize("state", list(DeliveryState))
def test_every_state_but_cancelled_has_a_standing(state: DeliveryState) -> None:
    assert (standing_of(state) is None) == (state is DeliveryState.CANCELLED)


def test_what_was_tried_and_waits_is_not_told_as_scheduled() -> None:
    assert standing_of(DeliveryState.WAITING) is Standing.SCHEDULED
    assert standing_of(DeliveryState.WAITING, tries=2) is Standing.WAITING


@pytest.mark.parametrize(
    ("standings", "told"),
    [
        ((), Standing.DRAFT),
        ((Standing.SENT, Standing.SENT), Standing.SENT),
        ((Standing.SENT, Standing.SCHEDULED), Standing.SCHEDULED),
        ((Standing.SENDING, Standing.REFUSED), Standing.REFUSED),  # a person is needed: that is told first
        ((Standing.HELD, Standing.UNSURE), Standing.UNSURE),
    ],
)
def test_the_gravest_of_its_versions_is_told(standings: tuple[Standing, ...], told: Standing) -> None:
    assert gravest(standings) is told


def test_every_standing_has_a_weight() -> None:
    assert [s for s in Standing if gravest([s]) is not s] == []


# -- days and hours


def test_an_hour_that_the_clocks_skip_is_as_much_later() -> None:
    # On 29 March 2026 clocks in London go from 01:00 to 02:00.
    found = at_clock(date(2026, 3, 29), time(1, 30), LONDON)
    assert found == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert found.astimezone(LONDON).time() == time(2, 30)


def test_an_hour_that_comes_twice_is_the_first_of_them() -> None:
    # On 25 October 2026 clocks in London go from 02:00 back to 01:00.
    assert at_clock(date(2026, 10, 25), time(1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_may_begin_at_one() -> None:
    # In Cairo clocks went from midnight to one on 26 April 2024.
    assert start_of(date(2024, 4, 26), ZoneInfo("Africa/Cairo")).astimezone(ZoneInfo("Africa/Cairo")).time() == time(
        1
    )


def test_the_longest_day_has_25_hours() -> None:
    since, until = span_of([date(2026, 10, 25)], LONDON)
    assert until - since == timedelta(hours=25)


@given(
    day=st.dates(date(1971, 1, 1), date(2100, 1, 1)),
    minutes=st.integers(0, 24 * 60 - 1),
    zone=st.sampled_from(
        ["Europe/London", "Africa/Cairo", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
)
def test_what_clocks_show_is_what_was_meant_or_later_by_a_skip(day: date, minutes: int, zone: str) -> None:
    clock, tz = time(minutes // 60, minutes % 60), ZoneInfo(zone)
    shown = at_clock(day, clock, tz).astimezone(tz).replace(tzinfo=None)
    assert timedelta() <= shown - datetime.combine(day, clock) <= timedelta(hours=1)


def test_a_month_is_whole_weeks() -> None:
    days = month_of(date(2026, 11, 22))
    assert (days[0], days[-1]) == (date(2026, 10, 26), date(2026, 12, 6))
    assert week_of(date(2026, 11, 22)) == tuple(days[21:28])
    february = month_of(date(2027, 2, 14))
    assert (february[0], len(february)) == (date(2027, 2, 1), 28)


@pytest.mark.parametrize(("by", "there"), [(1, date(2026, 12, 1)), (2, date(2027, 1, 1)), (-11, date(2025, 12, 1))])
def test_months_away(by: int, there: date) -> None:
    assert month_away(date(2026, 11, 30), by) == there


# -- silences and clusters


def test_a_silence_is_said_after_a_week_and_again_after_another() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(21)]
    spoken = {5: [MONDAY - timedelta(days=2)]}
    assert silences(days, spoken, until=days[-1]) == {
        MONDAY + timedelta(days=5): Silence(key=5, days=7),
        MONDAY + timedelta(days=12): Silence(key=5, days=14),
        MONDAY + timedelta(days=19): Silence(key=5, days=21),
    }


def test_a_silence_stands_in_an_empty_day_and_ends_with_a_post() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(14)]
    spoken = {5: [MONDAY - timedelta(days=7), MONDAY + timedelta(days=3)], 6: [MONDAY, MONDAY + timedelta(days=1)]}
    assert silences(days, spoken, until=days[-1]) == {
        MONDAY + timedelta(days=2): Silence(key=5, days=9),
        MONDAY + timedelta(days=8): Silence(key=6, days=7),
        MONDAY + timedelta(days=10): Silence(key=5, days=7),
    }


def test_nobody_is_told_about_a_silence_far_ahead_or_of_an_account_that_never_spoke() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(21)]
    assert silences(days, {5: [MONDAY], 6: []}, until=MONDAY + timedelta(days=6)) == {}


def post(key: int, minutes: int, *, about_us: bool | None = None, voice: int = 1) -> Planned:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(minutes=minutes)
    return Planned(key=key, at=at, voice=voice, is_about_us=about_us)


def test_four_about_oneself_in_a_row_are_a_cluster() -> None:
    day = 24 * 60
    posts = [post(n, n * day, about_us=True) for n in range(4)]
    assert [(c.keys, c.words) for c in clusters(posts)] == [((0, 1, 2, 3), "4 about yourselves in a row")]
    assert clusters([*posts[:3], post(9, day * 2 + 5, about_us=False), posts[3]]) == ()


def test_nobody_is_told_off_for_what_nobody_knows() -> None:
    assert clusters([post(n, n * 24 * 60) for n in range(9)]) == ()


def test_three_posts_within_an_hour_are_a_cluster_of_one_voice() -> None:
    posts = [post(1, 0), post(2, 25), post(3, 59)]
    assert [(c.keys, c.words) for c in clusters(posts)] == [((1, 2, 3), "3 posts within an hour")]
    assert clusters([post(1, 0), post(2, 25), post(3, 60)]) == ()
    assert clusters([*posts[:2], post(3, 30, voice=2)]) == ()


def test_versions_of_one_post_are_one_post() -> None:
    assert clusters([post(1, 0), post(1, 10), post(1, 20), post(2, 30)]) == ()


# -- weeks


def test_weeks_count_what_was_said_and_answered() -> None:
    found = weeks(
        MONDAY + timedelta(days=2), 2, [MONDAY, MONDAY + timedelta(days=6), MONDAY - timedelta(days=1)], [MONDAY]
    )
    assert [(w.posts, w.replies, w.is_now) for w in found] == [(0, 0, False), (1, 0, False), (2, 1, True)]
    assert found[0].monday == monday_of(MONDAY - timedelta(days=14))
