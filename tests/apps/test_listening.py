"""What a stream does to an account: its next reading is due, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from twoway.apps.accounts.models import Account, Health
from twoway.apps.delivery import leases
from twoway.apps.delivery.models import Lane
from twoway.apps.inbox import listening
from twoway.apps.inbox.listening import GENTLE, LANE, heard_at_once, read_soon

pytestmark = pytest.mark.django_db


def later(account: Account, *, read: timedelta, health: str = Health.GOOD) -> datetime:
    """An account that is to be read in an hour and was last read a while ago."""
    now = timezone.now()
    Account.objects.filter(pk=account.pk).update(
        read_due_at=now + timedelta(hours=1), read_at=now - read, health=health
    )
    return now


def due_at(account: Account) -> datetime:
    account.refresh_from_db()
    assert account.read_due_at is not None
    return account.read_due_at


def test_news_make_the_next_reading_due_at_once(account: Account) -> None:
    now = later(account, read=timedelta(minutes=5))
    assert read_soon(account.pk)
    assert due_at(account) - now < timedelta(seconds=2)


def test_a_flood_of_news_is_read_gently_and_nothing_of_it_is_lost(account: Account) -> None:
    now = later(account, read=timedelta(seconds=1))
    assert read_soon(account.pk)
    assert GENTLE - timedelta(seconds=2) < due_at(account) - now < GENTLE
    assert not read_soon(account.pk)  # it is due already


@pytest.mark.parametrize("health", [Health.TROUBLE, Health.RECONNECT])
def test_an_account_that_was_told_to_wait_still_waits(account: Account, health: str) -> None:
    now = later(account, read=timedelta(minutes=5), health=health)
    assert not read_soon(account.pk)
    assert due_at(account) - now > timedelta(minutes=59)


def test_news_never_put_a_reading_off(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(read_due_at=timezone.now() - timedelta(minutes=1))
    assert not read_soon(account.pk)
    assert due_at(account) < timezone.now()


def test_an_account_that_is_gone_is_not_read(account: Account) -> None:
    later(account, read=timedelta(minutes=5))
    Account.objects.filter(pk=account.pk).update(removed_at=timezone.now())
    assert not read_soon(account.pk)
    assert not read_soon(account.pk + 1000)


def test_a_network_that_tells_nothing_is_left_alone(account: Account) -> None:
    assert listening._wanted() == []
    assert listening._hear(account.pk, lambda: False) == listening.NO_STREAM
    assert heard_at_once([account.pk]) == set()


def test_what_another_worker_listens_to_is_left_to_it(account: Account) -> None:
    turn = leases.new_turn(account.pk, LANE, timezone.now)
    assert leases.take(turn)
    assert heard_at_once([account.pk]) == {account.pk}
    assert listening._hear(account.pk, lambda: False) == listening.TAKEN
    assert Lane.objects.get(urgency=LANE).owner == turn.owner


def test_without_anybody_to_listen_to_it_is_over_at_once(account: Account) -> None:
    listening.listen()
    assert not Lane.objects.filter(urgency=LANE).exists()
