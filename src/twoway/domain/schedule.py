"""When things go out: the urgency of a lane, waiting after a no, and too late."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from twoway.domain.errors import BadInput


class Urgency(StrEnum):
    """Two lanes for each account, so that an answer never queues behind a campaign."""

    URGENT = "urgent"
    SCHEDULED = "scheduled"


#: Waiting times after "try later" when the network names none: doubled each time, up to an hour.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
#: A network that names a longer time than this is asked again all the same: once a day harms nobody, and people plan in days.
LONGEST_TOLD = timedelta(days=1)
#: After this many tries a person is told instead.
MOST_TRIES = 12


def wait_after(tries: int, told: timedelta | None, spread: float) -> timedelta:
    """How long to wait after the `tries`-th "try later"; `spread` in 0..1 keeps many from coming back at once."""
    if told is not None:
        return min(max(told, timedelta(seconds=1)), LONGEST_TOLD)
    doubled = FIRST_WAIT * float(1 << min(tries - 1, 20))
    return min(doubled, LONGEST_WAIT) * (1 + spread / 4)


def is_too_late(now: datetime, latest_at: datetime | None) -> bool:
    """Whether a sending has missed its time. Without a latest time nothing is ever too late."""
    return latest_at is not None and now > latest_at


#: A time that lies a little in the past is meant as now: pages and clocks are never quite in step.
A_LITTLE_PAST = timedelta(minutes=5)
FARTHEST = timedelta(days=366 * 2)


def checked_time(at: datetime, now: datetime) -> datetime:
    """A time to send at, not before now; BadInput for one that has passed or is too far ahead."""
    if at < now - A_LITTLE_PAST:
        raise BadInput("That time has passed. Choose one that is still to come, or send it now.", field="at")
    if at > now + FARTHEST:
        raise BadInput("That is more than two years ahead. Choose an earlier time.", field="at")
    return max(at, now)
