"""Where machines share a PostgreSQL its clock counts, also for what people decide at a machine whose clock is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.delivery import changing
from twoway.apps.delivery.actions import enqueue, send_again, try_again
from twoway.apps.delivery.models import Change, Delivery
from twoway.domain.changing import Wanted
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.work import now as the_clock
from twoway.work.steps import steady

SOON = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def behind(db: None) -> Iterator[timedelta]:
    """By how much the database's clock is behind ours: an hour on PostgreSQL, nothing where there is one machine."""
    if connection.vendor != "postgresql":
        yield timedelta(0)
        return
    there = timezone.now() - timedelta(hours=1)
    the_clock._latest[connection.alias] = the_clock._Reading(there=there, here=steady())
    yield timedelta(hours=1)
    the_clock.forget()


def test_what_is_to_go_now_goes_now(account: Account, owner: Actor) -> None:
    due = enqueue(account, Version(text="Fresh rye."), urgency=Urgency.SCHEDULED, due_at=timezone.now())
    assert due.next_at - the_clock.now() < SOON
    Delivery.objects.filter(pk=due.pk).update(state=DeliveryState.HELD)
    assert try_again(owner, due.pk).next_at - the_clock.now() < SOON
    Delivery.objects.filter(pk=due.pk).update(state=DeliveryState.UNSURE, needs_person=True)
    assert send_again(owner, due.pk).next_at - the_clock.now() < SOON


def test_what_is_planned_keeps_its_time(account: Account) -> None:
    at = timezone.now() + timedelta(days=1)
    assert enqueue(account, Version(text="Fresh rye."), urgency=Urgency.SCHEDULED, due_at=at).due_at == at


def test_a_change_is_made_now(account: Account, owner: Actor) -> None:
    out = enqueue(account, Version(text="Fresh rye."), urgency=Urgency.SCHEDULED, due_at=timezone.now())
    Delivery.objects.filter(pk=out.pk).update(state=DeliveryState.SENT, remote_id="1", sent_at=timezone.now())
    changing.edit(owner, out.pk, Wanted(texts=("Fresh spelt.",)))
    assert Change.objects.get().next_at - the_clock.now() < SOON
