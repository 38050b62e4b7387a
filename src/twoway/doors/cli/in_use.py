"""Who uses a database: pages and workers hold it together, and whoever moves it wants it alone.

The operating system, or the database server, lets go when a process ends, however that happens.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from twoway.domain.errors import Conflict

#: Any number of our own; the same on every machine.
IN_USE = 7_320_002
MOVING = "The database is being moved to another place. Wait until that is done."
USED = "Twoway runs on the database at {}. Stop `serve`, `web` and `worker`, on every machine, then move it."


@contextmanager
def together(alias: str = "default") -> Iterator[None]:
    """Use the database beside others; Conflict while somebody moves it."""
    with ExitStack() as held:
        if not _hold(held, alias, alone=False):
            raise Conflict(MOVING)
        yield


@contextmanager
def alone(alias: str = "default", name: object = "") -> Iterator[None]:
    """Use the database alone; Conflict while pages or workers run on it."""
    with ExitStack() as held:
        if not _hold(held, alias, alone=True):
            raise Conflict(USED.format(name or settings.TWOWAY_DATABASE or settings.TWOWAY_HOME))
        yield


def _hold(held: ExitStack, alias: str, *, alone: bool) -> bool:
    if connections[alias].vendor == "postgresql":
        return _hold_server(held, alias, alone=alone)
    return _hold_file(held, Path(str(connections[alias].settings_dict["NAME"])), alone=alone)


def _hold_file(held: ExitStack, database: Path, *, alone: bool) -> bool:
    lock = held.enter_context(database.with_name(f"{database.name}.in-use").open("a"))
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _hold_server(held: ExitStack, alias: str, *, alone: bool) -> bool:
    # A line of its own: the lock lives as long as it does.
    line: Any = import_module("psycopg").connect(**connections[alias].get_connection_params())
    held.callback(line.close)
    line.autocommit = True
    kind = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
    return bool(line.execute(f"SELECT {kind}({IN_USE})").fetchone()[0])
