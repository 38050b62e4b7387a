"""What an account is called stays true, and its people are told once when that changes."""

from __future__ import annotations

from typing import Any

import pytest

from twoway.apps.accounts.actions import check
from twoway.apps.accounts.jobs import renew_limits, wake_limits
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.names import take_over
from twoway.apps.notices.actions import settle_notice
from twoway.apps.notices.models import Notice
from twoway.domain.permission import Actor
from twoway.domain.versions import Presence


def called(account: Account, handle: str = "rye.millbrook", **more: Any) -> Presence:
    return Presence(remote_id=more.pop("remote_id", account.remote_id), handle=handle, **more)


@pytest.mark.parametrize("who", ["the worker", "somebody who checks it"])
def test_a_handle_that_has_changed_is_kept_and_told_once(owner: Actor, account: Account, who: str) -> None:
    now = account.handle
    Account.objects.filter(pk=account.pk).update(handle="old.name@rehearsal", name="Old", limits_read_at=None)

    for _ in range(2):
        if who == "the worker":
            wake_limits()
            assert renew_limits.call(account.pk)
        else:
            check(owner, account.pk)

    account.refresh_from_db()
    assert account.handle == now
    assert account.name != "Old"
    assert account.limits_read_at is not None
    [notice] = Notice.objects.all()
    assert notice.words == f"@old.name@rehearsal is called @{now} on Rehearsal now."
    assert notice.times == 1


def test_another_name_alone_is_kept_and_disturbs_nobody(account: Account) -> None:
    take_over(account, called(account, account.handle, name="Alder and Rye"))
    assert Account.objects.get(pk=account.pk).name == account.name == "Alder and Rye"
    assert not Notice.objects.exists()


def test_what_the_network_does_not_tell_stays_as_it_is(account: Account) -> None:
    handle, name = account.handle, account.name
    take_over(account, called(account, "", name=""))
    take_over(account, called(account, "tom", name="Tom Hallam", remote_id="somebody-else"))
    account.refresh_from_db()
    assert (account.handle, account.name) == (handle, name)
    assert not Notice.objects.exists()


def test_two_who_hear_it_at_once_tell_it_once(account: Account) -> None:
    twin = Account.objects.get(pk=account.pk)
    take_over(account, called(account))
    take_over(twin, called(account))
    assert Notice.objects.get().times == 1
    assert twin.handle == "rye.millbrook"


def test_an_account_that_has_moved_is_told_once_for_each_place(account: Account) -> None:
    for _ in range(2):
        take_over(account, called(account, account.handle, moved_to="rye@town.social"))
    notice = Notice.objects.get()
    assert "says that it has moved to @rye@town.social" in notice.words
    assert "Connect @rye@town.social" in notice.cure
    settle_notice(account.workspace_id, notice.key)
    take_over(account, called(account, account.handle, moved_to="rye@town.social"))
    assert Notice.objects.count() == 1
    take_over(account, called(account, account.handle, moved_to="rye@other.social"))
    assert Notice.objects.count() == 2
    assert Notice.objects.filter(settled_at=None).count() == 1


def test_a_name_that_is_too_long_is_cut(account: Account) -> None:
    take_over(account, called(account, "h" * 400, name="n" * 400))
    account.refresh_from_db()
    assert (len(account.handle), len(account.name)) == (300, 300)
