from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError
from psycopg import errors
from psycopg_pool import PoolTimeout

from twoway.doors.cli.database_faults import plain
from twoway.doors.cli.exits import Busy


def caused(cause: Exception) -> Exception:
    outer = OperationalError("as Django says it")
    outer.__cause__ = cause
    return outer


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (errors.UndefinedTable("no relation"), "twoway init"),
        (errors.UndefinedColumn("no column"), "twoway init"),
        (errors.LockNotAvailable("lock"), "busy"),
        (errors.DeadlockDetected("dead"), "busy"),
        (errors.DiskFull("full"), "Make room"),
        (errors.ReadOnlySqlTransaction("standby"), "cannot be opened or written"),
        (errors.InsufficientPrivilege("no"), "own the database"),
        (errors.TooManyConnections("no"), "no connection left"),
        (errors.InvalidPassword("connection failed: no password supplied"), "no password supplied"),
        (psycopg.OperationalError("connection failed: refused"), "refused"),
        (PoolTimeout("30 s"), "in use"),
    ],
)
def test_what_postgresql_complains_of_is_told_in_plain_words(cause: Exception, said: str) -> None:
    told = plain(caused(cause))
    assert told is not None
    assert said in told.for_people


def test_what_passes_by_itself_is_told_as_such() -> None:
    assert isinstance(plain(caused(errors.LockNotAvailable("lock"))), Busy)


def test_a_fault_of_ours_is_not_blamed_on_the_database() -> None:
    assert plain(ValueError("no")) is None
    assert plain(ProgrammingError("ours")) is None
