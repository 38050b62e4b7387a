"""Times to say something."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.cadence import Planned, week_of
from twoway.domain.slots import Against, Hours, clashes, good_slots, nearest_good, staggered

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOURS = Hours()


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def planned(at: datetime, *places: int) -> Planned:
    return Planned(key=1, at=at, places=frozenset(places), words="Fresh rye")


# -- what is against a time


@pytest.mark.parametrize(
    ("at", "kinds"),
    [
        (on(24, 11), []),
        (on(21, 11), [Against.PAST]),
        (on(25, 11), [Against.QUIET_DAY]),
        (on(24, 3), [Against.NIGHT]),
        (on(24, 22), [Against.NIGHT]),
        (on(26, 9, 20), [Against.TOO_CLOSE]),
        (on(26, 10), []),
    ],
)
def test_what_is_against_a_time(at: datetime, kinds: list[Against]) -> None:
    hours = Hours(quiet_days=frozenset({date(2026, 11, 25)}))
    found = clashes(at, frozenset({7}), [planned(on(26, 9), 7)], hours, LONDON, NOW)
    assert [clash.kind for clash in found] == kinds


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "That is at the same time as “Fresh rye” on the same account."),
        (1, "That is 1 minute after “Fresh rye” on the same account."),
        (-20, "That is 20 minutes before “Fresh rye” on the same account."),
    ],
)
def test_how_close_is_said(minutes: int, words: str) -> None:
    at = on(26, 9) + timedelta(minutes=minutes)
    [clash] = clashes(at, frozenset({7}), [planned(on(26, 9), 7)], HOURS, LONDON, NOW)
    assert clash.words == words


def test_another_account_may_speak_at_the_same_time() -> None:
    assert clashes(on(26, 9), frozenset({8}), [planned(on(26, 9), 7)], HOURS, LONDON, NOW) == ()


def test_closeness_is_real_time_when_the_clocks_go_back() -> None:
    # 00:30 UTC and 01:30 UTC both are 01:30 in London on that night.
    other = planned(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(LONDON), 7)
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC).astimezone(LONDON)
    found = clashes(at, frozenset({7}), [other], HOURS, LONDON, datetime(2026, 10, 1, tzinfo=UTC))
    assert [clash.kind for clash in found] == [Against.NIGHT]


# -- good times


def test_the_nearest_good_time_is_the_first_that_is_free_again() -> None:
    found = nearest_good(on(26, 9, 20), frozenset({7}), [planned(on(26, 9), 7)], HOURS, LONDON, NOW)
    assert found is not None
    assert found.at == on(26, 10)
    assert found.why == "1 hour from the nearest post, and within your hours."


def test_the_nearest_good_time_for_the_night_is_an_evening_or_a_morning() -> None:
    found = nearest_good(on(24, 3), frozenset({7}), [], HOURS, LONDON, NOW)
    assert found is not None
    assert found.at == on(24, 8)


def test_the_nearest_good_time_never_lies_in_the_past() -> None:
    found = nearest_good(on(1, 9), frozenset({7}), [], HOURS, LONDON, NOW)
    assert found is not None
    assert found.at >= NOW


def test_where_every_day_is_quiet_there_is_no_good_time() -> None:
    quiet = frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(60))
    assert nearest_good(on(24, 3), frozenset({7}), [], Hours(quiet_days=quiet), LONDON, NOW) is None


def test_good_times_lie_far_from_what_is_there_and_from_each_other() -> None:
    found = good_slots(week_of(MONDAY), [on(23, 11)], HOURS, LONDON, NOW)
    assert [slot.at.day for slot in found] == [24, 26, 29]
    assert {slot.at.astimezone(LONDON).time() for slot in found} <= {time(11), time(11, 30)}
    assert found[0].why == "1 day from the nearest post, and within your hours."


def test_a_good_time_lies_where_people_write_most() -> None:
    found = good_slots([MONDAY], [], Hours(best=17), LONDON, NOW)
    assert [(slot.at, slot.why) for slot in found] == [
        (on(23, 17, 30), "Nothing else within three days, and most people write to you between 17 and 18.")
    ]


def test_there_is_no_good_time_on_a_quiet_or_past_or_crowded_day() -> None:
    assert good_slots([MONDAY], [], Hours(quiet_days=frozenset({MONDAY})), LONDON, NOW) == ()
    assert good_slots([MONDAY], [], HOURS, LONDON, on(24, 1)) == ()
    crowded = [on(23, hour, minute) for hour in range(24) for minute in (0, 30)]
    assert good_slots([MONDAY], crowded, HOURS, LONDON, NOW) == ()


def test_a_time_that_the_clocks_skip_is_offered_once() -> None:
    night = Hours(first=time(0), last=time(4))
    day = date(2026, 3, 29)
    found = good_slots([day], [], night, LONDON, datetime(2026, 3, 1, tzinfo=UTC), most=9)
    assert len(found) == 1


# -- spread


def test_versions_are_spread_with_the_first_at_the_chosen_time() -> None:
    times = staggered(on(24, 11), [3, 5, 9])
    assert list(times) == [3, 5, 9]
    assert times[3] == on(24, 11)
    assert staggered(on(24, 11), [3, 5, 9]) == times


@given(keys=st.lists(st.integers(1, 10**6), unique=True, max_size=12))
def test_every_step_of_a_spread_is_7_to_15_minutes(keys: list[int]) -> None:
    # Over the night in which the clocks go back, too.
    start = datetime(2026, 10, 25, 1, 55, tzinfo=LONDON)
    times = [at.astimezone(UTC) for at in staggered(start, keys).values()]
    steps = [later - earlier for earlier, later in pairwise(times)]
    assert all(timedelta(minutes=7) <= step <= timedelta(minutes=15) for step in steps)
