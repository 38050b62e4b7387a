"""One press under what somebody wrote, on the practice network."""

from __future__ import annotations

import pytest

from tests.people import Clock
from twoway.apps.accounts.actions import switch_posting
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.actions import pause, resume
from twoway.apps.delivery.jobs import drain
from twoway.apps.inbox.actions import reply
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Message, Reaction
from twoway.apps.inbox.reacting import press_due, react, reactions_of
from twoway.apps.notices.models import Notice
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "The best rye in Millbrook."


@pytest.fixture
def praised(owner: Actor, account: Account, world: Stage) -> Message:
    """Kemi says something nice under a post of ours, and we have heard it."""
    post = save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,)))
    delivery = send_now(owner, post.pk).deliveries[0]
    drain()
    delivery.refresh_from_db()
    reading.act_as(world, "kemi.okafor@rehearsal", delivery.remote_id, WORDS)
    bring(account)
    return Message.objects.get(text=WORDS)


def likes(world: Stage, message: Message) -> int:
    return next(one.likes for one in reading.thread(world, message.remote_id) if one.id == message.remote_id)


def test_a_press_is_there_once_however_often_it_is_made(owner: Actor, praised: Message, world: Stage) -> None:
    for _ in range(3):
        react(owner, praised.pk, "like")
    assert press_due() == 1
    assert press_due() == 0
    assert likes(world, praised) == 1
    row = reactions_of([praised])[praised.pk]["like"]
    assert (row.wanted, row.is_on, row.is_pending, row.by_name) == (True, True, False, "Sarah")
    assert Event.objects.filter(verb="react").count() == 1


def test_it_can_be_taken_back(owner: Actor, praised: Message, world: Stage) -> None:
    react(owner, praised.pk, "like")
    press_due()
    react(owner, praised.pk, "like", on=False)
    press_due()
    assert likes(world, praised) == 0
    assert not Reaction.objects.get().is_on


def test_what_is_taken_back_before_anybody_asked_is_never_asked(owner: Actor, praised: Message, world: Stage) -> None:
    react(owner, praised.pk, "like")
    react(owner, praised.pk, "like", on=False)
    assert press_due() == 0
    assert likes(world, praised) == 0


@pytest.mark.parametrize("failure", ["down", "rate-limit", "lose-answer", "garbage", "expire-session"])
def test_what_goes_wrong_once_is_there_once_in_the_end(
    owner: Actor, praised: Message, world: Stage, clock: Clock, failure: str
) -> None:
    reading.order(world, failure)
    react(owner, praised.pk, "like")
    for _ in range(3):
        clock.turn(minutes=5)
        press_due(clock())
    assert likes(world, praised) == 1
    assert Reaction.objects.get().is_on


def test_what_may_have_arrived_is_taken_back_as_well(
    owner: Actor, praised: Message, world: Stage, clock: Clock
) -> None:
    reading.order(world, "lose-answer")
    react(owner, praised.pk, "like")
    press_due()
    assert likes(world, praised) == 1
    react(owner, praised.pk, "like", on=False)
    clock.turn(minutes=5)
    press_due(clock())
    assert likes(world, praised) == 0


def test_a_worker_that_died_holds_nothing_up_for_long(
    owner: Actor, praised: Message, world: Stage, clock: Clock
) -> None:
    react(owner, praised.pk, "like")
    clock.turn(seconds=100)
    Reaction.objects.update(busy_until=clock())
    clock.turn(seconds=-50)
    assert press_due(clock()) == 0
    clock.turn(seconds=60)
    assert press_due(clock()) == 1
    assert likes(world, praised) == 1


def test_a_no_reaches_somebody_and_nothing_is_pressed(owner: Actor, praised: Message, world: Stage) -> None:
    reading.order(world, "refuse")
    react(owner, praised.pk, "like")
    press_due()
    row = Reaction.objects.get()
    assert (row.wanted, row.is_pending) == (False, False)
    assert row.why
    notice = Notice.objects.get(key=f"reaction:{row.pk}")
    assert "did not get through" in notice.words
    react(owner, praised.pk, "like")
    press_due()
    notice.refresh_from_db()
    assert notice.settled_at is not None


def test_a_pause_keeps_it_until_it_ends(owner: Actor, praised: Message, world: Stage) -> None:
    paused = pause(owner, "Something is wrong")
    react(owner, praised.pk, "like")
    assert press_due() == 0
    resume(owner, paused.pk)
    press_due()
    assert likes(world, praised) == 1


def test_an_account_that_only_looks_presses_nothing(owner: Actor, praised: Message, account: Account) -> None:
    switch_posting(owner, account.pk, on=False)
    with pytest.raises(NotAllowed, match="look-only"):
        react(owner, praised.pk, "like")


def test_only_what_the_network_knows_can_be_pressed(owner: Actor, praised: Message) -> None:
    with pytest.raises(BadInput, match="knows: like"):
        react(owner, praised.pk, "applause")


def test_nobody_likes_their_own_words(owner: Actor, praised: Message) -> None:
    ours = reply(owner, praised.conversation_id, "Kemi, that makes our day, thank you.")
    with pytest.raises(BadInput, match="wrote to you"):
        react(owner, ours.pk, "like")


def test_who_answers_people_may_press_and_who_only_looks_may_not(
    replier: Actor, guest: Actor, stranger: Actor, praised: Message
) -> None:
    react(replier, praised.pk, "like")
    with pytest.raises(NotAllowed):
        react(guest, praised.pk, "like", on=False)
    with pytest.raises(BadInput, match="no such message"):
        react(stranger, praised.pk, "like", on=False)
    assert Reaction.objects.get().wanted
