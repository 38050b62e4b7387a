"""A PostgreSQL on loopback for tests: a cluster of its own, begun from nothing and gone afterwards.

`python -m tests.counterparts.postgresql COMMAND` runs a command beside one: tests then keep everything there instead of in
SQLite. `postgresql` is the fixture for tests that want one in any case; it takes the same cluster where there is one.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql

from tests.counterparts.servers import start_postgres, temporary_home

PREFIX = "twoway-postgresql-"
#: Where the cluster is that this run of the tests keeps everything in; nothing when it is SQLite.
BESIDE = "TWOWAY_TEST_DATABASE"
CONNECTIONS = 400


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A running server; `base` is its address without a database's name."""

    base: str

    def address(self, name: str) -> str:
        """The address of one database."""
        return f"{self.base}/{name}"

    def ask(self, words: str, *names: str) -> list[tuple[object, ...]]:
        """Ask the server itself; {} are names."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as line:
            found = line.execute(sql.SQL(words).format(*map(sql.Identifier, names)))
            return found.fetchall() if found.description else []

    def names(self) -> set[str]:
        """The databases there are."""
        return {str(row[0]) for row in self.ask("SELECT datname FROM pg_database")}

    def make(self, name: str, like: str = "template0") -> str:
        """A new database, empty or a copy of one that nobody is connected to; its address."""
        self.ask("CREATE DATABASE {} TEMPLATE {}", name, like)
        return self.address(name)

    def drop(self, name: str) -> None:
        """Away with it, whoever is connected."""
        self.ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextlib.contextmanager
def running(*, careful: bool = False) -> Iterator[Cluster]:
    """A cluster, from nothing to ready, and gone without a trace afterwards. `careful`: as where it is to be kept."""
    with contextlib.ExitStack() as stack:
        stop = atexit.register(stack.close)
        stack.callback(atexit.unregister, stop)
        home = stack.enter_context(temporary_home(PREFIX))
        port = start_postgres(stack, home, CONNECTIONS, careful=careful)
        yield Cluster(base=f"postgresql://twoway@127.0.0.1:{port}")


def beside() -> Cluster | None:
    """The cluster that this run of the tests keeps everything in; None when that is SQLite."""
    base = os.environ.get(BESIDE, "")
    return Cluster(base=base) if base else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL, in any case."""
    if found := beside():
        yield found
        return
    with running() as found:
        yield found


def main() -> int:
    """Run a command beside a cluster; gives its exit code."""
    with running() as cluster:
        return subprocess.run(sys.argv[1:], env={**os.environ, BESIDE: cluster.base}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
