"""Failures one can order: what goes wrong, how often, and for which requests.

They are the faults of real networks, so that a person can see what Twoway does about each, and a test can too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong."""

    DOWN = "down"
    REFUSE = "refuse"
    SLOW = "slow"
    RATE_LIMIT = "rate-limit"
    LOSE_ANSWER = "lose-answer"
    EXPIRE_SESSION = "expire-session"
    SIGN_OUT = "sign-out"
    GARBAGE = "garbage"


class Touches(StrEnum):
    """Which requests an order is for: those that post, upload or delete; those that look; or whichever comes next."""

    WRITING = "writing"
    READING = "reading"
    ANY = "any"


#: One sentence for each kind, for the page where failures are ordered.
SAYS: Mapping[Kind, str] = {
    Kind.DOWN: "The network does not take anything for now.",
    Kind.REFUSE: "The network says no, and asking again will not help.",
    Kind.SLOW: "The answer takes its time; if it takes too long, nobody waits for it.",
    Kind.RATE_LIMIT: "Too much in too short a time: wait and try again.",
    Kind.LOSE_ANSWER: "The post is taken, but the line breaks before the answer arrives.",
    Kind.EXPIRE_SESSION: "The session has run out and can be renewed.",
    Kind.SIGN_OUT: "The session has been ended for good: somebody must sign in again.",
    Kind.GARBAGE: "The request is done, and the answer is nonsense.",
}

#: Seconds that mean something: how long it takes, or how long to wait.
SECONDS: Mapping[Kind, float] = {Kind.DOWN: 5.0, Kind.SLOW: 3.0, Kind.RATE_LIMIT: 5.0}

#: A worker looks for replies all the time; a failure meant for the next post must not be used up by that.
USUALLY: Mapping[Kind, Touches] = {Kind.EXPIRE_SESSION: Touches.ANY, Kind.SIGN_OUT: Touches.ANY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A standing order: the next `count` requests that it touches go wrong in this way."""

    id: int
    kind: Kind
    touches: Touches
    count: int
    seconds: float


def place(
    db: sqlite3.Connection,
    kind: Kind,
    count: int = 1,
    *,
    touches: Touches | None = None,
    seconds: float | None = None,
) -> None:
    """Order a failure. Orders are used up one by one, oldest first."""
    db.execute(
        "INSERT INTO ordered (kind, touches, count, seconds) VALUES (?, ?, ?, ?)",
        (
            kind.value,
            (touches or USUALLY.get(kind, Touches.WRITING)).value,
            count,
            SECONDS.get(kind, 0.0) if seconds is None else seconds,
        ),
    )


def standing(db: sqlite3.Connection) -> tuple[Order, ...]:
    """The orders that are still open, oldest first."""
    rows = db.execute("SELECT id, kind, touches, count, seconds FROM ordered WHERE count > 0 ORDER BY id")
    return tuple(_order(row) for row in rows)


def take(db: sqlite3.Connection, touches: Touches) -> Order | None:
    """The failure that this request meets, if one is ordered; its count goes down by one."""
    row = db.execute(
        "UPDATE ordered SET count = count - 1 WHERE id = "
        "(SELECT id FROM ordered WHERE count > 0 AND touches IN (?, ?) ORDER BY id LIMIT 1) "
        "RETURNING id, kind, touches, count, seconds",
        (touches.value, Touches.ANY.value),
    ).fetchone()
    return _order(row) if row else None


def cancel(db: sqlite3.Connection) -> None:
    """Take every order back: all is well again."""
    db.execute("DELETE FROM ordered")


def _order(row: sqlite3.Row) -> Order:
    return Order(
        id=row["id"],
        kind=Kind(row["kind"]),
        touches=Touches(row["touches"]),
        count=row["count"],
        seconds=row["seconds"],
    )
