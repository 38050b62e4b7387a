from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from twoway.work import heartbeat, presence
from twoway.work.databases import Database
from twoway.work.worker import beat_now

SHARED = Database(kind="postgresql", host="db.example", name="bakery")


@pytest.fixture
def empty(settings: Any, tmp_path: Path) -> Any:
    settings.TWOWAY_HOME = tmp_path
    cache.delete(presence.KEY)
    return settings


@pytest.mark.django_db
def test_a_worker_on_another_machine_counts_where_the_database_is_shared(empty: Any) -> None:
    empty.TWOWAY_DATABASE = SHARED
    assert not presence.worker_runs()
    presence.tell_others()
    assert presence.worker_runs()
    presence.forget()
    assert not presence.worker_runs()


@pytest.mark.django_db
def test_on_one_machine_only_its_own_worker_counts(empty: Any) -> None:
    empty.TWOWAY_DATABASE = Database()
    presence.tell_others()
    assert not presence.worker_runs()
    heartbeat.write(empty.TWOWAY_HOME, beat_now())
    assert presence.worker_runs(timezone.now())
