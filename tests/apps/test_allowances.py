"""What a network takes is counted for all workers, and answers always find room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of
from twoway.apps.delivery import allowances, lane, leases, parts, sending
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.models import Allowance, Delivery
from twoway.domain.facts import RateFacts
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.rehearsal.server import Stage

HOUR = RateFacts(posts=10, seconds=3600, source="https://example.org/rates", checked_on=date(2026, 11, 22))


def taken(account: Account, clock: Clock, rate: RateFacts, urgency: Urgency, most: int = 50) -> int:
    """How many posts go through before the network's allowance is used up."""
    return next(n for n in range(most) if allowances.take(account, (rate,), urgency, 1, clock()) is not None)


def test_posts_stop_a_little_before_the_limit_and_answers_use_the_rest(account: Account, clock: Clock) -> None:
    assert taken(account, clock, HOUR, Urgency.SCHEDULED) == 9
    assert taken(account, clock, HOUR, Urgency.URGENT) == 1
    assert taken(account, clock, HOUR, Urgency.SCHEDULED) == 0


def test_it_is_told_until_when(account: Account, clock: Clock) -> None:
    taken(account, clock, HOUR, Urgency.URGENT)
    clock.turn(minutes=20)
    told = allowances.take(account, (HOUR,), Urgency.URGENT, 1, clock())
    assert told is not None
    assert timedelta(minutes=39) < told[0] - clock() <= timedelta(minutes=40)
    assert allowances.words(facts_of(account), HOUR).startswith("Rehearsal takes 10 posts an hour from one account")
    clock.turn(minutes=41)
    assert taken(account, clock, HOUR, Urgency.URGENT) == 10


def test_one_account_does_not_use_up_anothers_allowance(
    account: Account, second_account: Account, clock: Clock
) -> None:
    assert taken(account, clock, HOUR, Urgency.URGENT) == 10
    assert taken(second_account, clock, HOUR, Urgency.URGENT) == 10


def test_what_is_allowed_to_the_installation_is_shared_by_its_accounts(
    account: Account, second_account: Account, clock: Clock
) -> None:
    shared = replace(HOUR, for_app=True)
    assert taken(account, clock, shared, Urgency.URGENT) == 10
    assert taken(second_account, clock, shared, Urgency.URGENT) == 0


def test_a_thread_that_is_longer_than_the_limit_goes_when_nothing_else_has(account: Account, clock: Clock) -> None:
    limited = (HOUR,)
    assert allowances.take(account, limited, Urgency.SCHEDULED, 25, clock()) is None
    assert allowances.take(account, limited, Urgency.SCHEDULED, 1, clock()) is not None


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=300)])
def test_a_clock_that_is_set_back_does_not_lock_anybody_out(account: Account, clock: Clock, back: timedelta) -> None:
    taken(account, clock, HOUR, Urgency.URGENT)
    clock.turn(seconds=-back.total_seconds())
    assert allowances.take(account, (HOUR,), Urgency.URGENT, 1, clock()) is None


def test_a_lane_whose_allowance_is_used_up_says_until_when_and_why_and_that_was_no_try(
    account: Account, world: Stage, clock: Clock
) -> None:
    now = timezone.now()
    delivery = enqueue(account, Version(text="Fresh rye."), urgency=Urgency.SCHEDULED, due_at=now)
    key = allowances._key(account, HOUR)
    Allowance.objects.create(key=key, began_at=now, used=10)
    turn = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert leases.take(turn)
    chosen = lane.choose(turn)
    assert chosen is not None
    intent = sending.commit_intent(chosen, parts.next_step(chosen), turn, clock(), rates=(HOUR,))
    assert intent is None
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (DeliveryState.WAITING, 0)
    assert "used up" in delivery.why
    assert delivery.next_at > now + timedelta(minutes=59)
    waiting = leases.waits(account, Urgency.SCHEDULED)
    assert waiting is not None
    assert waiting.waits_why == delivery.why
    assert not leases.renew(turn)
    assert Delivery.objects.get().attempts.count() == 0


def test_a_window_that_another_worker_begins_in_the_same_moment_has_room_for_us(
    account: Account, clock: Clock
) -> None:
    taken(account, clock, HOUR, Urgency.URGENT)
    clock.turn(minutes=61)
    begun: list[str] = []

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "delivery_allowance"') and "began_at" in sql and not begun:
            begun.append(sql)
            assert allowances.take(account, (HOUR,), Urgency.URGENT, 1, clock()) is None
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        assert allowances.take(account, (HOUR,), Urgency.URGENT, 1, clock()) is None
    assert begun
    assert Allowance.objects.get().used == 2
