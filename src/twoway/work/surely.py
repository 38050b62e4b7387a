"""Writing what cannot be asked for again: it must be on the disk, not on its way there, when the writing says that it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def surely_written() -> Iterator[None]:
    """What is committed in here is still there after the power went off. For one small write at a time.

    SQLite usually lets the last commits lie in the system's memory for a moment, because that is many times faster and a row
    that is lost can be made again. PostgreSQL writes every commit through. Inside a transaction nothing is changed: its
    commit comes later.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as line:
        line.execute("PRAGMA synchronous=FULL")
        try:
            yield
        finally:
            line.execute("PRAGMA synchronous=NORMAL")
