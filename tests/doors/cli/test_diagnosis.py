from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from twoway.doors.cli import diagnosis
from twoway.doors.cli.diagnosis import Level, clock, database_file, disk, drive, home, is_running, known, versions
from twoway.plug.examples import SHORT

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("off", "level"),
    [
        (timedelta(seconds=5), Level.GOOD),  # answers take a while
        (timedelta(minutes=2), Level.WARNING),
        (timedelta(hours=1), Level.BROKEN),
        (timedelta(hours=-1), Level.BROKEN),
    ],
)
def test_a_clock_that_is_off_is_told(off: timedelta, level: Level) -> None:
    told = clock(format_datetime(NOW - off, usegmt=True), NOW, "Bluesky")
    assert told is not None
    assert told.level is level
    assert bool(told.cure) is (level is not Level.GOOD)


def test_a_clock_an_hour_ahead_is_told_as_such() -> None:
    told = clock(format_datetime(NOW - timedelta(hours=1), usegmt=True), NOW, "Bluesky")
    assert told is not None
    assert "60 minutes ahead of Bluesky" in told.words


@pytest.mark.parametrize("words", ["", "yesterday", "0"])
def test_a_clock_that_cannot_be_read_tells_nothing(words: str) -> None:
    assert clock(words, NOW, "Bluesky") is None


@pytest.mark.parametrize(("free", "level"), [(10**10, Level.GOOD), (10**8, Level.WARNING), (10**6, Level.BROKEN)])
def test_little_room_is_told(free: int, level: Level) -> None:
    assert disk(free).level is level


@pytest.mark.parametrize(
    ("python", "sqlite", "level"),
    [((3, 11, 2), (3, 40, 1), Level.GOOD), ((3, 10, 9), (3, 40, 1), Level.BROKEN), ((3, 11), (3, 22), Level.BROKEN)],
)
def test_what_is_too_old_is_told(python: tuple[int, ...], sqlite: tuple[int, ...], level: Level) -> None:
    assert versions(python, sqlite).level is level


def test_a_network_drive_is_told(tmp_path: Path) -> None:
    local = "/dev/sda1 / ext4 rw 0 0\n"
    remote = f"{local}server:/share {tmp_path.resolve()} nfs4 rw 0 0\n"
    assert drive(tmp_path / "home", local).level is Level.GOOD
    assert drive(tmp_path / "home", remote).level is Level.BROKEN
    assert drive(tmp_path / "home", "").level is Level.GOOD


def test_a_private_home_is_good_and_an_open_one_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert next(home(tmp_path)).level is Level.GOOD
    tmp_path.chmod(0o755)
    told = next(home(tmp_path))
    assert told.level is Level.WARNING
    assert "chmod 700" in told.cure


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    told = list(home(tmp_path / "nowhere"))
    assert [one.level for one in told] == [Level.BROKEN]
    assert "TWOWAY_HOME" in told[0].cure


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "twoway.sqlite3"
    with sqlite3.connect(file) as line:
        line.execute("CREATE TABLE t (x)")
    line.close()
    return file


def test_a_whole_database_is_good(database: Path) -> None:
    assert database_file(database).level is Level.GOOD


def test_a_locked_database_is_told(database: Path) -> None:
    holder = sqlite3.connect(database, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    told = database_file(database, seconds=0.1)
    holder.close()
    assert told.level is Level.BROKEN
    assert "locked" in told.words


def test_a_damaged_database_is_told(database: Path) -> None:
    database.write_bytes(b"not a database at all, but long enough to be taken for one" * 20)
    told = database_file(database)
    assert told.level is Level.BROKEN
    assert "damaged" in told.words


def test_a_missing_database_is_told(tmp_path: Path) -> None:
    assert "twoway init" in database_file(tmp_path / "no.sqlite3").cure


def test_this_process_runs_and_one_that_never_was_does_not() -> None:
    assert is_running(os.getpid())
    assert not is_running(2**22 + 1)


def test_the_machine_is_looked_at_without_a_home() -> None:
    assert {one.name for one in diagnosis.machine(None, NOW)} == {"versions", "assets", "facts"}


def test_facts_that_were_looked_at_lately_are_good() -> None:
    [told] = known([SHORT], date(2026, 12, 1))
    assert (told.level, told.name) == (Level.GOOD, "facts")


def test_a_fact_that_is_older_than_ninety_days_is_told_with_the_page_to_look_at() -> None:
    practice = replace(SHORT, is_practice=True)
    [told] = known([SHORT, practice], date(2027, 2, 21))
    assert told.level is Level.WARNING
    assert SHORT.name in told.words
    assert "2026-11-22" in told.words
    assert "text.limit" in told.words
    assert SHORT.text.limit.source in told.cure
