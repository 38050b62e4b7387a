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
from twoway.apps.delivery.telling import CURES
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.models import PostVersion
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import Reach
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import Cause, DeliveryState
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
    assert "Sent off, part 2" in page


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


# -- what can be done about it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", [one for one in Cause if one is not Cause.NONE])
def test_each_trouble_is_told_with_its_cure(desk: Client, account: Account, cause: Cause) -> None:
    delivery = due(account, Version(text="Fresh rye at eight."), hours=3)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.HELD, cause=cause, needs_person=True)
    assert f"What you can do:</b> {CURES[cause]}" in page_of(desk, delivery)


def test_what_needs_nobody_has_no_cure(desk: Client, account: Account) -> None:
    assert "What you can do" not in page_of(desk, due(account, hours=3))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tries": 2}, "It waits for its next try."),
        ({"state": DeliveryState.UNSURE}, "It is looked for before anything else happens."),
        ({"state": DeliveryState.UNSURE, "needs_person": True}, "Twoway could not find out. You decide."),
        ({"state": DeliveryState.HELD, "parts_out": 1, "needs_person": True}, "Part of it is out. The rest was held"),
        ({"parts_out": 1}, "Part of it is out, and the rest follows."),
    ],
)
def test_each_state_says_what_it_means_here(
    desk: Client, account: Account, fields: dict[str, Any], words: str
) -> None:
    delivery = due(account, hours=3)
    Delivery.objects.filter(pk=delivery.pk).update(**fields)
    assert words in page_of(desk, delivery)


def posted(owner: Actor, account: Account, world: Stage, clock: Clock, text: str) -> Delivery:
    """A post that the network refused."""
    post = save(owner, Draft(master=text, account_ids=(account.pk,)))
    delivery = send_now(owner, post.pk).deliveries[0]
    reading.order(world, "refuse")
    lane.advance(account.pk, delivery.urgency, clock=clock)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.REFUSED
    return delivery


@pytest.mark.parametrize("text", ["Fresh rye at eight.", "How our rye is made.\n---\nFirst the sourdough."])
def test_what_was_refused_is_opened_again_from_its_page_with_all_of_its_words(
    desk: Client, owner: Actor, account: Account, world: Stage, clock: Clock, text: str
) -> None:
    delivery = posted(owner, account, world, clock, text)
    assert "Open it again" in page_of(desk, delivery)
    answer = desk.post(f"/deliveries/{delivery.pk}/decide/", {"decision": "open-again"})
    version = PostVersion.objects.get()
    assert answer["Location"] == f"/compose/{version.post_id}/"
    assert version.delivery is None
    assert version.text == text
    assert "Open it again" not in page_of(desk, delivery)


@pytest.mark.parametrize("state", [DeliveryState.MISSED, DeliveryState.HELD])
def test_what_missed_its_time_or_was_held_is_opened_again_too(
    desk: Client, owner: Actor, account: Account, world: Stage, clock: Clock, state: DeliveryState
) -> None:
    delivery = posted(owner, account, world, clock, "Fresh rye at eight.")
    Delivery.objects.filter(pk=delivery.pk).update(state=state)
    desk.post(f"/deliveries/{delivery.pk}/decide/", {"decision": "open-again"})
    assert PostVersion.objects.get().delivery is None


def test_an_answer_is_not_opened_again_as_a_post(desk: Client, account: Account) -> None:
    delivery = due(account, hours=3)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.REFUSED, needs_person=True)
    assert "Open it again" not in page_of(desk, delivery)
    answer = desk.post(f"/deliveries/{delivery.pk}/decide/", {"decision": "open-again"}, follow=True)
    assert "Write an answer anew in its conversation" in unescape(answer.content.decode())


def test_what_an_earlier_try_left_in_doubt_is_said_before_it_is_written_anew(desk: Client, account: Account) -> None:
    now = timezone.now()
    delivery = due(account, hours=3)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.HELD, needs_person=True, sending_at=now)
    delivery.attempts.create(started_at=now, outcome="unsure")
    assert "Look there before you send it anew." in page_of(desk, delivery)


def test_each_attempt_says_what_it_was(desk: Client, account: Account) -> None:
    delivery = due(account, hours=3)
    for kind in ("send", "look", "by hand"):
        delivery.attempts.create(kind=kind, started_at=timezone.now(), outcome="unsure")
    shown = page_of(desk, delivery)
    for words in ("Sent off", "Looked for", "Looked at by a person"):
        assert f"<td>{words}</td>" in shown


def test_the_page_of_a_network_that_is_not_installed_any_more_says_so(desk: Client, account: Account) -> None:
    delivery = due(account, hours=3)
    why = "There is no network “oven-post” here."
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.HELD, needs_person=True, why=why)
    Account.objects.filter(pk=account.pk).update(network="oven-post")
    shown = page_of(desk, delivery)
    assert why in shown
    assert "How our rye is made." in shown


@pytest.mark.parametrize(
    "path", ["/calendar/", "/calendar/trouble/", "/inbox/", "/accounts/", "/notices/", "/compose/"]
)
def test_no_page_falls_over_a_network_that_is_not_installed_any_more(
    desk: Client, owner: Actor, account: Account, world: Stage, clock: Clock, path: str
) -> None:
    posted(owner, account, world, clock, "Fresh rye at eight.")
    Account.objects.filter(pk=account.pk).update(network="oven-post")
    assert desk.get(path).status_code == 200
