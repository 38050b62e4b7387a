"""Pausing: nothing goes out meanwhile, and what missed its time comes back one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery import lane, leases, sending
from twoway.apps.delivery.actions import enqueue, pause, resume
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import due_lanes, is_paused, pauses_of, troubles_of
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage


def due(account: Account, text: str, *, hours: float = 0, urgency: Urgency = Urgency.SCHEDULED) -> Delivery:
    at = timezone.now() + timedelta(hours=hours)
    return enqueue(account, Version(text=text), urgency=urgency, due_at=at, latest_at=at + timedelta(hours=1))


def turn(delivery: Delivery, clock: Clock) -> Delivery:
    lane.advance(delivery.account_id, delivery.urgency, clock=clock)
    delivery.refresh_from_db()
    return delivery


def said(world: Stage, account: Account) -> list[str]:
    return [post.text for post in reading.posts_of(world, account.handle)]


@pytest.mark.parametrize("what", ["workspace", "persona", "account"])
def test_nothing_goes_out_while_it_is_paused(
    account: Account, world: Stage, clock: Clock, owner: Actor, what: str
) -> None:
    scope = {"persona": {"persona_id": account.persona_id}, "account": {"account_id": account.pk}}.get(what, {})
    delivery = due(account, "Fresh rye at eight.")
    pause(owner, "The oven is on fire.", **scope)  # type: ignore[arg-type]  # a table of keywords
    assert due_lanes(clock()) == set()
    assert turn(delivery, clock).state == DeliveryState.WAITING
    assert said(world, account) == []
    held = is_paused(account)
    assert held is not None
    assert (held.why, held.by_name) == ("The oven is on fire.", "Sarah")


def test_another_account_goes_on(
    account: Account, second_account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    pause(owner, "Wrong prices.", account_id=account.pk)
    assert turn(due(second_account, "Market day on Saturday."), clock).state == DeliveryState.SENT


def test_answers_wait_too_unless_somebody_lets_them_go(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    answer = due(account, "Tom, your bread is ready.", urgency=Urgency.URGENT)
    first = pause(owner, "A fire in town.")
    assert turn(answer, clock).state == DeliveryState.WAITING
    resume(owner, first.pk)
    pause(owner, "A fire in town.", lets_replies=True)
    another = due(account, "Tom, we are open after all.", urgency=Urgency.URGENT)
    post = due(account, "Cinnamon week begins.")
    assert turn(another, clock).state == DeliveryState.SENT
    assert turn(post, clock).state == DeliveryState.WAITING


def test_a_pause_that_comes_between_the_choice_and_the_intent_still_holds(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    delivery = due(account, "Fresh rye at eight.")
    mine = leases.Turn(account_id=account.pk, urgency=delivery.urgency, owner="me", clock=clock)
    assert leases.take(mine)
    chosen = lane.choose(mine)
    assert chosen is not None
    pause(owner, "The oven is on fire.")
    assert not sending.send(chosen, mine)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING
    assert delivery.tries == 0
    assert said(world, account) == []


def test_what_missed_its_time_comes_back_for_review_and_the_rest_goes_on(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    held = pause(owner, "The oven is on fire.")
    missed = [due(account, f"Loaf number {n}.") for n in range(3)]
    later = due(account, "See you on Sunday.", hours=30)
    ended = resume(owner, held.pk)
    assert [d.pk for d in ended.missed] == [d.pk for d in missed]
    assert ended.goes_on == 1
    assert due_lanes(clock()) == set()
    lane.advance(account.pk, Urgency.SCHEDULED, clock=clock)
    assert said(world, account) == []
    for delivery in missed:
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.MISSED
        assert delivery.needs_person
        assert "The oven is on fire." in delivery.why
    assert set(troubles_of(owner)) == set(missed)
    clock.turn(hours=30)
    assert turn(later, clock).state == DeliveryState.SENT


def test_what_another_pause_keeps_stays_where_it_is(
    account: Account, world: Stage, clock: Clock, owner: Actor
) -> None:
    whole = pause(owner, "A fire in town.")
    pause(owner, "Wrong prices.", account_id=account.pk)
    delivery = due(account, "Fresh rye at eight.")
    assert resume(owner, whole.pk).missed == ()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING


def test_of_two_pauses_the_one_that_is_left_counts_for_what_is_still_to_come(
    account: Account, second_account: Account, clock: Clock, owner: Actor
) -> None:
    whole = pause(owner, "A fire in town.")
    pause(owner, "Wrong prices.", account_id=account.pk, lets_replies=True)
    for hours in (1, 2):
        due(account, f"Kept for {hours}.", hours=hours)
        due(account, f"An answer in {hours}.", hours=hours, urgency=Urgency.URGENT)
        due(second_account, f"Free in {hours}.", hours=hours)
    assert resume(owner, whole.pk).goes_on == 4


def test_the_end_of_a_pause_asks_as_many_questions_however_much_is_still_to_come(
    account: Account, owner: Actor
) -> None:
    counts = []
    for many in (1, 9):
        for number in range(many):
            due(account, f"Loaf {many}-{number}.", hours=30 + number)
        held = pause(owner, "The oven is on fire.")
        with CaptureQueriesContext(connection) as asked:
            resume(owner, held.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("lets_replies", [True, False])
@pytest.mark.parametrize("what", ["workspace", "persona", "account", "another account"])
def test_a_pause_in_hand_says_the_same_as_the_database(
    account: Account, second_account: Account, owner: Actor, what: str, lets_replies: bool
) -> None:
    scopes = {
        "persona": {"persona_id": account.persona_id},
        "account": {"account_id": account.pk},
        "another account": {"account_id": second_account.pk},
    }
    held = pause(owner, "The oven is on fire.", lets_replies=lets_replies, **scopes.get(what, {}))
    for one in (account, second_account):
        for urgency in Urgency:
            assert held.keeps(one, urgency) == (is_paused(one, urgency) is not None)


def test_a_pause_needs_a_reason_and_is_not_made_twice(account: Account, owner: Actor) -> None:
    with pytest.raises(BadInput, match="Say why"):
        pause(owner, "  ")
    made = pause(owner, "A fire in town.")
    with pytest.raises(Conflict, match="paused already"):
        pause(owner, "Another reason.")
    assert list(pauses_of(owner)) == [made]
    resume(owner, made.pk)
    assert list(pauses_of(owner)) == []
    assert list(pauses_of(owner, ended=True)) == [made]
    with pytest.raises(Conflict, match="ended already"):
        resume(owner, made.pk)


def test_who_paused_and_who_ended_it_is_on_record(account: Account, owner: Actor) -> None:
    made = pause(owner, "A fire in town.")
    resume(owner, made.pk)
    made.refresh_from_db()
    assert (made.by_name, made.ended_by_name) == ("Sarah", "Sarah")
    told = Event.objects.filter(subject="pause", subject_id=made.pk).order_by("id").values_list("verb", "why")
    assert list(told) == [("pause", "A fire in town."), ("resume", "")]


def test_a_replier_and_a_stranger_pause_and_end_nothing(
    account: Account, owner: Actor, replier: Actor, stranger: Actor
) -> None:
    made = pause(owner, "A fire in town.")
    for act in (lambda who: pause(who, "Why not."), lambda who: resume(who, made.pk)):
        with pytest.raises(NotAllowed):
            act(replier)
    with pytest.raises(BadInput, match="no such pause"):
        resume(stranger, made.pk)
    with pytest.raises(BadInput, match="not connected here"):
        pause(stranger, "Why not.", account_id=account.pk)
    with pytest.raises(BadInput):
        pause(stranger, "Why not.", persona_id=account.persona_id)
    assert list(pauses_of(stranger)) == []
    made.refresh_from_db()
    assert made.holds
