"""Workers that are slow or asleep for longer than their lease: whatever comes late, nothing is doubled or written over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import http_of
from twoway.apps.delivery import lane, leases, parts, sending, settling
from twoway.apps.delivery.actions import cancel, enqueue, leave_it, pause, send_again, set_aside
from twoway.apps.delivery.leases import Turn
from twoway.apps.delivery.models import Delivery, Lane
from twoway.apps.delivery.sending import Intent
from twoway.apps.notices.models import Notice
from twoway.apps.posts.models import ApprovalRule
from twoway.domain.errors import Conflict, NetworkAnswer, Refused, TryLater, Unsure
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import Cause, DeliveryState
from twoway.domain.versions import Receipt, Version
from twoway.plug.http import Answer
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage
from twoway.work.local import answer_locally
from twoway.work.points import Point

WORDS = "Fresh rye at eight on Saturday."
#: Lets something happen while the network does what it was asked.
Twisted = Callable[[Callable[[str, str], None]], None]


def due(account: Account, text: str = WORDS, *, more: tuple[str, ...] = ()) -> Delivery:
    now = timezone.now()
    version = Version(text=text, more=more)
    return enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=now, latest_at=now + timedelta(hours=9))


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def said(world: Stage, account: Account) -> list[str]:
    roots = reading.posts_of(world, account.handle)
    found = {post.id: post for root in roots for post in reading.thread(world, root.id)}
    return sorted(post.text for post in found.values() if not post.is_cast)


def takes_lane(account: Account, clock: Clock) -> Turn:
    """A worker has the lane."""
    turn = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert leases.take(turn)
    return turn


def chosen(turn: Turn) -> Delivery:
    """What is next in its lane."""
    delivery = lane.choose(turn)
    assert delivery is not None
    return delivery


@dataclass
class Slow:
    """A worker that has committed its intent, called or not, and has not written down what came of it."""

    account: Account
    turn: Turn
    intent: Intent
    receipts: tuple[Receipt, ...] = ()

    def hears_yes(self, now: Any) -> None:
        delivery, step = self.intent.delivery, self.intent.step
        sending.write_yes(delivery, self.intent.attempt(), step.rows, self.receipts, now)

    def hears(self, answer: NetworkAnswer, now: Any) -> None:
        sending.write_no(self.intent, answer, now)


@pytest.fixture
def begins(account: Account, clock: Clock) -> Callable[..., Slow]:
    """A worker begins with what is next in the lane, and its lease runs out."""

    def begin(*, calls: bool) -> Slow:
        turn = takes_lane(account, clock)
        delivery = chosen(turn)
        intent = sending.commit_intent(delivery, parts.next_step(delivery), turn, clock())
        assert intent is not None
        receipts = intent.step.send(http_of(account)) if calls else ()
        clock.turn(seconds=leases.LEASE.total_seconds() + 1)
        return Slow(account=account, turn=turn, intent=intent, receipts=receipts)

    return begin


def takes_over(account: Account, clock: Clock) -> None:
    """Another worker finds the lane free, and what is `sending` in it unsure."""
    turn = takes_lane(account, clock)
    settling.find_orphans(turn)
    leases.give_back(turn)


def takes_over_and_looks(account: Account, clock: Clock) -> None:
    """And looks for it."""
    takes_over(account, clock)
    turn = takes_lane(account, clock)
    settling.settle(chosen(turn), turn)
    leases.give_back(turn)


@pytest.mark.parametrize("late", [TryLater("Busy."), Refused("No."), Unsure("Perhaps.")])
def test_a_no_that_comes_late_does_not_touch_the_try_of_somebody_else(
    account: Account, clock: Clock, begins: Callable[..., Slow], late: NetworkAnswer
) -> None:
    delivery = due(account)
    first = begins(calls=False)
    takes_over_and_looks(account, clock)
    second = begins(calls=True)
    first.hears(late, clock())
    assert fresh(delivery).state == DeliveryState.SENDING, "the second try is on the wire"
    second.hears_yes(clock())
    assert fresh(delivery).state == DeliveryState.SENT
    assert fresh(delivery).address


@pytest.mark.parametrize("late", [TryLater("Busy."), Refused("No.")])
def test_a_no_that_comes_late_of_a_part_does_not_touch_the_next_part(
    account: Account, world: Stage, clock: Clock, begins: Callable[..., Slow], late: NetworkAnswer
) -> None:
    delivery = due(account, more=("And more.", "And the end."))
    first = begins(calls=True)
    takes_over_and_looks(account, clock)
    assert fresh(delivery).parts_out == 1, "the first part was found"
    second = begins(calls=True)
    first.hears(late, clock())
    assert fresh(delivery).state == DeliveryState.SENDING
    second.hears_yes(clock())
    assert fresh(delivery).parts_out == 2
    clock.turn(minutes=1)
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert fresh(delivery).state == DeliveryState.SENT
    assert len(said(world, account)) == 3


def test_a_yes_that_comes_late_is_written_down_while_it_is_unsure(
    account: Account, clock: Clock, begins: Callable[..., Slow]
) -> None:
    delivery = due(account)
    slow = begins(calls=True)
    takes_over(account, clock)
    Delivery.objects.update(needs_person=True)
    slow.hears_yes(clock())
    found = fresh(delivery)
    assert (found.state, found.needs_person, bool(found.address)) == (DeliveryState.SENT, False, True)


def test_a_yes_that_comes_late_keeps_it_from_going_again(
    account: Account, clock: Clock, begins: Callable[..., Slow]
) -> None:
    delivery = due(account)
    slow = begins(calls=False)
    takes_over_and_looks(account, clock)
    assert fresh(delivery).state == DeliveryState.WAITING
    slow.receipts = slow.intent.step.send(http_of(account))
    slow.hears_yes(clock())
    assert fresh(delivery).state == DeliveryState.SENT


def test_two_who_say_yes_to_the_same_agree(
    account: Account, world: Stage, clock: Clock, begins: Callable[..., Slow]
) -> None:
    delivery = due(account)
    first = begins(calls=False)
    takes_over_and_looks(account, clock)
    second = begins(calls=True)
    first.receipts = first.intent.step.send(http_of(account))
    first.hears_yes(clock())
    second.hears_yes(clock())
    assert fresh(delivery).state == DeliveryState.SENT
    assert said(world, account) == [WORDS]


def test_a_yes_that_comes_late_of_a_part_counts_it_once(
    account: Account, world: Stage, clock: Clock, begins: Callable[..., Slow]
) -> None:
    delivery = due(account, more=("And more.", "And the end."))
    first = begins(calls=True)
    takes_over_and_looks(account, clock)
    second = begins(calls=True)
    first.hears_yes(clock())
    second.hears_yes(clock())
    assert fresh(delivery).parts_out == 2
    clock.turn(minutes=1)
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert fresh(delivery).state == DeliveryState.SENT
    assert sorted(part.text for part in fresh(delivery).parts) == said(world, account)


def test_a_yes_that_comes_when_it_was_taken_back_is_told_at_once(
    account: Account, owner: Actor, clock: Clock, begins: Callable[..., Slow], django_capture_on_commit_callbacks: Any
) -> None:
    delivery = due(account)
    slow = begins(calls=False)
    takes_over_and_looks(account, clock)
    cancel(owner, delivery.pk)
    slow.receipts = slow.intent.step.send(http_of(account))
    with django_capture_on_commit_callbacks(execute=True):
        slow.hears_yes(clock())
    assert fresh(delivery).state == DeliveryState.CANCELLED
    notice = Notice.objects.get(key=f"alarm:{delivery.pk}")
    assert notice.urgent
    assert "went out after all" in notice.words
    assert delivery.attempts.filter(outcome="sent").exists()


def test_a_yes_that_comes_when_it_was_held_since_keeps_it_from_being_let_go_again(
    account: Account, clock: Clock, begins: Callable[..., Slow]
) -> None:
    delivery = due(account)
    slow = begins(calls=True)
    takes_over(account, clock)
    Delivery.objects.update(state=DeliveryState.HELD, cause=Cause.POSTING, needs_person=True)
    slow.hears_yes(clock())
    found = fresh(delivery)
    assert (found.state, found.needs_person, bool(found.address)) == (DeliveryState.SENT, False, True)


def test_a_yes_that_comes_when_it_was_taken_back_is_said_where_it_is_looked_at(
    account: Account, owner: Actor, clock: Clock, begins: Callable[..., Slow]
) -> None:
    delivery = due(account)
    slow = begins(calls=False)
    takes_over_and_looks(account, clock)
    cancel(owner, delivery.pk)
    slow.receipts = slow.intent.step.send(http_of(account))
    slow.hears_yes(clock())
    assert "went out after all" in fresh(delivery).why


def test_a_look_that_comes_late_says_nothing_of_the_next_try(
    account: Account, world: Stage, clock: Clock, begins: Callable[..., Slow], twisted: Twisted
) -> None:
    delivery = due(account)
    begins(calls=False)
    takes_over(account, clock)
    looked: list[str] = []

    def meanwhile(method: str, path: str) -> None:
        """The first look takes so long that another worker looks as well, sends again, and hears nothing."""
        if method != "GET" or looked:
            return
        looked.append(path)
        clock.turn(seconds=leases.LEASE.total_seconds() + 1)
        turn = takes_lane(account, clock)
        settling.settle(chosen(turn), turn)
        leases.give_back(turn)
        begins(calls=False).hears(Unsure("Perhaps."), clock())

    twisted(meanwhile)
    turn = takes_lane(account, clock)
    settling.settle(chosen(turn), turn)
    assert looked
    assert fresh(delivery).state == DeliveryState.UNSURE, "the second try is still to be looked for"


# -- a worker that is asleep between two steps -------------------------------------------------------------------------


@pytest.fixture
def twisted(world: Stage) -> Iterator[Twisted]:
    """Something happens while the network does what it was asked."""

    def between(happens: Callable[[str, str], None]) -> None:
        def handler(method: str, path: str, *args: Any, **more: Any) -> Answer:
            answer = world.answer(method, path, *args, **more)
            happens(method, path)
            return answer

        answer_locally("rehearsal", handler)

    yield between
    answer_locally("rehearsal", world.answer)


def test_a_worker_that_slept_before_its_call_finds_the_lane_taken_and_calls_nobody(
    account: Account, world: Stage, clock: Clock, settings: Any
) -> None:
    delivery = due(account)
    other = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)

    def sleeps(point: Point) -> None:
        if point is Point.AFTER_INTENT:
            clock.turn(hours=1)
            assert leases.take(other)

    settings.AT_POINT = sleeps
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert said(world, account) == []
    assert fresh(delivery).state == DeliveryState.SENDING, "the other one finds it"


def test_a_worker_that_slept_and_still_has_its_lane_goes_on(
    account: Account, world: Stage, clock: Clock, settings: Any
) -> None:
    delivery = due(account)
    settings.AT_POINT = lambda point: clock.turn(hours=1) if point is Point.AFTER_INTENT else None
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert fresh(delivery).state == DeliveryState.SENT
    assert said(world, account) == [WORDS]


def test_a_sending_of_many_requests_keeps_its_lane_however_long_they_take(
    account: Account, world: Stage, clock: Clock, twisted: Twisted
) -> None:
    delivery = due(account)
    reading.order(world, "expire-session")
    others: list[bool] = []

    def slow(method: str, path: str) -> None:
        clock.turn(seconds=100)
        others.append(leases.take(leases.new_turn(account.pk, Urgency.SCHEDULED, clock)))

    twisted(slow)
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert len(others) > 2, "its access was renewed on the way"
    assert not any(others)
    assert fresh(delivery).state == DeliveryState.SENT


def test_a_sending_of_many_requests_stops_where_the_lane_was_lost(
    account: Account, world: Stage, clock: Clock, twisted: Twisted
) -> None:
    due(account)
    reading.order(world, "expire-session")
    asked: list[str] = []

    def lost(method: str, path: str) -> None:
        asked.append(path)
        clock.turn(hours=1)
        leases.take(leases.new_turn(account.pk, Urgency.SCHEDULED, clock))

    twisted(lost)
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert len(asked) == 1
    assert said(world, account) == []


def test_the_lease_is_fresh_when_the_intent_is_written(account: Account, clock: Clock) -> None:
    due(account)
    turn = takes_lane(account, clock)
    delivery = chosen(turn)
    clock.turn(seconds=100)
    assert sending.commit_intent(delivery, parts.next_step(delivery), turn, clock())
    held = Lane.objects.get(account=account, urgency=Urgency.SCHEDULED)
    assert held.leased_until is not None
    assert held.leased_until - clock() > timedelta(seconds=140)


# -- what people do at the same moment ---------------------------------------------------------------------------------


def test_a_yes_that_is_wanted_at_the_last_moment_is_waited_for(
    account: Account, world: Stage, clock: Clock, owner: Actor, settings: Any
) -> None:
    delivery = due(account)

    def wanted(point: Point) -> None:
        if point is Point.BEFORE_INTENT:
            ApprovalRule.objects.create(workspace_id=owner.workspace_id)

    settings.AT_POINT = wanted
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    found = fresh(delivery)
    assert (found.state, found.cause) == (DeliveryState.HELD, Cause.APPROVAL)
    assert found.needs_person
    assert said(world, account) == []


def test_a_thread_that_is_left_between_two_parts_ends_the_turn(
    account: Account, world: Stage, clock: Clock, owner: Actor, settings: Any
) -> None:
    delivery = due(account, more=("And more.", "And the end."))
    begun: list[Point] = []

    def left(point: Point) -> None:
        if point is Point.BEFORE_INTENT:
            begun.append(point)
            if len(begun) == 2:
                leave_it(owner, delivery.pk)
            if len(begun) == 9:
                raise KeyboardInterrupt("it goes round and round")

    settings.AT_POINT = left
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert (fresh(delivery).state, fresh(delivery).parts_out) == (DeliveryState.SENT, 1)
    assert said(world, account) == [WORDS]


def test_what_is_being_looked_for_is_not_sent_again_by_hand(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    reading.order(world, "lose-answer")
    delivery = due(account)
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert fresh(delivery).state == DeliveryState.UNSURE
    with pytest.raises(Conflict, match="being looked for"):
        send_again(owner, delivery.pk)


def test_of_two_who_send_again_at_once_one_is_told(account: Account, clock: Clock, owner: Actor) -> None:
    delivery = due(account)
    Delivery.objects.update(state=DeliveryState.UNSURE, needs_person=True)
    send_again(owner, delivery.pk)
    with pytest.raises(Conflict):
        send_again(owner, delivery.pk)


def test_what_became_unsure_meanwhile_is_not_set_aside(account: Account, owner: Actor) -> None:
    delivery = due(account)
    Delivery.objects.update(state=DeliveryState.HELD, needs_person=True)

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "delivery_delivery"') and not seen:
            seen.append(sql)
            Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.UNSURE)
        return execute(sql, params, many, context)

    seen: list[str] = []
    with connection.execute_wrapper(meanwhile), pytest.raises(Conflict):
        set_aside(owner, delivery.pk)
    assert fresh(delivery).needs_person


def test_a_pause_while_a_lease_is_looked_at_changes_nothing_of_what_is_on_the_wire(
    account: Account, world: Stage, clock: Clock, owner: Actor, settings: Any
) -> None:
    delivery = due(account)

    def paused(point: Point) -> None:
        if point is Point.AFTER_INTENT:
            pause(owner, "The oven is on fire.")

    settings.AT_POINT = paused
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert fresh(delivery).state == DeliveryState.SENT
