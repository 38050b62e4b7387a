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
from twoway.work import ending


@pytest.fixture
def crowded(settings: Any) -> Iterator[None]:
    """A queue that holds as much as one thread can follow."""
    settings.TWOWAY_WORKERS = 1
    HUEY.flush()
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


def test_a_thread_that_is_awake_goes_on_with_what_else_is_due(
    account: Account, second_account: Account, clock: Any, settings: Any
) -> None:
    settings.TWOWAY_WORKERS = 1
    HUEY.flush()
    for one in (account, second_account):
        enqueue(one, Version(text="Fresh rye"), urgency=Urgency.SCHEDULED, due_at=clock())
    assert wake_due_lanes() == 1, "one thread is woken for two lanes"
    assert jobs.advance_lane.func(account.pk, Urgency.SCHEDULED) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_thread_that_is_asked_to_end_takes_no_further_lane(
    account: Account, second_account: Account, clock: Any
) -> None:
    for one in (account, second_account):
        enqueue(one, Version(text="Fresh rye"), urgency=Urgency.SCHEDULED, due_at=clock())
    wake_due_lanes()
    ending.ask()
    try:
        assert jobs.advance_lane.func(account.pk, Urgency.SCHEDULED) == 0
    finally:
        ending.forget()


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
