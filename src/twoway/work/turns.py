"""Decisions that only one may take at a time, also when there is no row yet that could be locked."""

from __future__ import annotations

from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """Each such decision; the numbers are ours and the same on every machine."""

    FIRST_OWNER = 7_320_010


def one_at_a_time(turn: Turn) -> None:
    """Wait until nobody else is deciding this; it ends with the transaction. On SQLite every transaction is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as line:
            line.execute("SELECT pg_advisory_xact_lock(%s)", [turn.value])
