"""What time it is, for what several machines decide by it: leases, and what is due.

Clocks of machines differ. Where they share a PostgreSQL its clock counts: it is asked now and then, and in between our own
steady clock says how much later it is. On SQLite there is one machine, and its clock counts.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import Error, connection
from django.utils import timezone

from twoway.work.steps import steady

#: A steady clock drifts by less than a millisecond in this time (seconds).
ASK_EVERY = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What the database's clock said, and what our steady clock said then."""

    there: datetime
    here: float

    def now(self) -> datetime:
        return self.there + timedelta(seconds=steady() - self.here)


_lock = threading.Lock()
_latest: dict[str, _Reading] = {}


def now() -> datetime:
    """The time that counts, in UTC. When the database cannot be asked, as it was told last, or our own."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC)
    latest = _latest.get(connection.alias)
    if latest is not None and steady() - latest.here < ASK_EVERY:
        return latest.now()
    try:
        latest = _ask()
    except Error:
        return latest.now() if latest is not None else timezone.now()
    with _lock:
        _latest[connection.alias] = latest
    return latest.now()


def _ask() -> _Reading:
    before = steady()
    with connection.cursor() as line:
        line.execute("SELECT clock_timestamp()")
        row = line.fetchone()
    # It was said about in the middle between our asking and our hearing.
    return _Reading(there=row[0] if row else timezone.now(), here=(before + steady()) / 2)


def forget() -> None:
    """Ask anew next time."""
    _latest.clear()
