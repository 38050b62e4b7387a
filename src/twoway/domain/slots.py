"""Times to say something: good ones with the reason, what is against a bad one, the nearest good one, and versions spread out."""

from __future__ import annotations

import zlib
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from twoway.domain.cadence import DAY, Planned, at_clock, days_from

K = TypeVar("K", bound=int | str)

#: Two posts of one account are to be so far apart.
APART = timedelta(hours=1)
STEP = timedelta(minutes=30)
#: How far a better time is looked for, before and after the one that was wanted.
NEAR = 7
#: Farther apart than this is as good as farther still.
FAR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a workspace likes to speak, by its own clocks. `best` is the hour at which most people write to it, when known."""

    first: time = time(8)
    last: time = time(20)
    quiet_days: frozenset[date] = field(default_factory=frozenset)
    best: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A good time, and why it is."""

    at: datetime
    why: str


class Against(StrEnum):
    """What may be against a time."""

    PAST = "past"
    QUIET_DAY = "quiet day"
    NIGHT = "night"
    TOO_CLOSE = "too close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One thing against a time, in a sentence."""

    kind: Against
    words: str


def clashes(
    at: datetime, places: frozenset[int], others: Iterable[Planned], hours: Hours, zone: ZoneInfo, now: datetime
) -> tuple[Clash, ...]:
    """What is against sending to `places` at a time: passed, a quiet day, the night, or another post there too close by."""
    at, here = at.astimezone(UTC), at.astimezone(zone)
    found: list[Clash] = []
    if at < now:
        found.append(Clash(kind=Against.PAST, words="That time has passed."))
    if here.date() in hours.quiet_days:
        found.append(Clash(kind=Against.QUIET_DAY, words="You said that nothing should go out on that day."))
    elif not _EARLIEST <= here.time() < _LATEST:
        found.append(Clash(kind=Against.NIGHT, words=f"At {here:%H:%M} most of your readers are asleep."))
    close = min((o for o in others if o.places & places), key=lambda o: abs(o.at - at), default=None)
    if close is not None and abs(close.at - at) < APART:
        found.append(Clash(kind=Against.TOO_CLOSE, words=_how_close(close, at)))
    return tuple(found)


#: Outside of these nobody reads, whatever hours a workspace keeps.
_EARLIEST, _LATEST = time(6), time(22)


def _how_close(other: Planned, at: datetime) -> str:
    minutes = round(abs(other.at - at).total_seconds() / 60)
    when = "at the same time as" if not minutes else f"{minutes} minutes {'after' if other.at < at else 'before'}"
    if minutes == 1:
        when = when.replace("minutes", "minute")
    return f"That is {when} “{other.words}” on the same account."


def nearest_good(
    at: datetime, places: frozenset[int], others: Sequence[Planned], hours: Hours, zone: ZoneInfo, now: datetime
) -> Slot | None:
    """The time closest to the wanted one that nothing is against; None when there is none within a week."""
    day, at = max(at, now).astimezone(zone).date(), at.astimezone(UTC)
    there = [other for other in others if other.places & places]
    free = (
        slot
        for slot in _times(days_from(day - timedelta(days=NEAR), 2 * NEAR + 1), hours, zone)
        if not clashes(slot, places, there, hours, zone, now)
    )
    best = min(free, key=lambda slot: (abs(slot - at), slot), default=None)
    if best is None:
        return None
    return Slot(at=best, why=_why(best, sorted(other.at for other in others), hours, zone))


def good_slots(
    days: Sequence[date], taken: Iterable[datetime], hours: Hours, zone: ZoneInfo, now: datetime, most: int = 3
) -> tuple[Slot, ...]:
    """Up to `most` times on these days that lie far from what is taken, and from each other, in their order."""
    busy = sorted(taken)
    open_times = [at for at in _times(days, hours, zone) if at > now + APART]
    found: list[Slot] = []
    while open_times and len(found) < most:
        best = max(open_times, key=lambda at: (_room(at, busy), -_from_favourite(at, hours, zone), -at.timestamp()))
        if _room(best, busy) < APART:
            break
        found.append(Slot(at=best, why=_why(best, busy, hours, zone)))
        insort(busy, best)
        open_times = [at for at in open_times if at.astimezone(zone).date() != best.astimezone(zone).date()]
    return tuple(sorted(found, key=lambda slot: slot.at))


def _times(days: Iterable[date], hours: Hours, zone: ZoneInfo) -> Iterator[datetime]:
    """Every half hour at which the workspace likes to speak; an hour that the clocks skip is not offered twice."""
    before = None
    for day in days:
        if day in hours.quiet_days:
            continue
        minutes = range(_minutes(hours.first), _minutes(hours.last), STEP // timedelta(minutes=1))
        for minute in minutes:
            at = at_clock(day, time(minute // 60, minute % 60), zone)
            if before is None or at > before:
                yield at
            before = at


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _nearest(at: datetime, busy: Sequence[datetime]) -> timedelta | None:
    """How far the nearest of some moments in their order is."""
    place = bisect_left(busy, at)
    return min((abs(at - other) for other in busy[max(0, place - 1) : place + 1]), default=None)


def _room(at: datetime, busy: Sequence[datetime]) -> timedelta:
    """The room around a time: from a day on whole days count, and beyond a few days it makes no difference."""
    nearest = _nearest(at, busy)
    if nearest is None:
        return FAR
    return nearest if nearest < DAY else min(timedelta(days=nearest.days), FAR)


def _from_favourite(at: datetime, hours: Hours, zone: ZoneInfo) -> int:
    """Minutes between a time and the best one of a day."""
    best = _minutes(_favourite(hours))
    return abs(_minutes(at.astimezone(zone).time()) - best)


def _favourite(hours: Hours) -> time:
    """The half hour into the busiest hour, else the late morning, as far as the workspace's hours allow."""
    wanted = time(hours.best, 30) if hours.best is not None else time(11)
    return min(max(wanted, hours.first), hours.last)


def _why(at: datetime, busy: Sequence[datetime], hours: Hours, zone: ZoneInfo) -> str:
    nearest = _nearest(at, busy)
    if nearest is None or nearest >= FAR:
        space = "Nothing else within three days"
    elif nearest >= DAY:
        space = f"{nearest.days} day{'s' if nearest.days > 1 else ''} from the nearest post"
    else:
        hours_away = int(nearest.total_seconds() // 3600)
        space = f"{hours_away} hour{'s' if hours_away != 1 else ''} from the nearest post"
    if hours.best is not None and at.astimezone(zone).hour == hours.best:
        return f"{space}, and most people write to you between {hours.best} and {hours.best + 1}."
    return f"{space}, and within your hours."


# -- spread ------------------------------------------------------------------------------------------------------------

LEAST_STEP, MOST_STEP = 7, 15


def staggered(at: datetime, keys: Iterable[K]) -> Mapping[K, datetime]:
    """A time for each key: the first at the chosen one, each other 7 to 15 minutes after the one before it, in this order.

    How many minutes depends on the key alone, so that the same versions always come out at the same times.
    """
    found: dict[K, datetime] = {}
    at = at.astimezone(UTC)
    for key in dict.fromkeys(keys):
        if found:
            at += timedelta(minutes=LEAST_STEP + zlib.crc32(str(key).encode()) % (MOST_STEP - LEAST_STEP + 1))
        found[key] = at
    return found
