"""A network that makes a post ready first and lets it out by a handle: what is kept in between, and what a loss costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.counterparts.proxy import Accident, Proxy
from tests.counterparts.rehearsal_server import Manner
from tests.people import Clock
from tests.torture.desks import Desk, opened
from twoway.apps.delivery import leases
from twoway.apps.delivery.actions import pause
from twoway.apps.delivery.models import Delivery
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.work.points import Point

OUT, READY = "/api/ready/", "/api/ready"


@pytest.fixture
def desk(
    tmp_path: Path,
    proxy: Callable[[str], Proxy],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    owner: Actor,
    clock: Clock,
) -> Iterator[Desk]:
    with opened(tmp_path, proxy, settings, monkeypatch, owner, clock) as make:
        yield make(Manner.HANDLE)


def test_a_post_goes_out_under_a_handle_that_is_kept(desk: Desk) -> None:
    delivery = desk.turn(desk.due())
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert delivery.handle
    assert delivery.prepared_at is not None


def test_a_lost_yes_is_found_by_its_handle(desk: Desk) -> None:
    desk.proxy.on("POST", OUT, Accident.DROP)
    delivery = desk.turn(desk.due())
    assert (delivery.state, desk.there()) == (DeliveryState.UNSURE, 1)
    delivery = desk.ends(delivery)
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert [a.outcome for a in delivery.attempts.all()] == ["unsure", "sent"]


def test_what_never_arrived_is_let_out_under_the_same_handle(desk: Desk) -> None:
    desk.proxy.on("POST", OUT, Accident.UNREACHED)
    delivery = desk.turn(desk.due())
    handle = delivery.handle
    delivery = desk.ends(delivery)
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert delivery.handle == handle


def test_a_lost_answer_to_making_ready_is_no_doubt(desk: Desk) -> None:
    desk.proxy.on("POST", READY, Accident.DROP)
    delivery = desk.turn(desk.due())
    assert (delivery.state, desk.there()) == (DeliveryState.WAITING, 0)
    assert (desk.ends(delivery).state, desk.there()) == (DeliveryState.SENT, 1)


def test_a_worker_that_dies_with_the_handle_in_its_hands_loses_and_doubles_nothing(desk: Desk) -> None:
    delivery = desk.dies_at(Point.MADE_READY, desk.due())
    assert (delivery.state, bool(delivery.handle), desk.there()) == (DeliveryState.SENDING, True, 0)
    handle = delivery.handle
    delivery = desk.ends(delivery)
    assert (delivery.state, delivery.handle, desk.there()) == (DeliveryState.SENT, handle, 1)


def test_what_was_never_let_out_goes_again_without_asking_anybody(desk: Desk) -> None:
    delivery = desk.dies_at(Point.AFTER_INTENT, desk.due())
    assert not delivery.handle
    desk.proxy.on("GET", READY, Accident.DROP)
    delivery = desk.ends(delivery)
    assert (delivery.state, delivery.needs_person, desk.there()) == (DeliveryState.SENT, False, 1)


def test_a_worker_that_was_overtaken_while_it_made_ready_lets_nothing_out(desk: Desk) -> None:
    delivery = desk.due()

    def overtaken(point: Point) -> None:
        if point is Point.AFTER_INTENT:
            Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.UNSURE, next_at=desk.clock())

    desk.settings.AT_POINT = overtaken
    delivery = desk.turn(delivery)
    assert (delivery.state, delivery.handle, desk.there()) == (DeliveryState.UNSURE, "", 0)
    desk.settings.AT_POINT = None
    assert (desk.ends(delivery).state, desk.there()) == (DeliveryState.SENT, 1)


def test_a_handle_that_is_too_old_is_not_used(desk: Desk) -> None:
    delivery = desk.dies_at(Point.MADE_READY, desk.due())
    old = delivery.handle
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.WAITING, next_at=desk.clock())
    desk.clock.turn(seconds=3600)
    Delivery.objects.filter(pk=delivery.pk).update(latest_at=desk.clock() + timedelta(hours=1))
    delivery.refresh_from_db()
    delivery = desk.turn(delivery)
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert delivery.handle != old


def test_a_pause_that_comes_while_it_is_made_ready_still_holds(desk: Desk, owner: Actor) -> None:
    delivery = desk.due()

    def paused(point: Point) -> None:
        if point is Point.AFTER_INTENT:
            pause(owner, "The oven is on fire.")

    desk.settings.AT_POINT = paused
    delivery = desk.turn(delivery)
    assert (delivery.state, bool(delivery.handle), desk.there()) == (DeliveryState.WAITING, True, 0)
    assert "paused" in delivery.why


def test_a_worker_that_slept_with_the_handle_in_its_hands_lets_nothing_out(desk: Desk) -> None:
    delivery = desk.due()

    def sleeps(point: Point) -> None:
        if point is Point.MADE_READY:
            desk.clock.turn(hours=1)
            assert leases.take(leases.new_turn(delivery.account_id, delivery.urgency, desk.clock))

    desk.settings.AT_POINT = sleeps
    assert (desk.turn(delivery).state, desk.there()) == (DeliveryState.SENDING, 0)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_where_no_key_of_ours_guards_the_intent_and_the_handle_are_on_the_disk_before_anybody_is_called(
    desk: Desk,
) -> None:
    delivery = desk.due()
    asked: list[str] = []

    def heard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_ours = sql.startswith("PRAGMA synchronous") or ("delivery_delivery" in sql and sql.startswith("UPDATE"))
        if is_ours:
            asked.append(sql.replace('"', "").partition("SET")[0].strip())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(heard):
        desk.turn(delivery)
    full, normal, write = "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL", "UPDATE delivery_delivery"
    assert asked == [full, write, normal, full, write, normal, write], "the intent, the handle, the outcome"
