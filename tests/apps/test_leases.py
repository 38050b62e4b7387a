"""Lanes: a worker that was killed costs seconds, one that lives is never disturbed, and waits hold for everybody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.people import Clock
from tests.work.test_instance import HOLD
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import lane, leases
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.jobs import free_the_dead
from twoway.apps.delivery.models import Delivery, Lane
from twoway.apps.delivery.queries import due_lanes
from twoway.domain.errors import Reach
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage


def due(account: Account, text: str = "Fresh rye at eight.", urgency: Urgency = Urgency.SCHEDULED) -> Delivery:
    now = timezone.now()
    return enqueue(account, Version(text=text), urgency=urgency, due_at=now, latest_at=now + timedelta(hours=9))


@pytest.fixture
def another() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process of this installation, and its name."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.TWOWAY_HOME)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def taken_by(name: str, account: Account, clock: Clock) -> Lane:
    return Lane.objects.create(
        account=account, urgency=Urgency.SCHEDULED, owner=f"{name}:abc", leased_until=clock() + leases.LEASE
    )


def test_the_lanes_of_a_killed_worker_are_free_at_once(
    account: Account, world: Stage, clock: Clock, another: tuple[subprocess.Popen[str], str]
) -> None:
    process, name = another
    taken_by(name, account, clock)
    delivery = due(account)
    assert free_the_dead() == 0
    assert due_lanes(clock()) == set()
    process.kill()
    process.wait(10)
    assert free_the_dead() == 1
    assert due_lanes(clock()) == {(account.pk, str(Urgency.SCHEDULED))}
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_the_lanes_of_a_worker_on_another_machine_are_left_to_their_lease(account: Account, clock: Clock) -> None:
    taken_by("0123456789abcdef", account, clock)
    assert free_the_dead() == 0
    assert Lane.objects.exclude(leased_until=None).count() == 1


def test_what_we_hold_ourselves_is_never_freed(account: Account, clock: Clock) -> None:
    turn = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert leases.take(turn)
    assert free_the_dead() == 0
    assert leases.renew(turn)


@pytest.mark.parametrize(
    ("reach", "same_lane", "other_lane", "other_account"),
    [
        (Reach.POST, False, True, True),
        (Reach.ACCOUNT, False, False, True),
        (Reach.APP, False, False, False),
    ],
)
def test_a_wait_holds_as_far_as_the_network_means_it(
    account: Account,
    second_account: Account,
    clock: Clock,
    reach: Reach,
    same_lane: bool,
    other_lane: bool,
    other_account: bool,
) -> None:
    for one in (account, second_account):
        for urgency in Urgency:
            Lane.objects.create(account=one, urgency=urgency)
    leases.hold(account, Urgency.SCHEDULED, reach, clock() + timedelta(seconds=50), "It asks us to wait.")

    def may(one: Account, urgency: str) -> bool:
        return leases.take(leases.new_turn(one.pk, urgency, clock))

    found = (may(account, "scheduled"), may(account, "urgent"), may(second_account, "scheduled"))
    assert found == (same_lane, other_lane, other_account)
    waiting = leases.waits(account, Urgency.SCHEDULED)
    assert waiting is not None
    assert waiting.waits_why == "It asks us to wait."
    clock.turn(seconds=51)
    assert may(account, "scheduled")


def test_a_shorter_wait_does_not_shorten_a_longer_one(account: Account, clock: Clock) -> None:
    long, short = clock() + timedelta(hours=1), clock() + timedelta(seconds=5)
    leases.hold(account, Urgency.SCHEDULED, Reach.ACCOUNT, long, "long")
    leases.hold(account, Urgency.SCHEDULED, Reach.ACCOUNT, short, "short")
    assert set(Lane.objects.values_list("waits_until", "waits_why")) == {(long, "long")}


def test_an_account_that_was_told_to_wait_sends_nothing_more_and_wakes_nobody(
    account: Account, world: Stage, clock: Clock
) -> None:
    reading.order(world, "rate-limit", seconds=40)
    posts = [due(account, f"Loaf number {n}.") for n in range(5)]
    answer = due(account, "Tom, your bread is ready.", Urgency.URGENT)
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    lane.advance(account.pk, Urgency.URGENT, clock=clock)
    assert [a.outcome for d in (*posts, answer) for a in d.attempts.all()] == ["try later"]
    assert due_lanes(clock()) == set()
    clock.turn(seconds=45)
    assert len(due_lanes(clock())) == 2
    for urgency in (Urgency.URGENT, Urgency.SCHEDULED):
        lane.advance(account.pk, urgency, clock=clock)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    firsts = Delivery.objects.order_by("sent_at").values_list("urgency", flat=True)
    assert firsts[0] == Urgency.URGENT


def test_a_lane_of_an_account_that_is_gone_is_not_made(clock: Clock, db: None) -> None:
    assert lane.advance(987_654, Urgency.SCHEDULED, clock=clock) == 0
    assert not Lane.objects.exists()
