"""A whole installation in a folder of its own, run as people run it: by the `twoway` command in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import databases

PASSWORD = "rye-and-water-1"
#: Python's own warnings of ended processes must not fail a test that ends them on purpose.
SECONDS = 60


@dataclass
class Installation:
    """One home, and the processes that were started on it."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of a person who set nothing but the home."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("TWOWAY_", "DJANGO_"))}
        return {**own, "TWOWAY_HOME": str(self.home), **databases.settings_for(self.home), **self.env, **more}

    def twoway(self, *words: str, given: str | bytes = b"", **env: str) -> subprocess.CompletedProcess[str]:
        """Give a command and wait for its end."""
        entered = given.encode() if isinstance(given, str) else given
        found = subprocess.run(
            [sys.executable, "-P", "-m", "twoway", *words],
            input=entered,
            capture_output=True,
            env=self.environ(**env),
            timeout=SECONDS,
            check=False,
        )
        return subprocess.CompletedProcess(
            found.args, found.returncode, found.stdout.decode(), found.stderr.decode(errors="replace")
        )

    def json(self, *words: str) -> Any:
        """What a command prints for a script."""
        found = self.twoway(*words, "--json")
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        """Start a command that stays; its words go to a file, so that it never waits for a reader."""
        log = self.home.parent / f"{self.home.name}.log"
        with log.open("a", encoding="utf-8") as out:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "twoway", *words],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environ(**env),
                text=True,
            )
        self.started.append(process)
        return process

    @property
    def log(self) -> str:
        """What the started processes said."""
        return (self.home.parent / f"{self.home.name}.log").read_text(encoding="utf-8")

    def python(self, code: str) -> str:
        """Run some Python on this installation; gives what it printed."""
        found = subprocess.run(
            [sys.executable, "-P", "-c", f"import django; django.setup()\n{code}"],
            capture_output=True,
            text=True,
            env=self.environ(DJANGO_SETTINGS_MODULE="twoway.site.settings"),
            timeout=SECONDS,
            check=False,
        )
        assert found.returncode == 0, found.stderr
        return found.stdout.strip()

    def end(self) -> None:
        """Nobody and nothing is left behind, whatever the test did."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
        for process in self.started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            if process.poll() is None:
                process.kill()
                process.wait()
        databases.forget(self.home)


def eventually(is_so: Callable[[], object], seconds: float = 60.0) -> Any:
    """What `is_so` gives once it is true; fails when it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := is_so():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came to be")


def is_alive(pid: int) -> bool:
    """Whether a process lives; one that has ended and was not fetched yet does not."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return words.rpartition(")")[2].split()[0] != "Z"


def children_of(pid: int) -> list[int]:
    """The processes right under one."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def kill_dead(pid: int) -> None:
    """What no process can prepare for."""
    os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a database that nobody owns yet, made once for all processes: no test waits for what another shows."""
    folder = databases.of_all_processes(tmp_path_factory)
    home = folder / "migrated"
    with databases.one_at_a_time(folder, "migrated"):
        if not (home / "is-made").exists():
            made = Installation(home=home).twoway("init")
            assert made.returncode == 0, made.stderr
            (home / "is-made").touch()
    return home


@pytest.fixture(scope="session")
def _prepared(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an owner and one account on the practice network, made once and copied for every test."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    home.mkdir()
    databases.copy_database(migrated, home)
    password = home.parent / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    new = Installation(home=home)
    founded = new.twoway(
        *("init", "--no-input", "--email", "sarah@alderrye.example", "--password-file", str(password)),
        *("--name", "Sarah", "--business", "Alder & Rye", "--town", "Millbrook", "--zone", "Europe/London"),
    )
    assert founded.returncode == 0, founded.stderr
    connected = new.twoway(
        "accounts", "connect", "rehearsal", "--answer", "name=alder.rye", "--persona", "Alder & Rye"
    )
    assert connected.returncode == 0, connected.stderr
    return home


@pytest.fixture
def installation(_prepared: Path, tmp_path: Path) -> Iterator[Installation]:
    """An installation with an owner and an account."""
    home = tmp_path / "home"
    databases.copy_home(_prepared, home)
    one = Installation(home=home, env={"TWOWAY_STAGE_HURRY": "10000", "TWOWAY_FETCH_SECONDS": "1"})
    yield one
    one.end()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Installation]:
    """A home that is not even a folder yet."""
    one = Installation(home=tmp_path / "home")
    yield one
    one.end()


@pytest.fixture
def unowned(migrated: Path, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database is there, and that nobody owns yet."""
    one = Installation(home=tmp_path / "home")
    one.home.mkdir()
    databases.copy_database(migrated, one.home)
    yield one
    one.end()
