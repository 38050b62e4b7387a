from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from huey.contrib.djhuey import HUEY

from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import jobs
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.jobs import advance_urgent, wake_due_lanes
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import in_fair_order
from twoway.apps.people.queries import personas_of
from twoway.domain.schedule import Urgency
from twoway.domain.versions import Version
from twoway.work import wake_ups


@pytest.fixture
def crowded(settings: Any) -> Iterator[None]:
    """A queue that holds as much as one thread can follow."""
    jobs._woken.clear()
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


def test_a_lane_that_was_woken_is_not_woken_again_while_its_wake_up_waits(due: None, settings: Any) -> None:
    jobs._woken.clear()
    settings.TWOWAY_WORKERS = 4
    HUEY.flush()
    assert wake_due_lanes() == 1
    HUEY.storage.enqueue(b"a wake-up")
    assert wake_due_lanes() == 0
    HUEY.flush()
    assert wake_due_lanes() == 1, "nobody has it, so it may be lost"


def test_answers_go_first_and_no_workspace_waits_behind_the_crowd_of_another(
    account: Account, second_account: Account, stranger: Any, world: Any
) -> None:
    theirs = [
        connect(stranger, "rehearsal", {"name": name}, persona_id=personas_of(stranger).get().pk).pk
        for name in ("market", "school")
    ]
    ours = [account.pk, second_account.pk]
    posts = [(pk, "scheduled") for pk in (*ours, *theirs)]
    order = in_fair_order([*posts, (second_account.pk, "urgent")])
    assert order[0] == (second_account.pk, "urgent")
    assert [pk in ours for pk, _ in order[1:]] == [True, False, True, False]


def test_a_reply_passes_a_hundred_lanes_of_a_campaign(
    account: Account, second_account: Account, clock: Any, world: Any
) -> None:
    for number in range(30):
        enqueue(account, Version(text=f"Offer {number}."), urgency=Urgency.SCHEDULED, due_at=clock())
    answer = enqueue(second_account, Version(text="Tom, it is ready."), urgency=Urgency.URGENT, due_at=clock())
    assert advance_urgent() == 1
    answer.refresh_from_db()
    assert answer.state == "sent"
    assert Delivery.objects.filter(state="sent").count() == 1
