"""The weekly aim and the hours leave the words for columns of their own, and can go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("people", "0002_brand_and_invitations")], [("people", "0003_rhythm")]
BRANDS = {"brands": ["Alder & Rye"], "quiet_days": ["2026-12-25"]}
SAID = {"weekly_aim": ["5", "20"], "posting_hours": ["07:30", "18:00"]}


def at(step: list[tuple[str, str]]) -> Any:
    """The database as it was at a step; the workspaces of that time."""
    executor = MigrationExecutor(connection)
    executor.migrate(step)
    return MigrationExecutor(connection).loader.project_state(step).apps.get_model("people", "Workspace")


@pytest.fixture
def workspaces(transactional_db: None) -> Iterator[Any]:
    """The workspaces as they were before."""
    yield at(BEFORE)
    at(AFTER)


def columns(workspace: Any) -> tuple[object, ...]:
    return (workspace.aim_posts, workspace.aim_replies, workspace.speaks_from, workspace.speaks_until)


def test_what_was_said_moves_and_the_other_words_stay(workspaces: Any) -> None:
    workspaces.objects.create(name="Alder & Rye", words={**BRANDS, **SAID})
    workspaces.objects.create(name="Elsewhere", words=BRANDS)
    after = at(AFTER)
    bakery, elsewhere = after.objects.order_by("id")
    assert columns(bakery) == (5, 20, time(7, 30), time(18))
    assert columns(elsewhere) == (None, None, None, None)
    assert bakery.words == elsewhere.words == BRANDS


def test_it_goes_back_as_it_was(workspaces: Any) -> None:
    workspaces.objects.create(name="Alder & Rye", words={**BRANDS, **SAID})
    at(AFTER)
    [back] = at(BEFORE).objects.all()
    assert back.words == {**BRANDS, **SAID}


@pytest.mark.parametrize(
    "words",
    [
        {"weekly_aim": ["-1", "x"], "posting_hours": ["late", "25:00"]},
        {"weekly_aim": ["5"], "posting_hours": ["18:00", "08:00"]},
        {"weekly_aim": "5 20", "posting_hours": None},
        {"weekly_aim": ["5000", "1"], "posting_hours": ["08:00+02:00", "18:00"]},
    ],
)
def test_nonsense_goes_away_and_counts_as_not_said(workspaces: Any, words: dict[str, object]) -> None:
    workspaces.objects.create(name="Alder & Rye", words=words)
    [after] = at(AFTER).objects.all()
    assert (after.aim_posts, after.words) == (None, {})
    assert after.speaks_from is None or after.speaks_from == time(8)
