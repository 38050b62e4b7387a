"""What the worker does for accounts by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from twoway.apps.accounts.actions import check, remove
from twoway.apps.accounts.jobs import ASK_AGAIN, LIMITS_LIVE, forget_sign_ins, renew_limits, wake_limits
from twoway.apps.accounts.models import Account, Health, SignIn
from twoway.domain.permission import Actor
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage


def aged(account: Account, by: timedelta) -> None:
    Account.objects.filter(pk=account.pk).update(limits_read_at=timezone.now() - by, limits={})


def test_limits_are_read_when_an_account_is_connected_and_when_it_is_checked(owner: Actor, account: Account) -> None:
    assert account.limits_read_at is not None
    aged(account, timedelta(days=3))
    assert check(owner, account.pk).limits_read_at > timezone.now() - timedelta(minutes=1)  # type: ignore[operator]  # just read
    account.refresh_from_db()
    assert account.limits["text"] > 0


def test_limits_that_are_a_day_old_are_asked_for_once(account: Account) -> None:
    assert wake_limits() == 0
    aged(account, LIMITS_LIVE + timedelta(seconds=1))
    assert (wake_limits(), wake_limits()) == (1, 0)
    assert renew_limits.call(account.pk)
    account.refresh_from_db()
    assert account.limits["text"] > 0
    assert wake_limits() == 0


def test_an_account_from_before_limits_had_a_day_is_asked(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(limits_read_at=None)
    assert (wake_limits(), wake_limits()) == (1, 0)


def test_a_server_that_does_not_answer_is_asked_again_in_an_hour_and_what_is_known_stays(
    account: Account, world: Stage
) -> None:
    before = account.limits
    Account.objects.filter(pk=account.pk).update(limits_read_at=timezone.now() - LIMITS_LIVE - timedelta(seconds=1))
    wake_limits()
    reading.order(world, "down", touches="reading")
    renew_limits.call(account.pk)
    account.refresh_from_db()
    assert account.limits == before
    Account.objects.filter(pk=account.pk).update(limits_read_at=account.limits_read_at - ASK_AGAIN)  # type: ignore[operator]  # it was claimed
    assert wake_limits() == 1


@pytest.mark.parametrize("how", ["removed", "lost"])
def test_an_account_that_cannot_be_asked_is_left_alone(owner: Actor, account: Account, how: str) -> None:
    aged(account, timedelta(days=3))
    if how == "removed":
        remove(owner, account.pk)
        assert not renew_limits.call(account.pk)
    else:
        Account.objects.filter(pk=account.pk).update(health=Health.RECONNECT)
    assert wake_limits() == 0


def test_sign_ins_that_nobody_ended_are_forgotten(owner: Actor, account: Account) -> None:
    row = SignIn.objects.create(
        workspace_id=owner.workspace_id,
        user_id=owner.user_id,
        persona=account.persona,
        network=account.network,
        address="x",
        state_hash="y",
        sealed="z",
        ends_at=timezone.now() - timedelta(minutes=1),
    )
    assert forget_sign_ins() == 0
    row.refresh_from_db()
    assert row.sealed == ""
    SignIn.objects.update(ends_at=timezone.now() - timedelta(days=2))
    assert forget_sign_ins() == 1
