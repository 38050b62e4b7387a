"""What the demo story is told in: talks, posts, answers and plans, timed against the day that it is laid behind."""

from __future__ import annotations

from dataclasses import dataclass, field

from twoway.rehearsal.cast import at_home

BAKERY = at_home("alder.rye")
STALL = at_home("alder.rye.market")
SARAH = at_home("sarah.k")

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said in a talk: minutes after what came before, or, for what is fresh, minutes ago."""

    text: str
    after: int = 0
    ago: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What the team noted for itself: by whom, minutes ago. `{first}` and the like are the days of the late bakes."""

    by: str
    text: str
    ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What somebody and we said under a post, turn by turn, they first. `is_done`: nobody owes anything any more."""

    who: str
    lines: tuple[Line, ...]
    is_done: bool = True
    asides: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A post of the past: on a weekday so many whole weeks back (1 is last week), or so many days ago."""

    key: str
    text: str
    at: str
    weeks: int = 0
    weekday: int = MON
    days: int = 0
    account: str = BAKERY
    talks: tuple[Talk, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A post that is planned: so many days from now. `{day}` in the text becomes the name of that day."""

    key: str
    text: str
    at: str
    days: int
    accounts: tuple[str, ...] = (BAKERY,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What the owner said about words of a post, and what was answered; each so many minutes ago."""

    on: str
    text: str
    ago: int
    answer: str
    answer_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A post of Dele’s that the owner was asked about, so many minutes ago, for so many days from now.

    With `changed` she said yes, so many minutes ago, with other words in the place of some; without it, it waits for her.
    """

    key: str
    text: str
    at: str
    days: int
    ago: int
    words: str
    remarks: tuple[Remark, ...] = ()
    changed: tuple[str, str] | None = None
    answer_ago: int = 0
    accounts: tuple[str, ...] = (BAKERY,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """Somebody in the people directory."""

    handle: str
    name: str
    met: str
    about: str


def said(text: str, after: int) -> Line:
    """A line that comes so many minutes after the one before."""
    return Line(text=text, after=after)


def fresh(text: str, ago: int) -> Line:
    """A line that was said so many minutes ago."""
    return Line(text=text, ago=ago)
