"""What people take back, change, and put back while it waits for an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox import again
from twoway.apps.inbox.actions import FORGOTTEN, forget, hear, hear_again, hear_all, mark_done, reply
from twoway.apps.inbox.jobs import bring, settle_answers
from twoway.apps.inbox.models import Conversation, Message, Raw
from twoway.apps.inbox.queries import (
    answered_message,
    conversation_of,
    goes_under_an_earlier_one,
    gone_among,
    nobody_there,
    standing_alone,
)
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import Held
from twoway.domain.permission import Actor
from twoway.domain.states import ConversationState
from twoway.rehearsal import reading, store
from twoway.rehearsal.server import Stage

KEMI = "kemi.okafor@rehearsal"
QUESTION, SECOND = "Do you keep a loaf back?", "Sorry, I meant two loaves."


@pytest.fixture
def root(owner: Actor, account: Account, world: Stage, clock: Clock) -> str:
    """A post of ours that is out."""
    post = save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,)))
    delivery = send_now(owner, post.pk).deliveries[0]
    drain()
    delivery.refresh_from_db()
    clock.turn(minutes=10)
    return delivery.remote_id


def said(world: Stage, clock: Clock, account: Account, under: str, words: str) -> Message:
    """Kemi says something under a post, and we hear it."""
    clock.turn(seconds=30)
    reading.act_as(world, KEMI, under, words)
    bring(account)
    # She may have said more by herself.
    Message.objects.exclude(text__in=(QUESTION, SECOND)).delete()
    return Message.objects.get(text=words)


def take_down(world: Stage, message: Message) -> None:
    with store.writing(world.path) as db:
        store.take_down(db, message.remote_id)


def put_back(world: Stage, message: Message) -> None:
    with store.writing(world.path) as db:
        db.execute("UPDATE post SET is_gone = 0 WHERE id = ?", (message.remote_id,))


def a_while_later(**span: float) -> None:
    """As if what is here had been looked at longer ago."""
    Message.objects.update(looked_at=timezone.now() - timedelta(**span))


def opened(owner: Actor, message: Message) -> Conversation:
    return conversation_of(owner, message.conversation_id)


def test_what_was_taken_back_stays_here_and_says_so(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    message = said(world, clock, account, root, QUESTION)
    assert nobody_there(opened(owner, message)) == ""
    take_down(world, message)
    a_while_later(minutes=6)

    bring(account)

    message.refresh_from_db()
    assert message.text == QUESTION
    assert message.gone_at is not None
    assert "an answer would reach nobody" in nobody_there(opened(owner, message))
    assert gone_among([opened(owner, message)]) == {message.conversation_id}


def test_nobody_answers_what_is_gone(owner: Actor, account: Account, world: Stage, clock: Clock, root: str) -> None:
    message = said(world, clock, account, root, QUESTION)
    Message.objects.filter(pk=message.pk).update(gone_at=timezone.now())
    with pytest.raises(Held, match="your words are kept"):
        reply(owner, message.conversation_id, "Yes, gladly, Kemi.")
    assert not Message.objects.filter(is_ours=True).exists()


def test_an_answer_goes_under_what_is_still_there(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    first = said(world, clock, account, root, QUESTION)
    second = said(world, clock, account, first.remote_id, SECOND)
    assert not goes_under_an_earlier_one(opened(owner, first))
    Message.objects.filter(pk=second.pk).update(gone_at=timezone.now())

    talk = opened(owner, first)

    answered = answered_message(talk)
    assert answered is not None
    assert answered.pk == first.pk
    assert goes_under_an_earlier_one(talk)
    assert gone_among([talk]) == set()
    made = reply(owner, talk.pk, "One loaf, with your name on it.")
    assert made.delivery is not None
    assert made.delivery.version.reply_to is not None
    assert made.delivery.version.reply_to.remote_id == first.remote_id


def test_what_is_shown_again_is_gone_no_longer(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    message = said(world, clock, account, root, QUESTION)
    take_down(world, message)
    a_while_later(minutes=6)
    assert again.look_again(account) == 1
    put_back(world, message)
    a_while_later(minutes=6)
    again.look_again(account)
    assert Message.objects.filter(gone_at=None, pk=message.pk).count() == 0  # it is asked for once an hour only
    a_while_later(minutes=61)
    assert again.look_again(account) == 0
    assert nobody_there(opened(owner, message)) == ""


def test_nothing_is_asked_again_too_soon_nor_once_it_is_done(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    message = said(world, clock, account, root, QUESTION)
    take_down(world, message)
    assert again.look_again(account) == 0  # it came in a moment ago
    mark_done(owner, message.conversation_id)
    a_while_later(minutes=6)
    assert again.look_again(account) == 0
    message.refresh_from_db()
    assert message.gone_at is None


def test_what_was_taken_back_after_it_was_answered_says_so_and_so_does_the_answer(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    message = said(world, clock, account, root, QUESTION)
    answer = reply(owner, message.conversation_id, "Gladly, Kemi, until nine.")
    drain()
    settle_answers()
    assert opened(owner, message).state == ConversationState.THEIRS
    assert standing_alone(opened(owner, message)) == set()
    take_down(world, message)
    a_while_later(hours=7)

    assert again.look_again(account) == 1

    message.refresh_from_db()
    assert message.gone_at is not None
    assert standing_alone(opened(owner, message)) == {answer.pk}
    assert gone_among([opened(owner, message)]) == {message.conversation_id}
    assert answer.delivery is not None
    Delivery.objects.filter(pk=answer.delivery.pk).update(gone_at=timezone.now())
    assert standing_alone(opened(owner, message)) == set()  # that was taken down as well


def test_what_is_settled_is_looked_at_a_bounded_number_of_times(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    message = said(world, clock, account, root, QUESTION)
    mark_done(owner, message.conversation_id)
    start = timezone.now()
    Message.objects.update(at=start, looked_at=start)
    looks = []
    for hours in range(24 * 40):
        now = start + timedelta(hours=hours)
        if again.due(account, now):
            looks.append(hours)
            Message.objects.update(looked_at=now)
    assert looks[0] == 6
    assert looks[-1] < 24 * 30
    assert len(looks) <= 14


def test_what_is_settled_has_its_turn_however_much_waits(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    message = said(world, clock, account, root, QUESTION)
    mark_done(owner, message.conversation_id)
    for number in range(40):
        assert hear(account, item("Lovely rye", number=number)) is not None
    now = timezone.now()
    Message.objects.update(at=now, looked_at=now - timedelta(hours=7))
    due = again.due(account, now)
    assert len(due) == again.MOST
    assert message in due


def test_a_network_in_trouble_says_nothing_about_what_is_there(
    owner: Actor, account: Account, world: Stage, clock: Clock, root: str
) -> None:
    message = said(world, clock, account, root, QUESTION)
    a_while_later(minutes=6)
    reading.order(world, "down", count=9, touches="any")
    assert again.look_again(account) == 0
    message.refresh_from_db()
    assert message.gone_at is None


def item(text: str, edited: bool = False, number: int = 1) -> dict[str, Any]:
    """A notification as the practice network sends it."""
    by = {"id": "kemi", "handle": KEMI, "name": "Kemi", "address": "http://x/kemi"}
    post = {"id": f"p{number}", "root": f"p{number}", "by": by, "text": text, "at": "2026-11-22T09:00:00+00:00"}
    return {"kind": "mention", "post": {**post, "address": "http://x/p1", "reply_to": None}, "under": None}


def test_a_thousand_that_are_known_are_a_few_questions(account: Account, django_assert_max_num_queries: Any) -> None:
    items = [item("Lovely rye", number=number) for number in range(1000)]
    assert len(hear_all(account, items[:3] * 2)) == 3
    Raw.objects.bulk_create(
        Raw(account=account, remote_id=f"p{number}", item={}, fetched_at=timezone.now()) for number in range(3, 1000)
    )
    with django_assert_max_num_queries(4):
        assert hear_all(account, items) == []
    assert Message.objects.count() == 3


def test_somebody_forgotten_is_not_written_down_again(owner: Actor, account: Account) -> None:
    account.network = "mastodon"
    status = {
        "id": "100",
        "content": "<p>Do you keep a loaf back?</p>",
        "created_at": "2026-11-22T08:00:00.000Z",
        "account": {"id": "7", "acct": "kemi@town.social", "url": "https://town.social/@kemi"},
    }
    message = hear(account, {"status": status})
    assert message is not None
    assert message.person is not None
    forget(owner, message.person.pk)
    changed = {"status": {**status, "content": "<p>Two loaves?</p>", "edited_at": "2026-11-22T09:00:00.000Z"}}

    hear(account, changed)
    hear_all(account, [changed])
    hear_again(account, changed)

    message.refresh_from_db()
    assert message.text == FORGOTTEN
    assert Raw.objects.get(remote_id="100").item == {}
    assert again.look_again(account) == 0
