"""The page of one delivery: each part, each attempt, what happens next, and the ways out."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import lane, leases, sending
from twoway.apps.delivery.actions import enqueue, pause
from twoway.apps.delivery.models import Delivery
from twoway.domain.errors import Reach
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

THREAD = Version(text="How our rye is made.", more=("First <b>the</b> sourdough.",), first_comment="Until Friday.")


def due(account: Account, version: Version = THREAD, *, hours: float = 0) -> Delivery:
    at = timezone.now() + timedelta(hours=hours)
    return enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=at, latest_at=at + timedelta(hours=1))


def page_of(client: Client, delivery: Delivery) -> str:
    answer = client.get(f"/deliveries/{delivery.pk}/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def decide(client: Client, delivery: Delivery, decision: str) -> Delivery:
    client.post(f"/deliveries/{delivery.pk}/decide/", {"decision": decision})
    delivery.refresh_from_db()
    return delivery


@pytest.fixture
def half(account: Account, world: Stage, clock: Clock, desk: Client) -> Delivery:
    """A thread of which the second part was refused."""
    delivery = due(account)
    mine = leases.new_turn(account.pk, delivery.urgency, clock)
    assert leases.take(mine)
    chosen = lane.choose(mine)
    assert chosen is not None
    assert sending.send(chosen, mine)
    leases.give_back(mine)
    reading.order(world, "refuse")
    lane.advance(account.pk, delivery.urgency, clock=clock)
    delivery.refresh_from_db()
    return delivery


def test_a_thread_shows_each_part_with_its_state_and_address(
    desk: Client, account: Account, world: Stage, clock: Clock
) -> None:
    delivery = due(account)
    assert "0 of 3 parts are out" in page_of(desk, delivery)
    lane.advance(account.pk, delivery.urgency, clock=clock)
    page = page_of(desk, delivery)
    assert "3 of 3 parts are out" in page
    for row in delivery.part_rows.all():
        assert row.address in page
    assert "First comment" in page
    assert desk.get(f"/deliveries/{delivery.pk}/").content.decode().count("<b>the</b>") == 0
    assert "send, part 2" in page


def test_a_single_post_has_no_list_of_parts(desk: Client, account: Account) -> None:
    assert "parts are out" not in page_of(desk, due(account, Version(text="Fresh rye.")))


def test_half_a_thread_says_so_and_offers_two_ways_out(desk: Client, half: Delivery) -> None:
    page = page_of(desk, half)
    assert "1 of 3 parts are out" in page
    assert "Try the rest again" in page
    assert "Leave it" in page
    assert "Take it back" not in page
    assert "you decide" in page


def test_the_rest_is_tried_again_from_the_page(desk: Client, half: Delivery, clock: Clock) -> None:
    decide(desk, half, "try-again")
    lane.advance(half.account_id, half.urgency, clock=clock)
    assert "3 of 3 parts are out" in page_of(desk, half)


def test_it_is_left_at_that_from_the_page(desk: Client, half: Delivery) -> None:
    assert decide(desk, half, "leave-it").state == DeliveryState.SENT
    page = page_of(desk, half)
    assert "Left out" in page
    assert "Sarah left it at that" in page


def test_a_pause_is_told_with_who_and_why(desk: Client, owner: Actor, account: Account) -> None:
    delivery = due(account)
    pause(owner, "The oven is on fire.")
    assert "Paused by Sarah: “The oven is on fire.”" in page_of(desk, delivery)


def test_a_wait_is_told_with_until_when_and_why(desk: Client, account: Account) -> None:
    delivery = due(account)
    until = timezone.now() + timedelta(minutes=30)
    leases.hold(account, delivery.urgency, Reach.ACCOUNT, until, "The network asks us to wait.")
    page = page_of(desk, delivery)
    assert "has to wait" in page
    assert "The network asks us to wait." in page
    assert "Next:</b> This account" in page


@pytest.mark.parametrize(
    ("hours", "words"),
    [(3.0, "It goes out at its time."), (0.0, "It goes out now.")],
)
def test_what_comes_next_is_told(desk: Client, account: Account, hours: float, words: str) -> None:
    assert words in page_of(desk, due(account, hours=hours))


def test_what_is_unsure_is_looked_for(desk: Client, account: Account, world: Stage, clock: Clock) -> None:
    reading.order(world, "lose-answer")
    delivery = due(account)
    lane.advance(account.pk, delivery.urgency, clock=clock)
    assert "looked for on the network" in page_of(desk, delivery)


def test_what_is_sent_is_shown_part_by_part(desk: Client, account: Account) -> None:
    page = page_of(desk, due(account))
    assert '"reply_to": "(part 1)"' in page
    assert "Until Friday." in page


def test_the_page_asks_no_more_for_a_longer_thread(
    desk: Client, account: Account, django_assert_max_num_queries: Any
) -> None:
    long = due(account, Version(text="One.", more=tuple(f"Part {n}." for n in range(40))))
    with django_assert_max_num_queries(30):
        page_of(desk, long)


def test_a_stranger_sees_and_decides_nothing(stranger: Actor, half: Delivery) -> None:
    theirs = seat(stranger)
    assert theirs.get(f"/deliveries/{half.pk}/").status_code == 404
    assert decide(theirs, half, "leave-it").state == DeliveryState.HELD
