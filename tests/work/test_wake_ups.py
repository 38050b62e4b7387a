from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from huey.contrib.djhuey import HUEY

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.jobs import wake_due_lanes
from twoway.domain.schedule import Urgency
from twoway.domain.versions import Version
from twoway.work import wake_ups


@pytest.fixture
def crowded(settings: Any) -> Iterator[None]:
    """A queue that holds as much as one thread can follow."""
    settings.TWOWAY_WORKERS = 1
    HUEY.flush()
    for _ in range(wake_ups.FOR_EACH_THREAD):
        HUEY.storage.enqueue(b"a wake-up")
    yield
    HUEY.flush()


@pytest.fixture
def due(account: Account, clock: Any) -> None:
    enqueue(account, Version(text="Fresh rye"), urgency=Urgency.SCHEDULED, due_at=clock())


def test_a_lane_that_is_due_is_woken(due: None) -> None:
    assert wake_due_lanes() == 1


def test_a_full_queue_takes_no_more_until_it_was_followed(due: None, crowded: None) -> None:
    assert wake_due_lanes() == 0
    HUEY.storage.dequeue()
    assert wake_due_lanes() == 1
