"""A thread that waits for a network holds no connection to the database meanwhile: others need it more."""

from __future__ import annotations

from django.db import connection


def give_back() -> None:
    """Give the connection of this thread back to the pool, if it has one and nothing is half done on it."""
    if connection.vendor == "postgresql" and connection.connection is not None and not connection.in_atomic_block:
        connection.close()
