"""The databases of installations under test: SQLite in their homes, or one each in the PostgreSQL that the tests run beside."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from tests.counterparts.postgresql import beside

FILE = "twoway.sqlite3"
#: Databases that this process knows to be there.
_known: set[str] = set()


def name_of(home: Path) -> str:
    """What the database of this home is called on a server."""
    return f"home_{sha256(str(home).encode()).hexdigest()[:16]}"


def settings_for(home: Path) -> dict[str, str]:
    """What the environment of an installation says of its database; made when it is not there yet."""
    cluster = beside()
    if cluster is None:
        return {}
    name = name_of(home)
    if name not in _known and name not in cluster.names():
        cluster.make(name)
    _known.add(name)
    return {"TWOWAY_DATABASE": cluster.address(name)}


def copy_home(home: Path, to: Path) -> None:
    """An installation once more: its folder, and its database."""
    shutil.copytree(home, to)
    copy_on_server(home, to)


def copy_database(home: Path, to: Path) -> None:
    """The database of an installation for another one, whose folder is there; nothing else of it."""
    if (home / FILE).exists():
        shutil.copy(home / FILE, to / FILE)
    copy_on_server(home, to)


def copy_on_server(home: Path, to: Path) -> None:
    """What a home has on a server, for another home as well."""
    cluster = beside()
    if cluster and name_of(home) in cluster.names():
        cluster.make(name_of(to), like=name_of(home))
        _known.add(name_of(to))


def forget(home: Path) -> None:
    """Away with the database of a home whose test is over."""
    if cluster := beside():
        cluster.drop(name_of(home))
        _known.discard(name_of(home))


def ask(home: Path, words: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the database of an installation past the product; ? stands for a value."""
    cluster = beside()
    if cluster is None:
        with closing(sqlite3.connect(home / FILE, timeout=20)) as line, line:
            return line.execute(words, values).fetchall()
    with psycopg.connect(cluster.address(name_of(home)), autocommit=True) as there:
        found = there.execute(words.replace("?", "%s"), values)
        return found.fetchall() if found.description else []


def of_all_processes(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of the tests have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def one_at_a_time(folder: Path, name: str) -> Iterator[None]:
    """While one process of this run of the tests makes something, the others wait."""
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
