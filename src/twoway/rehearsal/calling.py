"""Calling members' own servers when there is news for them, signed, so that they need not ask.

Who wants it names an address and a secret. Each call holds what the member's notifications would say, and a header
`rehearsal-signature: t=SECONDS,v1=HEX`, the HMAC-SHA256 of `SECONDS.BODY` with that secret. A server that does not take
a call hears it again, `MOST_TRIES` times; after that it has to ask.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_TRIES = 5
_TABLE = """CREATE TABLE IF NOT EXISTS hook (
    handle TEXT PRIMARY KEY, address TEXT NOT NULL, secret TEXT NOT NULL, told INTEGER NOT NULL, tries INTEGER NOT NULL
)"""
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'hook'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A member's server: where it is, the secret, and the number of the last notification that it was told."""

    handle: str
    address: str
    secret: str
    told: int
    tries: int


def keep(db: sqlite3.Connection, handle: str, address: str, secret: str, last: int) -> None:
    """Call this server from now on, and no other of this member; what happened before `last` is old news."""
    db.execute(_TABLE)
    db.execute("INSERT OR REPLACE INTO hook VALUES (?, ?, ?, ?, 0)", (handle, address, secret, last))


def drop(db: sqlite3.Connection, handle: str) -> None:
    """Call this member's server no more."""
    db.execute(_TABLE)
    db.execute("DELETE FROM hook WHERE handle = ?", (handle,))


def is_wanted(db: sqlite3.Connection) -> bool:
    """Whether anybody wants to be called."""
    return db.execute(_IS_THERE).fetchone() is not None and db.execute("SELECT 1 FROM hook").fetchone() is not None


def wanting(db: sqlite3.Connection) -> list[Called]:
    """The servers of members for whom there is news; ask `is_wanted` first."""
    news = "SELECT * FROM hook WHERE told < (SELECT MAX(number) FROM told WHERE told.handle = hook.handle)"
    return [
        Called(handle=r["handle"], address=r["address"], secret=r["secret"], told=r["told"], tries=r["tries"])
        for r in db.execute(news)
    ]


def note(db: sqlite3.Connection, called: Called, number: int, *, taken: bool) -> None:
    """Write down that a server took the news up to `number`, or did not; what it never takes is left to be asked for."""
    is_over = taken or called.tries + 1 >= MOST_TRIES
    told, tries = (number, 0) if is_over else (called.told, called.tries + 1)
    db.execute(
        "UPDATE hook SET told = ?, tries = ? WHERE handle = ? AND address = ?",
        (told, tries, called.handle, called.address),
    )


def headers(secret: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """What proves who calls, and when."""
    seconds = str(int(now.timestamp()))
    signature = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "rehearsal-signature": f"t={seconds},v1={signature}"}
