"""A failure reaches a person once, with its cure, and is settled when it is solved."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account, Health
from twoway.apps.delivery import lane, sending
from twoway.apps.delivery.actions import (
    enqueue,
    leave_it,
    pause,
    resume,
    say_it_is_there,
    set_aside,
    try_again,
)
from twoway.apps.delivery.changing import take_down
from twoway.apps.delivery.jobs import drain, tell_troubles
from twoway.apps.delivery.models import Attempt, Delivery
from twoway.apps.notices.models import Notice
from twoway.apps.notices.queries import notices_of
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Receipt, Version
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

#: What pytest-django offers to let what waits for a commit happen.
Capture = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


def due(account: Account, text: str, *, more: tuple[str, ...] = (), urgency: str = Urgency.SCHEDULED) -> Delivery:
    now = timezone.now()
    version = Version(text=text, more=more)
    return enqueue(account, version, urgency=Urgency(urgency), due_at=now, latest_at=now + timedelta(hours=1))


def turn(delivery: Delivery, clock: Clock) -> Delivery:
    lane.advance(delivery.account_id, delivery.urgency, clock=clock)
    delivery.refresh_from_db()
    return delivery


def open_notices(actor: Actor) -> list[Notice]:
    tell_troubles()
    return list(notices_of(actor))


def refused(account: Account, world: Stage, clock: Clock) -> Delivery:
    reading.order(world, "refuse")
    return turn(due(account, "Fresh rye at eight."), clock)


def test_what_the_network_refused_is_told_once_and_settled_when_it_is_set_aside(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = refused(account, world, clock)
    told = open_notices(owner)
    assert len(told) == 1
    assert "the network said no" in told[0].words
    assert delivery.why in told[0].words
    assert told[0].cure
    assert told[0].path == f"/deliveries/{delivery.pk}/"
    for _ in range(3):
        assert open_notices(owner) == told
    told[0].refresh_from_db()
    assert told[0].times == 1
    set_aside(owner, delivery.pk)
    assert open_notices(owner) == []


def test_what_goes_well_is_not_told(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    turn(due(account, "Fresh rye at eight."), clock)
    assert tell_troubles() == 0
    assert not Notice.objects.exists()


def test_a_trouble_that_heals_by_itself_is_not_told(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    reading.order(world, "down", seconds=1)
    delivery = turn(due(account, "Fresh rye at eight."), clock)
    assert open_notices(owner) == []
    clock.turn(seconds=30)
    turn(delivery, clock)
    assert open_notices(owner) == []


def test_forty_posts_on_a_lost_account_are_one_notice(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    reading.order(world, "sign-out")
    deliveries = [due(account, f"Loaf number {n}.") for n in range(40)]
    for _ in range(3):
        lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
        tell_troubles()
    told = open_notices(owner)
    assert len(told) == 1
    assert told[0].urgent
    account.refresh_from_db()
    assert account.health == Health.RECONNECT
    connect(owner, "rehearsal", {"name": "alder.rye"}, persona_id=account.persona_id)
    assert len(open_notices(owner)) == 1, "the posts still wait for a person"
    for delivery in deliveries:
        try_again(owner, delivery.pk)
    assert open_notices(owner) == []


def test_a_lost_account_is_told_of_without_any_post_and_settled_when_it_is_back(
    account: Account, world: Stage, owner: Actor
) -> None:
    Account.objects.filter(pk=account.pk).update(health=Health.RECONNECT, health_why="Its permission is gone.")
    told = open_notices(owner)
    assert [one.path for one in told] == [f"/accounts/{account.pk}/doctor/"]
    assert "Its permission is gone." in told[0].words
    connect(owner, "rehearsal", {"name": "alder.rye"}, persona_id=account.persona_id)
    assert open_notices(owner) == []


def test_what_missed_its_time_in_a_pause_is_one_notice_for_the_account(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    held = pause(owner, "The oven is on fire.")
    deliveries = [due(account, f"Loaf number {n}.") for n in range(5)]
    resume(owner, held.pk)
    told = open_notices(owner)
    assert len(told) == 1
    assert told[0].words.startswith("5 posts for @alder.rye")
    for delivery in deliveries[:-1]:
        set_aside(owner, delivery.pk)
    assert len(open_notices(owner)) == 1
    set_aside(owner, deliveries[-1].pk)
    assert open_notices(owner) == []


def test_what_may_be_out_is_urgent(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    reading.order(world, "lose-answer")
    delivery = turn(due(account, "Fresh rye at eight."), clock)
    assert open_notices(owner) == [], "it is looked for first"
    reading.order(world, "down", 50, touches="reading", seconds=1)
    for _ in range(8):
        clock.turn(hours=2)
        turn(delivery, clock)
    told = open_notices(owner)
    assert [one.urgent for one in told] == [True]
    say_it_is_there(owner, delivery.pk)
    assert open_notices(owner) == []


def test_a_thread_that_came_to_a_stop_says_how_far_it_came(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    reading.order(world, "refuse")
    delivery = due(account, "One.", more=("Two.", "Three."))
    Delivery.objects.filter(pk=delivery.pk).update(parts_out=1)
    row = delivery.part_rows.all()[0]
    type(row).objects.filter(pk=row.pk).update(sent_at=timezone.now(), remote_id="x")
    delivery = turn(delivery, clock)
    told = open_notices(owner)
    assert len(told) == 1
    assert "half-way. 1 of 3 are out." in told[0].words
    assert told[0].cure == "Try the rest again, or leave it at that."
    leave_it(owner, delivery.pk)
    assert open_notices(owner) == []


def test_a_trouble_that_comes_back_is_told_again(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    Account.objects.filter(pk=account.pk).update(may_post=False)
    delivery = turn(due(account, "Fresh rye at eight."), clock)
    first = open_notices(owner)
    try_again(owner, delivery.pk)
    assert open_notices(owner) == []
    turn(delivery, clock)
    again = open_notices(owner)
    assert len(first) == len(again) == 1
    assert first != again


def test_another_trouble_that_comes_at_once_after_somebody_acted_is_told_too(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    Account.objects.filter(pk=account.pk).update(may_post=False)
    delivery = turn(due(account, "Fresh rye at eight."), clock)
    first = open_notices(owner)
    Account.objects.filter(pk=account.pk).update(may_post=True)
    reading.order(world, "refuse")
    try_again(owner, delivery.pk)
    assert turn(delivery, clock).state == DeliveryState.REFUSED
    now = open_notices(owner)
    assert len(now) == 1
    assert now != first
    assert "said no" in now[0].words


def test_what_somebody_decided_is_settled_at_once(account: Account, clock: Clock, owner: Actor) -> None:
    Account.objects.filter(pk=account.pk).update(may_post=False)
    delivery = turn(due(account, "Fresh rye at eight."), clock)
    assert open_notices(owner)
    set_aside(owner, delivery.pk)
    assert list(notices_of(owner)) == []


def test_nobody_else_is_told(account: Account, world: Stage, clock: Clock, stranger: Actor) -> None:
    refused(account, world, clock)
    assert open_notices(stranger) == []


@pytest.mark.parametrize("cause", ["answer", "post"])
def test_an_answer_is_called_an_answer(
    account: Account, world: Stage, clock: Clock, owner: Actor, cause: str
) -> None:
    reading.order(world, "refuse")
    urgency = Urgency.URGENT if cause == "answer" else Urgency.SCHEDULED
    turn(due(account, "Tom, your bread is ready.", urgency=urgency), clock)
    told = open_notices(owner)[0]
    assert told.words.startswith("An answer" if cause == "answer" else "A post")
    assert told.urgent == (cause == "answer")


def test_a_post_that_more_people_see_than_should_is_told_at_once_until_it_is_taken_down(
    owner: Actor, account: Account, world: Stage, django_capture_on_commit_callbacks: Capture
) -> None:
    delivery = due(account, "Only for you.")
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENDING)
    delivery.refresh_from_db()
    refs = {"surprise": "More people can see this than should.", "alarm": "More people can see this than should."}
    receipt = Receipt(remote_id="1", address="https://town.social/1", at=timezone.now(), refs=refs)
    attempt = Attempt(delivery=delivery, started_at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        sending.write_yes(delivery, attempt, [], [receipt], timezone.now())

    delivery.refresh_from_db()
    [notice] = Notice.objects.filter(settled_at=None)
    assert (delivery.state, notice.urgent) == (DeliveryState.SENT, True)
    assert "More people can see this than should" in notice.words
    assert "take it down" in notice.cure
    assert notice.path == f"/deliveries/{delivery.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        take_down(owner, delivery.pk)
        drain()
    assert not Notice.objects.filter(settled_at=None).exists()
