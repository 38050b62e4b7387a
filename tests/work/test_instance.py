"""Whether a process lives is known from a lock that ends with it, and never guessed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from twoway.work import instance

HOLD = """
import sys
from pathlib import Path
from twoway.work import instance
print(instance.name(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@contextmanager
def another(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that has taken a name."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def test_a_process_keeps_its_name(tmp_path: Path) -> None:
    assert instance.name(tmp_path) == instance.name(tmp_path)
    assert not instance.surely_died(tmp_path, instance.name(tmp_path))


def test_a_process_that_lives_is_never_called_dead(tmp_path: Path) -> None:
    with another(tmp_path) as (_, name):
        assert name
        assert not instance.surely_died(tmp_path, name)
        assert instance.left_behind(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT])
def test_a_process_that_was_killed_is_known_at_once(tmp_path: Path, number: int) -> None:
    with another(tmp_path) as (process, name):
        os.kill(process.pid, number)
        process.wait(10)
        assert instance.surely_died(tmp_path, name)
        assert instance.left_behind(tmp_path) == [name]
        instance.forget(tmp_path, name)
        assert instance.left_behind(tmp_path) == []


def test_a_process_that_ended_in_order_leaves_nothing(tmp_path: Path) -> None:
    with another(tmp_path) as (process, _):
        process.communicate("")
        assert list((tmp_path / "workers").iterdir()) == []


@pytest.mark.parametrize("name", ["", "0123456789abcdef", "../../etc/passwd", "0123456789ABCDEF"])
def test_of_a_name_that_is_not_from_here_nothing_is_said(tmp_path: Path, name: str) -> None:
    assert not instance.surely_died(tmp_path, name)


def test_where_no_file_can_be_written_there_is_a_name_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "home"
    blocked.mkdir()
    (blocked / "workers").write_text("in the way")
    assert instance.name(blocked)
    assert not instance.surely_died(blocked, instance.name(blocked))
