"""What may befall a lane from outside: odd answers, a lost account, a broken disk, a clock that jumps. Each has its outcome."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.actions import connect, remove
from twoway.apps.accounts.models import Account, Health
from twoway.apps.delivery import jobs, lane, leases
from twoway.apps.delivery.actions import enqueue, try_again
from twoway.apps.delivery.changing import edit
from twoway.apps.delivery.models import Change, Delivery, Lane
from twoway.domain.changing import Wanted
from twoway.domain.errors import Reach
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import Cause, DeliveryState
from twoway.domain.versions import Version
from twoway.plug.http import Answer
from twoway.rehearsal import reading, store
from twoway.rehearsal.server import Stage
from twoway.work import ending
from twoway.work.local import answer_locally

WORDS = "Fresh rye at eight on Saturday."
Twist = Callable[[str, str, Answer], Answer]


def due(account: Account, text: str = WORDS, *, more: tuple[str, ...] = ()) -> Delivery:
    now = timezone.now()
    version = Version(text=text, more=more)
    latest = now + timedelta(hours=9)
    return enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=now, latest_at=latest)


def turn(delivery: Delivery, clock: Clock) -> Delivery:
    lane.advance(delivery.account_id, delivery.urgency, clock=clock)
    delivery.refresh_from_db()
    return delivery


def said(world: Stage, account: Account) -> list[str]:
    roots = reading.posts_of(world, account.handle)
    found = {post.id: post for root in roots for post in reading.thread(world, root.id)}
    return [post.text for post in found.values() if not post.is_cast]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """A home of its own, where nobody has looked at the clock yet."""
    settings.TWOWAY_HOME = tmp_path / "home"
    settings.TWOWAY_HOME.mkdir()
    return tmp_path / "home"


@pytest.fixture
def twisted(world: Stage) -> Iterator[Callable[[Twist], None]]:
    """Puts something between us and the network: it sees each request that was answered, and may answer otherwise."""

    def between(twist: Twist) -> None:
        def handler(method: str, path: str, *args: Any, **more: Any) -> Answer:
            return twist(method, path, world.answer(method, path, *args, **more))

        answer_locally("rehearsal", handler)

    yield between
    answer_locally("rehearsal", world.answer)


@pytest.mark.parametrize(
    "odd",
    [
        Answer(status=200, body=b"{}", json={}),  # a yes without an id
        Answer(status=200, body=b"<html>Maintenance</html>"),  # a page where an answer should be
        Answer(status=200, body=b"[]", json=[]),  # another shape
        Answer(status=204),  # a yes without a word
    ],
)
def test_a_yes_that_names_no_post_is_unsure_and_found_by_a_look(
    account: Account, world: Stage, clock: Clock, twisted: Callable[[Twist], None], odd: Answer
) -> None:
    twisted(lambda method, path, answer: odd if (method, path) == ("POST", "/api/posts") else answer)
    delivery = turn(due(account), clock)
    assert delivery.state == DeliveryState.UNSURE
    clock.turn(seconds=5)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert delivery.remote_id
    assert said(world, account) == [WORDS]


def test_a_part_whose_post_has_vanished_stops_the_thread_and_says_so(
    account: Account, world: Stage, clock: Clock, twisted: Callable[[Twist], None]
) -> None:
    delivery = due(account, more=("And more.",))

    def vanish(method: str, path: str, answer: Answer) -> Answer:
        if method == "POST" and path == "/api/posts" and answer.status == 201 and isinstance(answer.json, dict):
            with store.writing(world.path) as db:
                store.take_down(db, str(answer.json["id"]))
        return answer

    twisted(vanish)
    delivery = turn(delivery, clock)
    assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.HALF)
    assert delivery.why.startswith("1 of 2 are out.")
    assert "taken down" in delivery.why


def test_a_permission_that_ends_in_the_middle_of_a_thread_holds_the_rest_until_it_is_back(
    account: Account, world: Stage, clock: Clock, owner: Actor, twisted: Callable[[Twist], None]
) -> None:
    delivery = due(account, more=("And more.",))
    calls: list[str] = []

    def sign_out(method: str, path: str, answer: Answer) -> Answer:
        if method == "POST" and path == "/api/posts" and not calls:
            calls.append(path)
            reading.order(world, "sign-out", touches="any")
        return answer

    twisted(sign_out)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.HELD
    assert delivery.why.startswith("1 of 2 are out.")
    account.refresh_from_db()
    assert account.health == Health.RECONNECT
    connect(owner, "rehearsal", {"name": "alder.rye"}, persona_id=account.persona_id)
    try_again(owner, delivery.pk)
    assert turn(delivery, clock).state == DeliveryState.SENT
    assert sorted(said(world, account)) == sorted([WORDS, "And more."])


def test_an_account_that_is_removed_while_a_post_is_on_its_way_keeps_its_receipt_and_sends_no_more(
    account: Account, world: Stage, clock: Clock, owner: Actor, twisted: Callable[[Twist], None]
) -> None:
    first, second = due(account), due(account, "The next words.")

    def removed(method: str, path: str, answer: Answer) -> Answer:
        if method == "POST" and path == "/api/posts":
            remove(owner, account.pk)
        return answer

    twisted(removed)
    first = turn(first, clock)
    assert first.state == DeliveryState.SENT
    assert first.address
    clock.turn(minutes=1)
    second = turn(second, clock)
    assert (second.state, second.cause) == (DeliveryState.HELD, Cause.POSTING)
    assert "was removed" in second.why
    assert said(world, account) == [WORDS]


def test_what_may_be_out_on_a_removed_account_is_shown_to_a_person(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    reading.order(world, "lose-answer")
    delivery = turn(due(account), clock)
    remove(owner, account.pk)
    for _ in range(8):
        clock.turn(hours=1)
        delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.UNSURE
    assert delivery.needs_person
    assert delivery.why


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_with_a_database_that_cannot_be_written_nobody_is_called(
    account: Account, world: Stage, clock: Clock
) -> None:
    delivery = due(account)
    with connection.cursor() as cursor:
        read_only(cursor, on=True)
        try:
            with pytest.raises(OperationalError):
                lane.advance(account.pk, delivery.urgency, clock=clock)
        finally:
            read_only(cursor, on=False)
    assert said(world, account) == []
    assert turn(delivery, clock).state == DeliveryState.SENT


def read_only(cursor: Any, *, on: bool) -> None:
    cursor.execute(f"PRAGMA query_only = {'ON' if on else 'OFF'}")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_with_a_full_disk_nobody_is_called(account: Account, world: Stage, clock: Clock) -> None:
    deliveries = [due(account, f"Loaf number {n}.") for n in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        try:
            for _ in range(3):
                with contextlib.suppress(OperationalError):
                    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    for _ in range(4):
        clock.turn(seconds=leases.LEASE.total_seconds() + 1)
        lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert sorted(said(world, account)) == sorted(delivery.text for delivery in deliveries)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_an_outcome_that_cannot_be_written_is_found_again_and_not_sent_twice(
    account: Account, world: Stage, clock: Clock, twisted: Callable[[Twist], None]
) -> None:
    delivery = due(account)
    with connection.cursor() as cursor:
        read_only(cursor, on=False)

        def broken(method: str, path: str, answer: Answer) -> Answer:
            if method == "POST" and path == "/api/posts":
                read_only(cursor, on=True)
                # A worker that is to end does not wait for the database for long.
                ending.ask()
            return answer

        twisted(broken)
        try:
            with pytest.raises(OperationalError):
                lane.advance(account.pk, delivery.urgency, clock=clock)
        finally:
            ending.forget()
        read_only(cursor, on=False)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENDING
    twisted(lambda method, path, answer: answer)
    clock.turn(seconds=leases.LEASE.total_seconds() + 1)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert said(world, account) == [WORDS]


@pytest.mark.parametrize("kind", ["refuse", "rate-limit", "lose-answer"])
def test_an_answer_whose_writing_fails_once_is_written_the_second_time(
    account: Account, world: Stage, clock: Clock, kind: str
) -> None:
    delivery = due(account)
    failed: list[str] = []
    reading.order(world, kind)

    def once(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT INTO delivery_attempt") and not failed:
            failed.append(sql)
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(once):
        delivery = turn(delivery, clock)
    assert failed
    ends = {"refuse": DeliveryState.REFUSED, "rate-limit": DeliveryState.WAITING, "lose-answer": DeliveryState.UNSURE}
    assert delivery.state == ends[kind]
    assert delivery.attempts.count() == 1


# A clock that jumps


@pytest.mark.sqlite
def test_a_clock_that_is_set_back_lets_nobody_wait_longer_than_they_were_told(
    account: Account, world: Stage, clock: Clock
) -> None:
    clock.turn(hours=2)
    reading.order(world, "rate-limit", seconds=40)
    delivery = turn(due(account), clock)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(hours=-1)
    jobs.mind_the_clock(clock, steady=lambda: 101.0)
    delivery.refresh_from_db()
    assert delivery.next_at - clock() < timedelta(seconds=45)
    waiting = Lane.objects.get(account=account, urgency=Urgency.SCHEDULED)
    assert waiting.waits_until is not None
    assert waiting.waits_until - clock() < timedelta(seconds=45)
    clock.turn(seconds=50)
    assert turn(delivery, clock).state == DeliveryState.SENT


@pytest.mark.sqlite
def test_of_two_workers_one_puts_right_what_waits(account: Account, clock: Clock) -> None:
    mine = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert leases.take(mine)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(hours=-1)
    for _ in range(2):
        jobs.mind_the_clock(clock, steady=lambda: 101.0)
    assert not leases.take(leases.new_turn(account.pk, Urgency.SCHEDULED, clock)), "its owner lives"


@pytest.mark.sqlite
def test_a_lease_of_a_worker_that_lives_outlasts_a_clock_that_is_set_forward(account: Account, clock: Clock) -> None:
    mine = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert leases.take(mine)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(hours=1)
    jobs.mind_the_clock(clock, steady=lambda: 101.0)
    other = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert not leases.take(other)
    clock.turn(seconds=leases.LEASE.total_seconds() + 2)
    assert leases.take(other)


@pytest.mark.sqlite
def test_a_machine_that_began_with_a_clock_of_another_century_freezes_nothing(account: Account, clock: Clock) -> None:
    mine = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert leases.take(mine)
    leases.hold(account, Urgency.URGENT, Reach.POST, clock() + timedelta(minutes=5), "It asks us to wait.")
    clock.turn(days=-50 * 365)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(days=50 * 365)
    jobs.mind_the_clock(clock, steady=lambda: 101.0)
    clock.turn(minutes=6)
    for urgency in Urgency:
        assert leases.take(leases.new_turn(account.pk, urgency, clock))


@pytest.mark.sqlite
def test_what_may_be_out_is_searched_from_the_time_at_which_it_was_sent(
    account: Account, world: Stage, clock: Clock
) -> None:
    clock.turn(hours=2)
    reading.order(world, "lose-answer")
    delivery = turn(due(account), clock)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(hours=-1)
    jobs.mind_the_clock(clock, steady=lambda: 101.0)
    delivery.refresh_from_db()
    assert delivery.sending_at is not None
    assert delivery.sending_at <= clock()
    assert delivery.attempts.get().started_at <= clock()


@pytest.mark.sqlite
def test_a_change_waits_no_longer_when_the_clock_is_set_back(account: Account, clock: Clock, owner: Actor) -> None:
    delivery = turn(due(account), clock)
    edit(owner, delivery.pk, Wanted(texts=("Fresh rye at nine.",)))
    Change.objects.update(next_at=clock() + timedelta(minutes=1))
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(hours=-1)
    jobs.mind_the_clock(clock, steady=lambda: 101.0)
    assert Change.objects.get().next_at - clock() < timedelta(minutes=2)


def test_a_clock_that_is_set_back_brings_nothing_forward(account: Account, clock: Clock) -> None:
    at = timezone.now() + timedelta(days=3)
    planned = enqueue(account, Version(text=WORDS), urgency=Urgency.SCHEDULED, due_at=at)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(hours=-1)
    jobs.mind_the_clock(clock, steady=lambda: 101.0)
    planned.refresh_from_db()
    assert planned.next_at == planned.due_at == at


def test_a_clock_that_is_set_back_does_not_send_twice(account: Account, world: Stage, clock: Clock) -> None:
    delivery = turn(due(account), clock)
    clock.turn(hours=-1)
    assert turn(delivery, clock).state == DeliveryState.SENT
    assert said(world, account) == [WORDS]


@pytest.mark.sqlite
def test_a_lease_of_a_worker_that_lives_outlasts_a_clock_that_is_set_back(account: Account, clock: Clock) -> None:
    mine = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert leases.take(mine)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    clock.turn(hours=-1)
    jobs.mind_the_clock(clock, steady=lambda: 101.0)
    other = leases.new_turn(account.pk, Urgency.SCHEDULED, clock)
    assert not leases.take(other)
    clock.turn(seconds=leases.LEASE.total_seconds() + 2)
    assert leases.take(other), "a whole lease later it is free"


def test_a_clock_that_goes_forward_an_hour_frees_no_living_worker_and_misses_what_is_late(
    account: Account, world: Stage, clock: Clock
) -> None:
    now = timezone.now()
    delivery = enqueue(
        account, Version(text=WORDS), urgency=Urgency.SCHEDULED, due_at=now, latest_at=now + timedelta(minutes=30)
    )
    clock.turn(hours=1)
    assert turn(delivery, clock).state == DeliveryState.MISSED
    assert said(world, account) == []


def test_a_wait_is_kept_when_the_clock_stands_still(account: Account, clock: Clock) -> None:
    leases.hold(account, Urgency.SCHEDULED, Reach.ACCOUNT, clock() + timedelta(minutes=5), "It asks us to wait.")
    before = list(Lane.objects.values_list("waits_until", flat=True))
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    jobs.mind_the_clock(clock, steady=lambda: 100.0)
    assert list(Lane.objects.values_list("waits_until", flat=True)) == before
