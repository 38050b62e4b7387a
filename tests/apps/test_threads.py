"""Threads and first comments: one delivery, with its progress saved part by part."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import http_of
from twoway.apps.delivery import lane, leases, parts, sending
from twoway.apps.delivery.actions import (
    cancel,
    enqueue,
    leave_it,
    move,
    pause,
    resume,
    say_it_is_there,
    send_again,
    try_again,
)
from twoway.apps.delivery.models import Delivery, Part
from twoway.apps.delivery.queries import troubles_of
from twoway.apps.posts.actions import reopen
from twoway.apps.posts.models import Post, PostVersion
from twoway.domain.errors import BadInput, Conflict, NetworkAnswer, NotAllowed
from twoway.domain.parts import PartKind
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import Cause, DeliveryState
from twoway.domain.versions import Version
from twoway.plug import finder
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

ONE, TWO, THREE = "How our rye is made.", "First the sourdough, from 1953.", "Then eight hours of rest."
COMMENT = "Orders until Friday at the counter."
THREAD = Version(text=ONE, more=(TWO, THREE))


def due(account: Account, version: Version = THREAD, *, late_hours: float = 24) -> Delivery:
    now = timezone.now()
    latest = now + timedelta(hours=late_hours)
    return enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=now, latest_at=latest)


def turn(delivery: Delivery, clock: Clock) -> Delivery:
    lane.advance(delivery.account_id, delivery.urgency, clock=clock)
    delivery.refresh_from_db()
    return delivery


def thread_on(world: Stage, account: Account) -> list[tuple[str, str]]:
    """Each post of ours as (words, words of what it answers), in the order they came."""
    roots = reading.posts_of(world, account.handle, 500)
    posts = {post.id: post for root in roots for post in reading.thread(world, root.id) if not post.is_cast}
    ordered = sorted(posts.values(), key=lambda post: (post.at, post.id))
    return [(post.text, posts[post.parent_id].text if post.parent_id else "") for post in ordered]


WHOLE = {(ONE, ""), (TWO, ONE), (THREE, TWO)}


def states(delivery: Delivery) -> list[str]:
    return [part.state.value for part in delivery.parts]


def test_a_thread_goes_out_in_one_turn_each_part_under_the_one_before(
    account: Account, world: Stage, clock: Clock
) -> None:
    delivery = turn(due(account), clock)
    assert delivery.state == DeliveryState.SENT
    assert set(thread_on(world, account)) == WHOLE
    assert len(thread_on(world, account)) == 3
    assert states(delivery) == ["sent", "sent", "sent"]
    assert all(part.address.startswith("http") for part in delivery.parts)
    assert delivery.address == delivery.parts[0].address
    assert (delivery.parts_out, delivery.parts_count) == (3, 3)
    assert [(a.place, a.outcome) for a in delivery.attempts.all()] == [(0, "sent"), (1, "sent"), (2, "sent")]


def test_a_first_comment_stands_below_the_post_itself(account: Account, world: Stage, clock: Clock) -> None:
    delivery = turn(due(account, replace(THREAD, first_comment=COMMENT)), clock)
    assert delivery.state == DeliveryState.SENT
    assert set(thread_on(world, account)) == {*WHOLE, (COMMENT, ONE)}
    assert [part.kind for part in delivery.parts] == [PartKind.PART] * 3 + [PartKind.COMMENT]


def test_a_single_post_is_one_part_and_has_no_rows(account: Account, world: Stage, clock: Clock) -> None:
    delivery = turn(due(account, Version(text=ONE)), clock)
    assert states(delivery) == ["sent"]
    assert delivery.parts[0].address == delivery.address
    assert not Part.objects.exists()


def test_each_part_has_its_own_key_before_anything_is_sent(account: Account) -> None:
    delivery = due(account, replace(THREAD, first_comment=COMMENT))
    keys = list(delivery.part_rows.values_list("key", flat=True))
    assert keys[0] == delivery.key
    assert len(set(keys)) == 4


@pytest.mark.parametrize("failure", ["down", "rate-limit", "lose-answer", "garbage", "expire-session"])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_whatever_goes_wrong_at_whatever_part_all_is_out_once_in_the_end(
    account: Account, world: Stage, clock: Clock, failure: str, before: int
) -> None:
    delivery = due(account)
    go_on_until(before, delivery, clock)
    reading.order(world, failure)
    for _ in range(5):
        delivery = turn(delivery, clock)
        clock.turn(seconds=30)
    assert delivery.state == DeliveryState.SENT
    assert sorted(thread_on(world, account)) == sorted(WHOLE)


def go_on_until(out: int, delivery: Delivery, clock: Clock) -> None:
    """Send so many parts, by a worker that is then asked to end."""
    mine = leases.new_turn(delivery.account_id, delivery.urgency, clock)
    assert leases.take(mine)
    for _ in range(out):
        chosen = lane.choose(mine)
        assert chosen is not None
        sending.send(chosen, mine)
    leases.give_back(mine)
    delivery.refresh_from_db()
    assert delivery.parts_out == out


@pytest.mark.parametrize("called", [True, False], ids=["after the call", "before the call"])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_worker_that_dies_at_a_part_costs_a_look_for_exactly_that_part(
    account: Account, world: Stage, clock: Clock, before: int, called: bool
) -> None:
    delivery = due(account)
    go_on_until(before, delivery, clock)
    dead = leases.new_turn(account.pk, delivery.urgency, clock)
    assert leases.take(dead)
    chosen = lane.choose(dead)
    assert chosen is not None
    intent = sending.commit_intent(chosen, parts.next_step(chosen), dead, clock())
    assert intent is not None
    if called:
        with contextlib.suppress(NetworkAnswer):
            intent.step.send(http_of(account))
    # Here the worker dies.
    clock.turn(seconds=leases.LEASE.total_seconds() + 1)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert sorted(thread_on(world, account)) == sorted(WHOLE)
    looks = [(a.place, a.outcome) for a in delivery.attempts.all() if a.kind == "look"]
    assert looks == [(before, "sent" if called else "not there")]


def stuck(account: Account, world: Stage, clock: Clock, out: int = 1) -> Delivery:
    """A thread of which a part was refused."""
    delivery = due(account)
    go_on_until(out, delivery, clock)
    reading.order(world, "refuse")
    return turn(delivery, clock)


def test_a_refused_part_stops_the_thread_and_a_person_reads_how_far_it_came(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = stuck(account, world, clock)
    assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.HALF)
    assert delivery.needs_person
    assert delivery.why.startswith("1 of 3 are out.")
    assert delivery.is_half
    assert states(delivery) == ["sent", "held", "held"]
    assert list(troubles_of(owner)) == [delivery]
    clock.turn(hours=1)
    assert turn(delivery, clock).state == DeliveryState.HELD
    assert thread_on(world, account) == [(ONE, "")]


def test_the_rest_can_be_tried_again(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    delivery = stuck(account, world, clock)
    try_again(owner, delivery.pk)
    assert turn(delivery, clock).state == DeliveryState.SENT
    assert sorted(thread_on(world, account)) == sorted(WHOLE)


def test_it_can_be_left_at_that(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    delivery = stuck(account, world, clock)
    left = leave_it(owner, delivery.pk)
    assert left.state == DeliveryState.SENT
    assert "1 of 3 are out" in left.why
    assert states(left) == ["sent", "cancelled", "cancelled"]
    assert not troubles_of(owner).exists()
    assert thread_on(world, account) == [(ONE, "")]


def test_what_is_half_out_is_never_taken_back_and_a_whole_one_is_not_left(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = stuck(account, world, clock)
    with pytest.raises(Conflict, match="1 of 3 are out already"):
        cancel(owner, delivery.pk)
    assert not delivery.become(DeliveryState.CANCELLED)
    fresh = due(account)
    with pytest.raises(Conflict):
        leave_it(owner, fresh.pk)
    held = Delivery.objects.get(pk=fresh.pk)
    assert held.become(DeliveryState.HELD)
    assert not held.become(DeliveryState.SENT), "nothing of it is out"


def test_a_first_part_that_is_refused_refuses_the_whole(account: Account, world: Stage, clock: Clock) -> None:
    reading.order(world, "refuse")
    delivery = turn(due(account), clock)
    assert delivery.state == DeliveryState.REFUSED
    assert states(delivery) == ["refused", "refused", "refused"]
    assert thread_on(world, account) == []


def test_a_thread_whose_rest_is_too_late_is_held_and_not_called_missed(
    account: Account, world: Stage, clock: Clock
) -> None:
    delivery = due(account, late_hours=1)
    go_on_until(2, delivery, clock)
    clock.turn(hours=2)
    delivery = turn(delivery, clock)
    assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.HALF)
    assert delivery.why.startswith("2 of 3 are out.")


def test_a_pause_stops_between_two_parts_and_its_end_brings_the_rest_for_review(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = due(account)
    go_on_until(1, delivery, clock)
    held = pause(owner, "The oven is on fire.")
    assert turn(delivery, clock).state == DeliveryState.WAITING
    assert len(thread_on(world, account)) == 1
    resume(owner, held.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.HELD
    assert delivery.why.startswith("1 of 3 are out.")


def parked(account: Account, world: Stage, clock: Clock, out: int) -> Delivery:
    """A thread of which one part may be out, and nobody can look."""
    delivery = due(account, late_hours=1000)
    go_on_until(out, delivery, clock)
    reading.order(world, "lose-answer")
    delivery = turn(delivery, clock)
    reading.order(world, "down", 50, touches="reading", seconds=1)
    for _ in range(8):
        clock.turn(hours=2)
        delivery = turn(delivery, clock)
    assert (delivery.state, delivery.needs_person) == (DeliveryState.UNSURE, True)
    reading.cancel_orders(world)
    return delivery


def test_a_person_finds_the_unsure_part_and_the_rest_follows(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = parked(account, world, clock, 1)
    assert states(delivery) == ["sent", "unsure", "waiting"]
    say_it_is_there(owner, delivery.pk, "https://example.org/two")
    Delivery.objects.update(latest_at=None)
    clock.turn(minutes=1)
    delivery.refresh_from_db()
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert delivery.parts[1].address == "https://example.org/two"
    # What it became is known to people alone, so the next part answers the nearest that we know.
    assert sorted(thread_on(world, account)) == sorted({(ONE, ""), (TWO, ONE), (THREE, ONE)})


def test_a_person_does_not_find_it_and_it_goes_again_with_its_key(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = parked(account, world, clock, 1)
    send_again(owner, delivery.pk)
    Delivery.objects.update(latest_at=None)
    delivery.refresh_from_db()
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert sorted(thread_on(world, account)) == sorted(WHOLE)


def test_a_first_part_that_only_a_person_saw_cannot_be_continued_and_says_so(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = parked(account, world, clock, 0)
    say_it_is_there(owner, delivery.pk)
    clock.turn(minutes=1)
    delivery = turn(delivery, clock)
    assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.HALF)
    assert "1 of 3 are out." in delivery.why
    assert leave_it(owner, delivery.pk).state == DeliveryState.SENT


def test_moving_gives_new_keys_to_every_part_unless_one_was_tried(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = due(account)
    before = set(delivery.part_rows.values_list("key", flat=True))
    later = timezone.now() + timedelta(hours=5)
    moved = move(owner, delivery.pk, later, None)
    after = set(moved.part_rows.values_list("key", flat=True))
    assert len(after) == 3
    assert before.isdisjoint(after)
    assert moved.key in after
    clock.turn(hours=5)
    go_on_until(1, moved, clock)
    again = move(owner, delivery.pk, later + timedelta(hours=1), None)
    assert set(again.part_rows.values_list("key", flat=True)) == after


def test_other_posts_of_the_lane_come_before_or_after_a_thread_and_not_between(
    account: Account, world: Stage, clock: Clock
) -> None:
    first = due(account)
    due(account, Version(text="Market day on Saturday."))
    turn(first, clock)
    said = [text for text, _ in thread_on(world, account)]
    assert said == [ONE, TWO, THREE, "Market day on Saturday."]


def without(wanted: Callable[[object], bool]) -> str:
    return next(slug for slug, network in finder.networks().items() if wanted(network.facts))


@pytest.mark.parametrize(
    ("version", "lacks", "words"),
    [
        (THREAD, "threads", "has no threads"),
        (Version(text=ONE, first_comment=COMMENT), "first_comment", "takes no first comment"),
    ],
)
def test_a_network_without_threads_or_comments_refuses_in_plain_words(
    account: Account, world: Stage, clock: Clock, version: Version, lacks: str, words: str
) -> None:
    slug = without(lambda facts: not getattr(facts, lacks))
    Account.objects.filter(pk=account.pk).update(network=slug)
    account.refresh_from_db()
    with pytest.raises(BadInput, match=words):
        due(account, version)
    Account.objects.filter(pk=account.pk).update(network="rehearsal")
    account.refresh_from_db()
    delivery = due(account, version)
    Account.objects.filter(pk=account.pk).update(network=slug)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.HELD
    assert thread_on(world, account) == []


def test_a_replier_and_a_stranger_leave_nothing(
    account: Account, world: Stage, clock: Clock, replier: Actor, stranger: Actor
) -> None:
    delivery = stuck(account, world, clock)
    with pytest.raises(NotAllowed):
        leave_it(replier, delivery.pk)
    with pytest.raises(BadInput, match="no such delivery"):
        leave_it(stranger, delivery.pk)


def test_half_a_thread_is_not_opened_again_as_a_draft_that_would_send_it_twice(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = stuck(account, world, clock)
    post = Post.objects.create(workspace_id=owner.workspace_id, master=ONE)
    PostVersion.objects.create(post=post, account=account, delivery=delivery)
    with pytest.raises(Conflict):
        reopen(owner, post.pk, account.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.HELD
