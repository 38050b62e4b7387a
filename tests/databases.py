"""The databases of installations under test: SQLite in their homes, or one each in the PostgreSQL that the tests run beside."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import psycopg

from tests.counterparts.postgresql import beside


def name_of(home: Path) -> str:
    """What the database of this home is called on a server."""
    return f"home_{sha256(str(home).encode()).hexdigest()[:16]}"


def settings_for(home: Path) -> dict[str, str]:
    """What the environment of an installation says of its database; made when it is not there yet."""
    cluster = beside()
    if cluster is None:
        return {}
    name = name_of(home)
    if name not in cluster.names():
        cluster.make(name)
    return {"TWOWAY_DATABASE": cluster.address(name)}


def copy_home(home: Path, to: Path) -> None:
    """An installation once more: its folder, and its database."""
    shutil.copytree(home, to)
    if (cluster := beside()) and name_of(home) in cluster.names():
        cluster.make(name_of(to), like=name_of(home))


def forget(home: Path) -> None:
    """Away with the database of a home whose test is over."""
    if cluster := beside():
        cluster.drop(name_of(home))


def ask(home: Path, words: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the database of an installation past the product; ? stands for a value."""
    cluster = beside()
    if cluster is None:
        with closing(sqlite3.connect(home / "twoway.sqlite3", timeout=20)) as line, line:
            return line.execute(words, values).fetchall()
    with psycopg.connect(cluster.address(name_of(home)), autocommit=True) as there:
        found = there.execute(words.replace("?", "%s"), values)
        return found.fetchall() if found.description else []
