"""What is wrong with the database, in words of which somebody can make something; the same for SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from typing import Any

from twoway.domain.errors import BadInput, TwowayError
from twoway.doors.cli.exits import Busy

NOT_SET_UP = "The database is not set up for this version yet. Run `twoway init`."
NEWER = (
    "A newer version of Twoway has set this database up. Install that version again, or restore the copy from before "
    "its upgrade."
)
BUSY = "The database is busy with something else. Give the command again; `twoway doctor` finds out why."
FULL = "The disk is full, so nothing was changed. Make room and give the command again."
NOT_WRITABLE = "The database cannot be opened or written. `twoway doctor` says where it is and what to change."

#: What PostgreSQL calls it (SQLSTATE), and what we make of it.
BY_STATE: dict[str, TwowayError] = {
    "42P01": BadInput(NOT_SET_UP),
    "42703": BadInput(NOT_SET_UP),
    "55P03": Busy(BUSY),
    "40P01": Busy(BUSY),
    "40001": Busy(BUSY),
    "53300": Busy("The database server has no connection left for us. Give the command again, or allow it more."),
    "53100": BadInput(FULL),
    "25006": BadInput(NOT_WRITABLE),
    "42501": BadInput("The user in TWOWAY_DATABASE may not do this. Let it own the database."),
    "25P03": Busy(BUSY),
}


def plain(error: BaseException | None) -> TwowayError | None:
    """What is wrong with the database, when that is what it is."""
    while error is not None:
        if isinstance(error, sqlite3.Error):
            return _of_sqlite(str(error))
        if type(error).__module__.partition(".")[0] in ("psycopg", "psycopg_pool"):
            return _of_postgresql(error)
        error = error.__cause__
    return None


def _of_sqlite(words: str) -> TwowayError | None:
    if "no such table" in words or "no such column" in words:
        return BadInput(NOT_SET_UP)
    if "locked" in words or "busy" in words:
        return Busy(BUSY)
    if "readonly" in words or "unable to open" in words:
        return BadInput(NOT_WRITABLE)
    if "disk is full" in words:
        return BadInput(FULL)
    if "malformed" in words or "not a database" in words:
        return BadInput(
            "The database file is damaged. Restore it from your backup; `twoway doctor` says where it is."
        )
    return None


def _of_postgresql(error: BaseException) -> TwowayError | None:
    state = getattr(error, "sqlstate", None) or ""
    if state in BY_STATE:
        return BY_STATE[state]
    if type(error).__name__ == "PoolTimeout":
        return Busy("Every connection to the database is in use, or it went away. `twoway doctor` finds out which.")
    psycopg = import_module("psycopg")
    if isinstance(error, psycopg.OperationalError) and (not state or state.startswith(("08", "28", "3D", "57"))):
        return unreachable(error)
    return None


def unreachable(error: BaseException, where: object = "") -> BadInput:
    """The server does not let us in; said without the password, which the driver never repeats."""
    where = where or import_module("django.conf").settings.TWOWAY_DATABASE
    why = " ".join(str(error).strip().splitlines()[-1:]).rpartition("failed: ")[2]
    return BadInput(
        f"The database at {where} cannot be used: {why or type(error).__name__}. "
        "Look whether it runs, and at TWOWAY_DATABASE."
    )


def require_usable() -> None:
    """Once, before anything else: the database answers, and no move into it broke off."""
    require_reachable()
    import_module("twoway.doors.cli.database").require_finished()


def require_reachable(alias: str = "default", where: object = "") -> None:
    """Ask a PostgreSQL directly: a wrong password is told at once and not when a pool has lost its patience."""
    connection: Any = import_module("django.db").connections[alias]
    if connection.vendor != "postgresql" or connection.connection is not None:
        return
    psycopg = import_module("psycopg")
    try:
        psycopg.connect(**connection.get_connection_params()).close()
    except psycopg.OperationalError as error:
        raise unreachable(error, where) from error
