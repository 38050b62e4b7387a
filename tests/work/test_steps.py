"""A clock that is set is noticed once, by one of all the processes of a home."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from twoway.work import steps

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_nothing_is_said_of_a_clock_that_nobody_looked_at_before(tmp_path: Path) -> None:
    assert steps.step_back(tmp_path, NOON, 100.0) == timedelta(0)


def test_a_clock_that_goes_on_is_no_step(tmp_path: Path) -> None:
    steps.step_back(tmp_path, NOON, 100.0)
    assert steps.step_back(tmp_path, NOON + timedelta(hours=1), 3700.0) == timedelta(0)


def test_a_step_is_told_to_one_alone(tmp_path: Path) -> None:
    steps.step_back(tmp_path, NOON, 100.0)
    assert steps.step_back(tmp_path, NOON - timedelta(hours=1), 101.0) == timedelta(hours=1, seconds=1)
    assert steps.step_back(tmp_path, NOON - timedelta(hours=1), 101.5) == timedelta(0)


def test_a_step_forward_is_negative(tmp_path: Path) -> None:
    steps.step_back(tmp_path, NOON, 100.0)
    assert steps.step_back(tmp_path, NOON + timedelta(hours=1), 100.0) == timedelta(hours=-1)


def test_what_is_corrected_little_by_little_never_adds_up(tmp_path: Path) -> None:
    for second in range(200):
        told = steps.step_back(tmp_path, NOON - timedelta(seconds=second / 2), 100.0)
        assert abs(told) < timedelta(seconds=2)


def test_after_a_new_start_of_the_machine_nothing_is_compared(tmp_path: Path) -> None:
    steps.step_back(tmp_path, NOON, 100_000.0)
    kept = json.loads((tmp_path / "clock.json").read_text())
    (tmp_path / "clock.json").write_text(json.dumps({**kept, "boot": "another"}))
    assert steps.step_back(tmp_path, NOON, 5.0) == timedelta(0)


def test_a_file_that_cannot_be_read_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text("{")
    assert steps.step_back(tmp_path, NOON, 5.0) == timedelta(0)
    assert steps.step_back(tmp_path, NOON - timedelta(hours=1), 5.0) == timedelta(hours=1)


def test_the_steady_clock_only_goes_forward() -> None:
    assert steps.steady() <= steps.steady()
