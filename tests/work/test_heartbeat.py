from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from twoway.work import heartbeat
from twoway.work.heartbeat import Beat

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEAT = Beat(pid=7, at=NOW, version="0.1.0", threads=8)


def test_a_sign_of_life_is_read_as_it_was_written(tmp_path: Path) -> None:
    heartbeat.write(tmp_path, BEAT)
    assert heartbeat.read(tmp_path) == BEAT
    assert [file.name for file in tmp_path.iterdir()] == ["worker.json"]


@pytest.mark.parametrize(
    "words", ["", "{", "[]", '{"pid": 7}', '{"pid": 7, "at": "soon", "version": "", "threads": 1}']
)
def test_a_sign_that_cannot_be_read_is_none(tmp_path: Path, words: str) -> None:
    heartbeat.file_in(tmp_path).write_text(words, encoding="utf-8")
    assert heartbeat.read(tmp_path) is None
    assert not heartbeat.worker_runs(tmp_path, NOW)


@pytest.mark.parametrize(
    ("later", "runs"),
    [
        (timedelta(seconds=2), True),
        (timedelta(minutes=1), False),  # it is silent
        (timedelta(seconds=-2), True),  # the clock was set back a little
        (timedelta(hours=-1), False),  # the clock was set back: nobody knows
    ],
)
def test_a_worker_runs_while_its_sign_is_fresh(tmp_path: Path, later: timedelta, runs: bool) -> None:
    heartbeat.write(tmp_path, BEAT)
    assert heartbeat.worker_runs(tmp_path, NOW + later) is runs


def test_only_its_own_sign_is_taken_away(tmp_path: Path) -> None:
    heartbeat.write(tmp_path, BEAT)
    heartbeat.clear(tmp_path, pid=8)
    assert heartbeat.read(tmp_path) is not None
    heartbeat.clear(tmp_path, pid=7)
    assert heartbeat.read(tmp_path) is None
