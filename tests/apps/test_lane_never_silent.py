"""What breaks, vanishes or is told to wait for ever still reaches a person, in time, and keeps nobody else back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import changing, jobs, lane, leases, mending
from twoway.apps.delivery.actions import enqueue, pause, try_again
from twoway.apps.delivery.lateness import miss
from twoway.apps.delivery.models import Change, Delivery, Lane
from twoway.apps.delivery.queries import due_lanes
from twoway.apps.notices.models import Notice
from twoway.domain.changing import ChangeState, Wanted
from twoway.domain.errors import Reach
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency, wait_after
from twoway.domain.states import Cause, DeliveryState
from twoway.domain.versions import Version
from twoway.plug.http import Answer
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage
from twoway.work.local import answer_locally

WORDS = "Fresh rye at eight on Saturday."


def due(account: Account, text: str = WORDS, *, hours: float = 1, more: tuple[str, ...] = ()) -> Delivery:
    now = timezone.now()
    return enqueue(
        account,
        Version(text=text, more=more),
        urgency=Urgency.SCHEDULED,
        due_at=now,
        latest_at=now + timedelta(hours=hours),
    )


def turn(delivery: Delivery, clock: Clock) -> Delivery:
    lane.advance(delivery.account_id, delivery.urgency, clock=clock)
    return Delivery.objects.get(pk=delivery.pk)


def said(world: Stage, account: Account) -> list[str]:
    return [post.text for post in reading.posts_of(world, account.handle) if not post.is_cast]


@pytest.fixture
def breaking(world: Stage) -> Iterator[Callable[..., None]]:
    """Something of ours breaks at requests to this path, so many times, before or after the network did its part."""

    def breaks(path: str, times: int = 1, *, after: bool = False) -> None:
        left = [times]

        def handler(method: str, asked: str, *args: Any, **more: Any) -> Answer:
            answer = world.answer(method, asked, *args, **more) if after else None
            if asked.startswith(path) and left[0]:
                left[0] -= 1
                raise KeyError("nobody foresaw this")
            return answer or world.answer(method, asked, *args, **more)

        answer_locally("rehearsal", handler)

    yield breaks
    answer_locally("rehearsal", world.answer)


# -- what breaks here --------------------------------------------------------------------------------------------------


def test_what_breaks_after_the_call_is_looked_for(
    account: Account, world: Stage, clock: Clock, breaking: Callable[..., None]
) -> None:
    breaking("/api/posts", after=True)
    delivery = turn(due(account), clock)
    assert delivery.state == DeliveryState.UNSURE
    assert "KeyError" in delivery.why
    assert delivery.attempts.get().outcome == "cut off"
    clock.turn(minutes=1)
    assert turn(delivery, clock).state == DeliveryState.SENT
    assert said(world, account) == [WORDS]


def test_what_always_breaks_before_the_call_comes_to_a_person_and_never_out(
    account: Account, world: Stage, clock: Clock, breaking: Callable[..., None]
) -> None:
    breaking("/api/posts", times=1000)
    delivery = due(account, hours=1000)
    for _ in range(60):
        clock.turn(hours=1)
        delivery = turn(delivery, clock)
    assert delivery.needs_person
    assert delivery.why
    assert said(world, account) == []
    assert delivery.attempts.count() < 60


def test_a_delivery_that_cannot_be_read_is_held_and_keeps_nobody_back(
    account: Account, world: Stage, clock: Clock
) -> None:
    broken, next_one = due(account, "Broken."), due(account, "The next words.")
    Delivery.objects.filter(pk=broken.pk).update(frozen={"pictures": 7})
    broken = turn(broken, clock)
    assert (broken.state, broken.cause) == (DeliveryState.HELD, Cause.BROKEN)
    assert Delivery.objects.get(pk=next_one.pk).state == DeliveryState.SENT
    assert said(world, account) == ["The next words."]
    jobs.tell_troubles()
    assert "was held back" in Notice.objects.get(key=f"delivery:{broken.pk}").words


def test_looking_that_breaks_is_tried_a_few_times_and_then_a_person_is_asked(
    account: Account, world: Stage, clock: Clock, breaking: Callable[..., None]
) -> None:
    reading.order(world, "lose-answer")
    delivery = turn(due(account, hours=100), clock)
    breaking("/api/posts/", times=1000)
    breaking("/api/", times=1000)
    for _ in range(10):
        clock.turn(hours=2)
        delivery = turn(delivery, clock)
    assert (delivery.state, delivery.needs_person) == (DeliveryState.UNSURE, True)
    assert "looking for it failed" in delivery.why


# -- a network that is not installed any more --------------------------------------------------------------------------


def gone(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(network="oven-post")


def test_of_a_network_that_is_not_installed_any_more_people_are_told(
    account: Account, second_account: Account, world: Stage, clock: Clock
) -> None:
    lost, other = due(account), due(second_account, "Other words.")
    gone(account)
    lost = turn(lost, clock)
    assert (lost.state, lost.cause) == (DeliveryState.HELD, Cause.BROKEN)
    assert "oven-post" in lost.why
    assert turn(other, clock).state == DeliveryState.SENT
    jobs.tell_troubles()
    assert "oven-post" in Notice.objects.get().words


def test_what_may_be_out_on_such_a_network_is_shown_to_a_person(account: Account, clock: Clock) -> None:
    delivery = due(account, hours=100)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENDING, sending_at=clock())
    gone(account)
    for _ in range(10):
        clock.turn(hours=2)
        delivery = turn(delivery, clock)
    assert (delivery.state, delivery.needs_person) == (DeliveryState.UNSURE, True)


def test_with_the_network_back_it_goes(account: Account, owner: Actor, clock: Clock) -> None:
    delivery = due(account)
    gone(account)
    assert turn(delivery, clock).state == DeliveryState.HELD
    Account.objects.filter(pk=account.pk).update(network="rehearsal")
    try_again(owner, delivery.pk)
    assert turn(delivery, clock).state == DeliveryState.SENT


def test_a_change_on_such_a_network_is_held(account: Account, owner: Actor, clock: Clock) -> None:
    delivery = turn(due(account), clock)
    change = changing.edit(owner, delivery.pk, Wanted(texts=("Fresh rye at nine.",)))
    gone(account)
    mending.advance(account.pk, clock=clock)
    change = Change.objects.get(pk=change.pk)
    assert (change.state, change.needs_person) == (ChangeState.HELD, True)
    assert "oven-post" in change.why
    jobs.tell_troubles()
    assert Notice.objects.filter(key=f"change:{change.pk}").exists()


def test_a_change_at_which_something_breaks_is_tried_again_and_held_in_the_end(
    account: Account, owner: Actor, world: Stage, clock: Clock, breaking: Callable[..., None]
) -> None:
    delivery = turn(due(account), clock)
    changing.edit(owner, delivery.pk, Wanted(texts=("Fresh rye at nine.",)))
    breaking("/api/posts/", times=1000)
    for _ in range(30):
        clock.turn(hours=2)
        mending.advance(account.pk, clock=clock)
    change = Change.objects.get()
    assert (change.state, change.needs_person) == (ChangeState.HELD, True)
    assert said(world, account) == [WORDS]


# -- a network that wants patience -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [10 * 86_400, 10**9])
def test_a_network_that_wants_days_of_patience_lets_people_know_when_it_is_too_late(
    account: Account, world: Stage, clock: Clock, seconds: int
) -> None:
    reading.order(world, "rate-limit", seconds=seconds)
    first, second = due(account), due(account, "The next words.")
    assert turn(first, clock).state == DeliveryState.WAITING
    clock.turn(minutes=61)
    assert due_lanes(clock()) == set(), "nobody looks into a lane that waits"
    assert miss(clock()) == 2
    for delivery in (first, second):
        delivery.refresh_from_db()
        assert (delivery.state, delivery.cause, delivery.needs_person) == (DeliveryState.MISSED, Cause.LATE, True)
        assert "takes no more for the moment" in delivery.why
    assert miss(clock()) == 0


def test_the_longest_patience_is_a_day(account: Account, world: Stage, clock: Clock) -> None:
    reading.order(world, "rate-limit", seconds=10**9)
    delivery = turn(due(account, hours=100), clock)
    assert delivery.next_at - clock() <= timedelta(days=1)
    lane_row = Lane.objects.get(account=account, urgency=Urgency.SCHEDULED)
    assert lane_row.waits_until is not None
    assert lane_row.waits_until - clock() <= timedelta(days=1)
    assert wait_after(1, timedelta(days=-3), 0.0) == timedelta(seconds=1)


def test_a_post_that_alone_was_told_to_wait_is_looked_at_when_it_is_too_late(
    account: Account, world: Stage, clock: Clock
) -> None:
    reading.order(world, "down", seconds=7200)
    delivery = turn(due(account), clock)
    assert delivery.state == DeliveryState.WAITING
    clock.turn(minutes=61)
    leases.hold(account, Urgency.URGENT, Reach.POST, clock() + timedelta(hours=3), "Only answers wait.")
    miss(clock())
    assert turn(delivery, clock).state == DeliveryState.MISSED


def test_what_is_late_in_a_pause_is_left_to_its_end(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    reading.order(world, "rate-limit", seconds=86_400)
    delivery = turn(due(account), clock)
    pause(owner, "The oven is on fire.")
    clock.turn(hours=2)
    assert miss(clock()) == 0
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING


def test_the_rest_of_a_thread_that_waits_too_long_is_held(account: Account, world: Stage, clock: Clock) -> None:
    delivery = due(account, more=("And more.",))
    Delivery.objects.filter(pk=delivery.pk).update(parts_out=1)
    leases.hold(account, Urgency.SCHEDULED, Reach.ACCOUNT, clock() + timedelta(hours=9), "It asks us to wait.")
    clock.turn(hours=2)
    assert miss(clock()) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.HALF)


def test_a_wait_for_a_whole_server_holds_accounts_that_never_sent_anything(
    account: Account, second_account: Account, clock: Clock
) -> None:
    leases.hold(account, Urgency.SCHEDULED, Reach.APP, clock() + timedelta(minutes=5), "It asks us to wait.")
    other = leases.new_turn(second_account.pk, Urgency.SCHEDULED, clock)
    assert not leases.take(other)


# -- names that say nothing --------------------------------------------------------------------------------------------


@pytest.fixture
def same_name(world: Stage) -> Iterator[None]:
    """A network that names the first post whenever it is asked to say something."""
    first: list[Answer] = []

    def handler(method: str, path: str, *args: Any, **more: Any) -> Answer:
        if (method, path) == ("POST", "/api/posts") and first:
            return first[0]
        answer = world.answer(method, path, *args, **more)
        if (method, path) == ("POST", "/api/posts"):
            first.append(answer)
        return answer

    answer_locally("rehearsal", handler)
    yield
    answer_locally("rehearsal", world.answer)


def test_a_yes_that_names_an_earlier_post_is_shown_to_a_person(
    account: Account, clock: Clock, same_name: None
) -> None:
    first, second = turn(due(account), clock), turn(due(account, "Other words."), clock)
    assert first.state == DeliveryState.SENT
    assert (second.state, second.needs_person) == (DeliveryState.UNSURE, True)
    assert first.address in second.why


def test_a_yes_that_names_an_earlier_part_of_the_same_thread_is_shown_to_a_person(
    account: Account, world: Stage, clock: Clock, same_name: None
) -> None:
    delivery = turn(due(account, more=("And more.",)), clock)
    assert (delivery.state, delivery.needs_person, delivery.parts_out) == (DeliveryState.UNSURE, True, 1)
    assert delivery.parts[0].address in delivery.why
    assert said(world, account) == [WORDS]


def test_a_look_that_finds_an_earlier_post_has_found_nothing(account: Account, world: Stage, clock: Clock) -> None:
    first = turn(due(account), clock)
    reading.order(world, "lose-answer")
    second = turn(due(account, "Other words."), clock)
    assert second.state == DeliveryState.UNSURE

    def names_the_first(method: str, path: str, *args: Any, **more: Any) -> Answer:
        # A network that is searched by words or times may find the wrong one.
        asked = path.replace(second.key, first.key) if method == "GET" else path
        return world.answer(method, asked, *args, **more)

    answer_locally("rehearsal", names_the_first)
    clock.turn(minutes=1)
    second = turn(second, clock)
    answer_locally("rehearsal", world.answer)
    assert second.remote_id != first.remote_id
    assert sorted(said(world, account)) == sorted([WORDS, "Other words."])
