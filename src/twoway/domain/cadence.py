"""The rhythm of what goes out: days and their hours in a zone, where posts stand, silences, clusters, and weeks against an aim.

Nothing here asks the clock; whoever calls hands in now and the zone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from twoway.domain.states import DeliveryState

K = TypeVar("K")

DAY = timedelta(days=1)
WEEK = 7


class Standing(StrEnum):
    """Where a post stands in the calendar. Scheduled waits for its time; waiting was tried, or is paused."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    WAITING = "waiting"
    SENDING = "on its way"
    SENT = "sent"
    HELD = "held"
    REFUSED = "refused"
    MISSED = "missed"
    UNSURE = "unsure"

    @property
    def is_trouble(self) -> bool:
        """Whether a person has to look."""
        return self in _TROUBLE


_TROUBLE = frozenset({Standing.HELD, Standing.REFUSED, Standing.MISSED, Standing.UNSURE})
_STANDINGS: Mapping[DeliveryState, Standing] = {
    DeliveryState.WAITING: Standing.SCHEDULED,
    DeliveryState.SENDING: Standing.SENDING,
    DeliveryState.SENT: Standing.SENT,
    DeliveryState.UNSURE: Standing.UNSURE,
    DeliveryState.REFUSED: Standing.REFUSED,
    DeliveryState.HELD: Standing.HELD,
    DeliveryState.MISSED: Standing.MISSED,
}
#: What of several versions is told of the whole: the first of these that one of them is.
_GRAVEST = (
    Standing.UNSURE,
    Standing.REFUSED,
    Standing.HELD,
    Standing.MISSED,
    Standing.SENDING,
    Standing.WAITING,
    Standing.SCHEDULED,
    Standing.DRAFT,
    Standing.SENT,
)


def standing_of(state: DeliveryState, *, tries: int = 0) -> Standing | None:
    """Where a delivery stands; None for one that was taken back."""
    if state is DeliveryState.WAITING and tries:
        return Standing.WAITING
    return _STANDINGS.get(state)


def gravest(standings: Collection[Standing]) -> Standing:
    """What is told of a whole whose versions stand like this; a draft when there are none."""
    return next((standing for standing in _GRAVEST if standing in standings), Standing.DRAFT)


# -- days and hours ----------------------------------------------------------------------------------------------------


def at_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment when clocks in the zone show `clock` on `day`, in UTC: there, differences are what they seem.

    Of an hour that comes twice, the first; for one that the clocks skip, as much later as they skip.
    """
    return datetime.combine(day, clock.replace(tzinfo=None, fold=0), zone).astimezone(UTC)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day; in some zones that is one in the morning on a day in spring."""
    return at_clock(day, time.min, zone)


def span_of(days: Sequence[date], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the first moment after the last."""
    return start_of(days[0], zone), start_of(days[-1] + DAY, zone)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> tuple[date, ...]:
    """Monday to Sunday around a day."""
    return tuple(days_from(monday_of(day), WEEK))


def month_of(day: date) -> tuple[date, ...]:
    """The whole weeks that a month lies in."""
    first = monday_of(day.replace(day=1))
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY
    return tuple(days_from(first, (monday_of(last) - first).days + WEEK))


def days_from(first: date, count: int) -> Iterator[date]:
    """So many days in a row."""
    return (first + timedelta(days=n) for n in range(count))


def month_away(day: date, by: int) -> date:
    """The first of the month that many months away."""
    months = day.year * 12 + day.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


# -- silences and clusters ---------------------------------------------------------------------------------------------

#: After so many days without a word somewhere it is said, and again after as many more.
QUIET_AFTER = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """So many days since something went out on `key`."""

    key: int
    days: int


def silences(days: Sequence[date], spoken: Mapping[int, Collection[date]], until: date) -> dict[date, Silence]:
    """What to say quietly in empty days up to `until`: where nothing has gone out for long. One for a day, the longest first.

    `spoken` has the days of each key, also such before the first of `days`; a key that never spoke is not missed.
    """
    busy = {day for spoke in spoken.values() for day in spoke}
    found: dict[date, Silence] = {}
    for key, spoke in sorted(spoken.items(), key=lambda item: max(item[1], default=date.min)):
        last = max((day for day in spoke if day < days[0]), default=None)
        owed = 0
        for day in days:
            if day in spoke:
                last, owed = day, 0
            elif last is None or day > until:
                continue
            else:
                quiet = (day - last).days
                if quiet - owed >= QUIET_AFTER and day not in busy and day not in found:
                    found[day], owed = Silence(key=key, days=quiet), quiet
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A post at its time, in UTC. `voice` is whose it is, such as a persona; `is_about_us` is None when nobody knows."""

    key: int
    at: datetime
    voice: int = 0
    places: frozenset[int] = field(default_factory=frozenset)
    words: str = ""
    is_about_us: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Posts that are too much of the same, or too close to each other."""

    keys: tuple[int, ...]
    words: str


SELFISH = 4
CROWD = 3
CROWDED = timedelta(hours=1)


def clusters(planned: Iterable[Planned]) -> tuple[Cluster, ...]:
    """Where one voice speaks of itself too often in a row, and where it says too much within an hour."""
    voices: dict[int, list[Planned]] = {}
    for post in sorted(planned, key=lambda post: (post.at, post.key)):
        voices.setdefault(post.voice, []).append(post)
    found = [cluster for posts in voices.values() for cluster in (*_about_us(posts), *_crowds(posts))]
    return tuple(found)


def _about_us(posts: Sequence[Planned]) -> Iterator[Cluster]:
    run: list[Planned] = []
    for post in [*posts, None]:
        if post is not None and post.is_about_us:
            run.append(post)
            continue
        if len(run) >= SELFISH:
            yield Cluster(keys=tuple(p.key for p in run), words=f"{len(run)} about yourselves in a row")
        run = []


def _crowds(posts: Sequence[Planned]) -> Iterator[Cluster]:
    start = 0
    while start < len(posts):
        end = start
        while end < len(posts) and posts[end].at - posts[start].at < CROWDED:
            end += 1
        keys = tuple(dict.fromkeys(p.key for p in posts[start:end]))
        if len(keys) < CROWD:
            start += 1
            continue
        yield Cluster(keys=keys, words=f"{len(keys)} posts within an hour")
        start = end


# -- weeks against an aim ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What somebody wants of a week. Three answers for each post, until they say otherwise."""

    posts: int = 3
    replies: int = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a week brought, or is to bring."""

    monday: date
    posts: int
    replies: int
    is_now: bool = False


def weeks(today: date, before: int, posts: Iterable[date], replies: Iterable[date]) -> tuple[Week, ...]:
    """This week and so many before it, the oldest first."""
    this = monday_of(today)
    mondays = [this - timedelta(days=WEEK * n) for n in range(before, -1, -1)]
    said, answered = _by_week(posts), _by_week(replies)
    return tuple(
        Week(monday=monday, posts=said.get(monday, 0), replies=answered.get(monday, 0), is_now=monday == this)
        for monday in mondays
    )


def _by_week(days: Iterable[date]) -> dict[date, int]:
    found: dict[date, int] = {}
    for day in days:
        monday = monday_of(day)
        found[monday] = found.get(monday, 0) + 1
    return found
