"""The careful lane on the practice network, with every failure that can be ordered there."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account, Health
from twoway.apps.delivery import lane, leases, parts, sending, settling
from twoway.apps.delivery.actions import cancel, enqueue, move, say_it_is_there, send_again, set_aside, try_again
from twoway.apps.delivery.leases import Turn
from twoway.apps.delivery.models import Attempt, Delivery, Lane
from twoway.apps.delivery.queries import due_lanes, troubles_of
from twoway.domain.errors import Conflict, NotAllowed
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "Fresh rye at eight on Saturday."


def due(
    account: Account, text: str = WORDS, *, late_minutes: int = 60, urgency: Urgency = Urgency.SCHEDULED
) -> Delivery:
    now = timezone.now()
    return enqueue(
        account, Version(text=text), urgency=urgency, due_at=now, latest_at=now + timedelta(minutes=late_minutes)
    )


def turn(delivery: Delivery, clock: Clock) -> Delivery:
    lane.advance(delivery.account_id, delivery.urgency, clock=clock)
    delivery.refresh_from_db()
    return delivery


def on_network(world: Stage, account: Account, text: str = WORDS) -> int:
    return sum(post.text == text for post in reading.posts_of(world, account.handle))


def test_a_yes_is_written_down_with_its_address(account: Account, world: Stage, clock: Clock) -> None:
    delivery = turn(due(account), clock)
    assert delivery.state == DeliveryState.SENT
    assert delivery.address.startswith("http")
    assert delivery.remote_id
    assert on_network(world, account) == 1
    assert [a.outcome for a in delivery.attempts.all()] == ["sent"]


@pytest.mark.parametrize(
    ("failure", "state", "outcome"),
    [
        ("down", DeliveryState.WAITING, "try later"),  # nothing happened
        ("rate-limit", DeliveryState.WAITING, "try later"),  # told to wait
        ("refuse", DeliveryState.REFUSED, "refused"),  # asking again will not help
        ("lose-answer", DeliveryState.UNSURE, "unsure"),  # it is out, and nobody told us
        ("garbage", DeliveryState.UNSURE, "unsure"),  # it is out, and the answer is nonsense
        ("sign-out", DeliveryState.HELD, "reconnect"),  # somebody must sign in again
    ],
)
def test_each_failure_leads_where_it_must(
    account: Account, world: Stage, clock: Clock, failure: str, state: DeliveryState, outcome: str
) -> None:
    reading.order(world, failure)
    delivery = turn(due(account), clock)
    assert delivery.state == state
    assert delivery.why
    assert delivery.attempts.get().outcome == outcome


@pytest.mark.parametrize("failure", ["down", "rate-limit", "lose-answer", "garbage", "expire-session"])
def test_what_goes_wrong_once_is_out_once_in_the_end(
    account: Account, world: Stage, clock: Clock, failure: str
) -> None:
    reading.order(world, failure)
    delivery = turn(due(account), clock)
    for _ in range(4):
        clock.turn(seconds=30)
        delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert on_network(world, account) == 1


def test_a_wait_is_kept_to(account: Account, world: Stage, clock: Clock) -> None:
    reading.order(world, "rate-limit", seconds=40)
    delivery = turn(due(account), clock)
    assert delivery.next_at - clock() > timedelta(seconds=35)
    clock.turn(seconds=20)
    assert turn(delivery, clock).state == DeliveryState.WAITING
    clock.turn(seconds=30)
    assert turn(delivery, clock).state == DeliveryState.SENT


def test_a_worker_that_dies_after_the_call_leaves_an_unsure_row_that_is_found_again(
    account: Account, world: Stage, clock: Clock
) -> None:
    delivery = due(account)
    taken = Turn(account_id=account.pk, urgency=delivery.urgency, owner="dead", clock=clock)
    assert leases.take(taken)
    intent = sending.commit_intent(delivery, parts.next_step(delivery), taken, clock())
    assert intent is not None
    from twoway.apps.accounts.queries import http_of, network_of

    publish = network_of(account).publish
    assert publish is not None
    publish(http_of(account), delivery.version, delivery.key)
    # Here the worker dies: the network has the post, our row says `sending`, and the lane is leased.
    assert due_lanes(clock()) == set()
    clock.turn(seconds=leases.LEASE.total_seconds() + 1)
    assert due_lanes(clock()) == {(account.pk, delivery.urgency)}
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert on_network(world, account) == 1
    assert [a.outcome for a in delivery.attempts.all()] == ["cut off", "sent"]


def test_a_worker_that_dies_before_the_call_sends_once(account: Account, world: Stage, clock: Clock) -> None:
    delivery = due(account)
    taken = Turn(account_id=account.pk, urgency=delivery.urgency, owner="dead", clock=clock)
    assert leases.take(taken)
    assert sending.commit_intent(delivery, parts.next_step(delivery), taken, clock())
    clock.turn(seconds=leases.LEASE.total_seconds() + 1)
    delivery = turn(delivery, clock)
    clock.turn(seconds=1)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert on_network(world, account) == 1


def test_a_lane_that_is_taken_is_left_alone(account: Account, world: Stage, clock: Clock) -> None:
    delivery = due(account)
    Lane.objects.create(
        account=account, urgency=delivery.urgency, owner="other", leased_until=clock() + timedelta(seconds=60)
    )
    assert turn(delivery, clock).state == DeliveryState.WAITING
    assert on_network(world, account) == 0


def test_a_worker_whose_lane_was_taken_over_sends_nothing_more(account: Account, world: Stage, clock: Clock) -> None:
    mine = Turn(account_id=account.pk, urgency=Urgency.SCHEDULED, owner="me", clock=clock)
    assert leases.take(mine)
    Lane.objects.update(owner="another")
    due(account)
    assert lane.take_turn(mine) == 0
    assert on_network(world, account) == 0


def test_an_answer_does_not_wait_behind_a_campaign(account: Account, world: Stage, clock: Clock) -> None:
    for number in range(3):
        due(account, f"Offer {number} of the week, come and see.")
    urgent = due(account, "Tom, your bread is ready.", urgency=Urgency.URGENT)
    assert turn(urgent, clock).state == DeliveryState.SENT
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 3


def test_nothing_overtakes_a_post_that_may_be_out(account: Account, world: Stage, clock: Clock) -> None:
    reading.order(world, "lose-answer")
    first = turn(due(account, "The first words."), clock)
    second = due(account, "The second words.")
    clock.turn(seconds=30)
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == second.state == DeliveryState.SENT
    outcomes = list(Attempt.objects.order_by("id").values_list("delivery_id", flat=True))
    assert outcomes == [first.pk, first.pk, second.pk]


def test_too_late_is_missed_and_said(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    delivery = due(account, late_minutes=10)
    clock.turn(minutes=11)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.MISSED
    assert "No worker" in delivery.why
    assert on_network(world, account) == 0
    assert list(troubles_of(owner)) == [delivery]


def test_an_account_in_look_only_mode_holds_what_is_due(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = due(account)
    Account.objects.filter(pk=account.pk).update(may_post=False)
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.HELD
    assert "look-only" in delivery.why
    Account.objects.filter(pk=account.pk).update(may_post=True)
    try_again(owner, delivery.pk)
    assert turn(delivery, clock).state == DeliveryState.SENT


def test_words_that_no_longer_fit_are_held_at_the_last_moment(account: Account, world: Stage, clock: Clock) -> None:
    delivery = due(account)
    Account.objects.filter(pk=account.pk).update(limits={"text": 10})
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.HELD
    assert on_network(world, account) == 0


def test_a_picture_that_is_gone_holds_the_post(account: Account, world: Stage, clock: Clock) -> None:
    from twoway.domain.versions import Picture

    picture = Picture(sha256="0" * 64, mime="image/png", size=1, width=1, height=1, alt="A loaf")
    delivery = due(account)
    Delivery.objects.filter(pk=delivery.pk).update(
        frozen={**delivery.frozen, "pictures": [dataclasses.asdict(picture)]}
    )
    delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.HELD
    assert "picture" in delivery.why


def test_a_network_that_stays_down_is_told_to_a_person(account: Account, world: Stage, clock: Clock) -> None:
    reading.order(world, "down", 50, seconds=1)
    delivery = due(account, late_minutes=100_000)
    for _ in range(20):
        clock.turn(hours=2)
        delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.HELD
    assert delivery.needs_person
    assert "tried" in delivery.why


def test_signed_out_is_told_on_the_account(account: Account, world: Stage, clock: Clock) -> None:
    reading.order(world, "sign-out")
    turn(due(account), clock)
    account.refresh_from_db()
    assert account.health == Health.RECONNECT
    assert account.health_why


def test_what_waits_can_be_taken_back_and_what_is_out_cannot(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    waiting, out = due(account, "Taken back."), due(account)
    assert cancel(owner, waiting.pk).state == DeliveryState.CANCELLED
    out = turn(out, clock)
    with pytest.raises(Conflict):
        cancel(owner, out.pk)
    assert on_network(world, account, "Taken back.") == 0


def test_a_moved_delivery_has_a_key_for_its_new_time_unless_it_was_tried(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = due(account)
    later = timezone.now() + timedelta(hours=5)
    moved = move(owner, delivery.pk, later, later + timedelta(hours=1))
    assert moved.key != delivery.key
    assert (moved.due_at, moved.next_at) == (later, later)
    reading.order(world, "down")
    clock.turn(hours=5)
    tried = turn(moved, clock)
    assert move(owner, tried.pk, later, None).key == tried.key


def test_what_may_be_out_cannot_be_taken_back(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    reading.order(world, "lose-answer")
    delivery = turn(due(account), clock)
    with pytest.raises(Conflict, match="too late"):
        cancel(owner, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.UNSURE


def parked(account: Account, world: Stage, clock: Clock) -> Delivery:
    """An unsure delivery that could not be looked up."""
    reading.order(world, "lose-answer")
    delivery = turn(due(account, late_minutes=100_000), clock)
    reading.order(world, "down", 50, touches="reading", seconds=1)
    for _ in range(settling.MOST_LOOKS + 1):
        clock.turn(hours=2)
        delivery = turn(delivery, clock)
    assert delivery.state == DeliveryState.UNSURE
    assert delivery.needs_person
    return delivery


def test_what_cannot_be_settled_waits_for_a_person_who_says_it_is_there(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = parked(account, world, clock)
    assert list(troubles_of(owner)) == [delivery]
    with pytest.raises(Conflict):
        set_aside(owner, delivery.pk)
    say_it_is_there(owner, delivery.pk, "https://example.org/there")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert delivery.address == "https://example.org/there"
    assert not troubles_of(owner)
    with pytest.raises(Conflict):
        send_again(owner, delivery.pk)


def test_sending_again_by_hand_uses_the_same_key(account: Account, world: Stage, clock: Clock, owner: Actor) -> None:
    delivery = parked(account, world, clock)
    reading.cancel_orders(world)
    key = delivery.key
    send_again(owner, delivery.pk)
    Delivery.objects.filter(pk=delivery.pk).update(latest_at=None)
    delivery.refresh_from_db()
    delivery = turn(delivery, clock)
    assert (delivery.state, delivery.key) == (DeliveryState.SENT, key)
    assert on_network(world, account) == 1


def test_a_parked_delivery_no_longer_holds_its_lane(account: Account, world: Stage, clock: Clock) -> None:
    parked(account, world, clock)
    reading.cancel_orders(world)
    following = due(account, "Life goes on.", late_minutes=100_000)
    assert turn(following, clock).state == DeliveryState.SENT


def test_a_replier_and_a_stranger_decide_nothing_about_posts(
    account: Account, clock: Clock, replier: Actor, stranger: Actor
) -> None:
    delivery = due(account)
    for action in (cancel, try_again, say_it_is_there, send_again, set_aside):
        with pytest.raises(NotAllowed):
            action(replier, delivery.pk)
        with pytest.raises(Exception, match="no such delivery"):
            action(stranger, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING


def test_due_lanes_are_found_by_their_indexes(account: Account, django_assert_num_queries: object) -> None:
    for number in range(30):
        due(account, f"Post number {number}.")
    with django_assert_num_queries(5):  # type: ignore[operator]  # pytest-django's fixture has no public type
        assert due_lanes(timezone.now()) == {(account.pk, str(Urgency.SCHEDULED))}
