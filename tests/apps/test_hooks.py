"""Letting networks call us: who may, what is agreed, and that it ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.hooks import actions, jobs
from twoway.apps.hooks.models import Hook
from twoway.apps.hooks.queries import address_of, can_call, hooks_of
from twoway.domain.errors import BadInput, NetworkAnswer, NotAllowed
from twoway.domain.permission import Actor
from twoway.rehearsal import calling, store
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.server import Stage
from twoway.work.sealing import unseal


def test_the_network_is_told_where_and_with_what_secret(
    owner: Actor, account: Account, world: Stage, settings: Any
) -> None:
    hook = actions.open_hook(owner, account.pk)
    with store.reading(world.path) as db:
        row = db.execute("SELECT * FROM hook").fetchone()
    assert row["address"] == address_of(account, hook.token)
    assert row["address"].startswith(settings.TWOWAY_ADDRESS + "/hooks/")
    assert unseal(hook.sealed, settings.TWOWAY_SEALING_KEYS) == {"secret": row["secret"]}
    assert row["secret"] not in hook.sealed
    assert Event.objects.filter(verb="open hook").exists()


def test_opening_again_changes_the_address_and_the_secret(owner: Actor, account: Account) -> None:
    first = actions.open_hook(owner, account.pk)
    second = actions.open_hook(owner, account.pk)
    assert (first.pk, first.token) != (second.pk, second.token)
    assert Hook.objects.count() == 1


def test_when_the_network_does_not_take_it_nothing_is_kept(owner: Actor, account: Account, world: Stage) -> None:
    world.answer("POST", "/_stage/orders", json={"kind": Kind.DOWN, "touches": "writing", "count": 5})
    with pytest.raises(NetworkAnswer):
        actions.open_hook(owner, account.pk)
    assert not Hook.objects.exists()


def test_it_ends_on_both_sides(owner: Actor, account: Account, world: Stage) -> None:
    actions.open_hook(owner, account.pk)
    actions.close_hook(owner, account.pk)
    assert not Hook.objects.exists()
    with store.reading(world.path) as db:
        assert not calling.is_wanted(db)
    with pytest.raises(BadInput, match="does not call us"):
        actions.close_hook(owner, account.pk)


def test_only_who_may_change_accounts_opens_and_closes(
    replier: Actor, guest: Actor, stranger: Actor, owner: Actor, account: Account
) -> None:
    for who in (replier, guest):
        with pytest.raises(NotAllowed):
            actions.open_hook(who, account.pk)
        with pytest.raises(NotAllowed):
            actions.close_hook(who, account.pk)
    with pytest.raises(BadInput):
        actions.open_hook(stranger, account.pk)
    actions.open_hook(owner, account.pk)
    assert not hooks_of(stranger).exists()
    assert hooks_of(guest).count() == 1


def test_the_practice_network_is_never_told_by_itself(account: Account, settings: Any, clock: Clock) -> None:
    settings.TWOWAY_ADDRESS = "https://desk.alderrye.bakery"
    assert can_call(account)
    assert jobs.open_missing() == 0


def test_opening_one_twice_does_it_once(account: Account) -> None:
    assert jobs.open_one.call(account.pk)
    assert not jobs.open_one.call(account.pk)
    assert not jobs.open_one.call(10**9)
