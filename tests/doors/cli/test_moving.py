"""A whole desk moves from SQLite to PostgreSQL and back, and is the same afterwards."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests import databases
from tests.counterparts.postgresql import Cluster
from tests.installation import Installation, eventually, is_alive
from tests.ports import free_port

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def _bakery(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace with its six weeks, made once."""
    home = tmp_path_factory.mktemp("bakery")
    databases.copy_database(migrated, home)
    opened = Installation(home=home).twoway("demo")
    assert opened.returncode == 0, opened.stderr
    return home


@pytest.fixture
def bakery(_bakery: Path, tmp_path: Path) -> Iterator[Installation]:
    shutil.copytree(_bakery, tmp_path / "home")
    one = Installation(home=tmp_path / "home")
    yield one
    one.end()


@pytest.fixture
def there(postgresql: Cluster, tmp_path: Path) -> Iterator[str]:
    """An empty PostgreSQL database; its name."""
    name = f"moved_{abs(hash(str(tmp_path)))}"
    postgresql.make(name)
    yield name
    postgresql.drop(name)


def as_meant(value: object) -> object:
    """A value; of JSON, what it says and not in which order."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):
            return json.dumps(json.loads(value), sort_keys=True)
    return value


def dump(file: Path) -> list[str]:
    """Everything in a SQLite database but the order of its tables and what SQLite keeps for itself."""
    line = sqlite3.connect(file)
    names = [
        name
        for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "django_migrations"))
    ]
    found = []
    for name in sorted(names):
        columns = ", ".join(sorted(f'"{row[1]}"' for row in line.execute(f"PRAGMA table_info({name})")))
        rows = line.execute(f"SELECT {columns} FROM {name}").fetchall()
        found += [f"{name}: {[as_meant(value) for value in row]!r}" for row in sorted(rows, key=repr)]
    line.close()
    return found


def test_a_desk_moves_to_postgresql_and_back_and_is_the_same(
    bakery: Installation, postgresql: Cluster, there: str
) -> None:
    assert bakery.twoway("aim", "--posts", "5", "--hours", "07:30-18:00").returncode == 0
    old = bakery.home / "twoway.sqlite3"
    before, digest = dump(old), old.read_bytes()
    moved = bakery.twoway("move-database", "--to", postgresql.address(there))
    assert moved.returncode == 0, moved.stderr
    assert "agree" in moved.stdout
    assert "Set TWOWAY_DATABASE" in moved.stdout
    assert dump(old) == before
    assert len(digest) == len(old.read_bytes())

    bakery.env["TWOWAY_DATABASE"] = postgresql.address(there)
    assert bakery.json("aim") == {"posts": 5, "replies": 9, "hours": ["07:30:00", "18:00:00"]}
    asked = bakery.json("inbox")["conversations"]
    assert asked
    written = bakery.twoway("inbox", "note", str(asked[0]["id"]), "Moved, and still here.")
    assert written.returncode == 0, written.stderr

    back = bakery.home / "back.sqlite3"
    returned = bakery.twoway("move-database", "--to", str(back), "--json")
    assert returned.returncode == 0, returned.stderr
    gone, come = set(before) - set(dump(back)), set(dump(back)) - set(before)
    assert gone == set()
    assert any("Moved, and still here." in row for row in come)
    bakery.env["TWOWAY_DATABASE"] = str(back)
    assert len(bakery.json("inbox")["conversations"]) == len(asked)


def test_nothing_moves_while_it_runs(bakery: Installation, postgresql: Cluster, there: str) -> None:
    port = free_port()
    serving = bakery.start("serve", "--port", str(port))
    eventually(lambda: "Twoway is at" in bakery.log, 60)
    told = bakery.twoway("move-database", "--to", postgresql.address(there))
    assert told.returncode != 0
    assert "Stop `serve`" in told.stderr
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(60) == 0


def test_a_place_that_is_not_empty_is_left_alone(bakery: Installation, postgresql: Cluster, there: str) -> None:
    with psycopg.connect(postgresql.address(there)) as line:
        line.execute("CREATE TABLE somebody_elses (loaf text)")
    told = bakery.twoway("move-database", "--to", postgresql.address(there))
    assert told.returncode != 0
    assert "somebody_elses" in told.stderr


def test_a_move_that_broke_off_is_not_taken_for_a_desk_and_can_be_made_again(
    bakery: Installation, postgresql: Cluster, there: str
) -> None:
    moving = bakery.start("move-database", "--to", postgresql.address(there))
    with psycopg.connect(postgresql.address(there), autocommit=True) as line:
        eventually(lambda: line.execute("SELECT to_regclass('twoway_unfinished')").fetchone() != (None,), 60)
        moving.kill()
        moving.wait()
    assert not is_alive(moving.pid)
    for words in (("worker",), ("status",), ("serve", "--port", str(free_port()))):
        told = bakery.twoway(*words, TWOWAY_DATABASE=postgresql.address(there))
        assert told.returncode == 2, words
        assert "did not end" in told.stderr
    again = bakery.twoway("move-database", "--to", postgresql.address(there))
    assert again.returncode == 0, again.stderr
    assert bakery.twoway("status", TWOWAY_DATABASE=postgresql.address(there)).returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say where to"),
        (("--to", "mysql://x/y"), "no database to move to"),
        (("--to", "postgresql://127.0.0.1"), "name one database"),
        (("--to", "/no/such/folder/x.sqlite3"), "no folder"),
        (("--to", "postgresql://twoway@127.0.0.1:1/x"), "cannot be used"),
        (("--to-file", "/no/such/file"), "cannot be read"),
    ],
)
def test_what_is_no_place_to_move_to_is_told(installation: Installation, words: tuple[str, ...], said: str) -> None:
    told = installation.twoway("move-database", *words)
    assert told.returncode == 2, told.stderr
    assert said in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_moving_to_where_everything_is_already_is_told(installation: Installation) -> None:
    told = installation.twoway("move-database", "--to", str(installation.home / "twoway.sqlite3"))
    assert told.returncode == 2
    assert "already" in told.stderr
