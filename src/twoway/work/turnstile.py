"""One writer at a time in this process, where the database lets only one write anyway.

SQLite lets writers that wait ask again and again, each after a nap, and the unlucky ones for ever. With many threads it is
quicker and fairer to queue up before asking. Elsewhere everybody writes at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_lock = threading.RLock()


@contextmanager
def turnstile() -> Iterator[None]:
    """Pass alone. Go through before a transaction begins, never inside of one, and do nothing slow meanwhile."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _lock:
        yield
