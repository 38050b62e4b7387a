"""When things go out: the urgency of a lane, waiting after a no, and too late."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Urgency(StrEnum):
    """Two lanes for each account, so that an answer never queues behind a campaign."""

    URGENT = "urgent"
    SCHEDULED = "scheduled"


#: Waiting times after "try later" when the network names none: doubled each time, up to an hour.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
#: After this many tries a person is told instead.
MOST_TRIES = 12


def wait_after(tries: int, told: timedelta | None, spread: float) -> timedelta:
    """How long to wait after the `tries`-th "try later"; `spread` in 0..1 keeps many from coming back at once."""
    if told is not None:
        return max(told, timedelta(seconds=1))
    return min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT) * (1 + spread / 4)


def is_too_late(now: datetime, latest_at: datetime | None) -> bool:
    """Whether a sending has missed its time. Without a latest time nothing is ever too late."""
    return latest_at is not None and now > latest_at
