"""How often it is looked what became of a post, and what the numbers say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from twoway.domain.versions import Counts

#: Young posts are looked at often, old ones seldom: up to this age, this often.
PACE: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(hours=6), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
)
#: A post that was not found is looked for once more after this, before anybody is told that it is gone.
LOOK_AGAIN = timedelta(minutes=2)

#: One and many of each, as people say it.
WORDS = {
    "likes": ("like", "likes"),
    "reposts": ("repost", "reposts"),
    "replies": ("reply", "replies"),
    "quotes": ("quote", "quotes"),
    "views": ("view", "views"),
}


def next_look(sent_at: datetime, now: datetime) -> datetime | None:
    """When to look at a post's counts again; None when it is so old that nothing more is expected."""
    age = now - sent_at
    return next((now + pause for until, pause in PACE if age < until), None)


def told(counts: Counts) -> dict[str, int]:
    """The numbers that the network tells, by name."""
    found = {one.name: getattr(counts, one.name) for one in fields(counts)}
    return {name: number for name, number in found.items() if number is not None}


def in_words(counts: Counts) -> tuple[str, ...]:
    """What the network tells, each as people say it; what it does not tell is not there."""
    return tuple(f"{number:,} {WORDS[name][number != 1]}" for name, number in told(counts).items())


def echo(counts: Counts) -> int:
    """How many people did something: everything that is told but views, which nobody does."""
    return sum(number for name, number in told(counts).items() if name != "views")


def growth(rows: Sequence[tuple[datetime, Counts]]) -> str:
    """How an echo grew, in a sentence for who does not see the picture."""
    if not rows:
        return "Nothing was counted yet."
    first, last = echo(rows[0][1]), echo(rows[-1][1])
    if len(rows) == 1:
        return f"{last:,} so far, counted once."
    return f"From {first:,} to {last:,} in {len(rows)} counts."
