"""Hearing people and answering them, on the practice network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account, Health
from twoway.apps.delivery.jobs import drain
from twoway.apps.inbox.actions import add_note, hear, keep_draft, mark_done, reply, snooze, take_up
from twoway.apps.inbox.jobs import bring, end_snoozes, settle_answers, wake_fetches
from twoway.apps.inbox.models import Conversation, Message, Raw
from twoway.apps.inbox.queries import (
    busiest_hour,
    conversation_of,
    conversations_of,
    counts_of,
    same_thread,
    unreadable_of,
)
from twoway.apps.people.models import Person
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.permission import Actor
from twoway.domain.states import ConversationState, DeliveryState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

QUESTION = "Do you keep a loaf back if I come at noon?"


@pytest.fixture
def asked(owner: Actor, account: Account, world: Stage, clock: Clock) -> Conversation:
    """Kemi asks something under a post of ours, by hand, and we have heard it."""
    post = save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,)))
    delivery = send_now(owner, post.pk).deliveries[0]
    drain()
    delivery.refresh_from_db()
    clock.turn(minutes=10)
    reading.act_as(world, "kemi.okafor@rehearsal", delivery.remote_id, QUESTION)
    bring(account)
    message = Message.objects.get(text=QUESTION)
    return conversation_of(owner, message.conversation_id)


def words_under(world: Stage, conversation: Conversation) -> list[str]:
    return [shown.text for shown in reading.thread(world, conversation.root_id)]


def test_a_question_arrives_with_its_person_and_our_post(asked: Conversation) -> None:
    assert asked.state == ConversationState.OURS
    assert asked.about is not None
    assert asked.waiting_since is not None
    message = Message.objects.get(text=QUESTION)
    assert message.person is not None
    assert message.person.handles.get().handle == "kemi.okafor@rehearsal"


def test_hearing_the_same_twice_changes_nothing(asked: Conversation, account: Account) -> None:
    before = (Message.objects.count(), Raw.objects.count(), Person.objects.count())
    Account.objects.filter(pk=account.pk).update(cursor="")
    account.refresh_from_db()
    assert bring(account) == 0
    assert (Message.objects.count(), Raw.objects.count(), Person.objects.count()) == before


def test_an_answer_is_on_the_network_once_and_makes_it_theirs(
    owner: Actor, account: Account, asked: Conversation, world: Stage
) -> None:
    words = "Kemi, I will put one under the counter with your name on it."
    message = reply(owner, asked.pk, words)
    with pytest.raises(Conflict, match="on its way"):
        reply(owner, asked.pk, words)
    drain()
    assert settle_answers() == 1
    message.refresh_from_db()
    assert message.address.startswith("http")
    assert conversation_of(owner, asked.pk).state == ConversationState.THEIRS
    assert words_under(world, asked).count(words) == 1
    account.refresh_from_db()
    bring(account)
    assert Message.objects.filter(text=words).count() == 1


def test_our_answer_that_comes_back_before_it_is_settled_is_one_message(
    owner: Actor, account: Account, asked: Conversation
) -> None:
    reply(owner, asked.pk, "Yes, of course we do.")
    drain()
    account.refresh_from_db()
    bring(account)
    settle_answers()
    assert Message.objects.filter(text="Yes, of course we do.").count() == 1


def test_a_refused_answer_goes_back_into_the_box_unchanged(owner: Actor, asked: Conversation, world: Stage) -> None:
    reading.order(world, "refuse")
    reply(owner, asked.pk, "One loaf, noon, yours.")
    drain()
    settle_answers()
    again = conversation_of(owner, asked.pk)
    assert again.draft == "One loaf, noon, yours."
    assert again.state == ConversationState.OURS


def test_an_answer_to_a_deleted_post_is_told_plainly(
    owner: Actor, account: Account, asked: Conversation, world: Stage
) -> None:
    from twoway.apps.accounts.queries import http_of, network_of

    delete = network_of(account).delete
    assert delete is not None
    delete(http_of(account), asked.root_id)
    target = Message.objects.get(text=QUESTION)
    reading_gone = reading.thread(world, asked.root_id)
    assert reading_gone == ()
    message = reply(owner, asked.pk, "Yes, gladly.")
    drain()
    settle_answers()
    message.refresh_from_db()
    assert message.delivery is not None
    if message.delivery.state != DeliveryState.SENT:
        assert message.delivery.state == DeliveryState.REFUSED
        assert message.delivery.why
        assert conversation_of(owner, asked.pk).draft == "Yes, gladly."
    assert target.text == QUESTION


def test_an_over_long_answer_is_held_and_its_words_are_the_callers(owner: Actor, asked: Conversation) -> None:
    with pytest.raises(Held, match="kept"):
        reply(owner, asked.pk, "Yes, and yes again, gladly. " * 40)
    assert not Message.objects.filter(is_ours=True, delivery__isnull=False, conversation=asked).exists()


def test_an_empty_answer_is_not_sent(owner: Actor, asked: Conversation) -> None:
    with pytest.raises(BadInput, match="Write an answer"):
        reply(owner, asked.pk, "   ")


def test_an_unknown_shape_is_kept_and_shown(owner: Actor, account: Account) -> None:
    assert hear(account, {"id": "odd", "what": ["is", "this"]}) is None
    assert hear(account, {"id": "odd", "what": ["is", "this"]}) is None
    assert [raw.item["id"] for raw in unreadable_of(owner)] == ["odd"]
    assert "could not be read" in unreadable_of(owner)[0].trouble


def test_a_network_that_cannot_be_read_is_told_on_the_account_and_loses_nothing(
    account: Account, asked: Conversation, world: Stage
) -> None:
    account.refresh_from_db()
    cursor = account.cursor
    reading.order(world, "down", touches="reading")
    assert bring(account) == 0
    account.refresh_from_db()
    assert account.health == Health.TROUBLE
    assert account.cursor == cursor
    bring(account)
    account.refresh_from_db()
    assert account.health == Health.GOOD


def test_fetches_are_woken_once_when_due(account: Account) -> None:
    assert wake_fetches() == 1
    assert wake_fetches() == 0


def test_later_done_and_taken_up_again(owner: Actor, asked: Conversation) -> None:
    with pytest.raises(BadInput, match="still to come"):
        snooze(owner, asked.pk, timezone.now() - timedelta(hours=1))
    snooze(owner, asked.pk, timezone.now() + timedelta(hours=1))
    assert counts_of(owner)[ConversationState.SNOOZED] == 1
    Conversation.objects.update(snoozed_until=timezone.now())
    assert end_snoozes() == 1
    mark_done(owner, asked.pk)
    assert conversation_of(owner, asked.pk).state == ConversationState.DONE
    take_up(owner, asked.pk)
    assert conversation_of(owner, asked.pk).state == ConversationState.OURS


def test_a_new_word_from_them_makes_a_done_conversation_ours(
    owner: Actor, account: Account, asked: Conversation, world: Stage, clock: Clock
) -> None:
    mark_done(owner, asked.pk)
    clock.turn(minutes=5)
    reading.act_as(world, "kemi.okafor@rehearsal", Message.objects.get(text=QUESTION).remote_id, "Hello again?")
    account.refresh_from_db()
    bring(account)
    assert conversation_of(owner, asked.pk).state == ConversationState.OURS


def test_notes_and_drafts_are_the_teams(owner: Actor, replier: Actor, guest: Actor, asked: Conversation) -> None:
    add_note(replier, asked.pk, "She is the school cook.")
    keep_draft(replier, asked.pk, "Dear Kemi")
    seen = conversation_of(owner, asked.pk)
    assert [note.text for note in seen.notes.all()] == ["She is the school cook."]
    assert seen.draft == "Dear Kemi"
    with pytest.raises(NotAllowed):
        add_note(guest, asked.pk, "I only look.")


def test_what_others_say_in_the_same_thread_is_seen_beside_it(
    owner: Actor, account: Account, asked: Conversation, world: Stage, clock: Clock
) -> None:
    clock.turn(minutes=1)
    reading.act_as(world, "grace.wynne@rehearsal", asked.root_id, "I would like to know that too.")
    account.refresh_from_db()
    bring(account)
    beside = same_thread(asked, since=asked.last_at)
    assert [message.text for message in beside] == ["I would like to know that too."]
    assert beside[0].conversation_id != asked.pk


def test_the_busiest_hour_is_by_the_clocks_in_the_zone(owner: Actor, stranger: Actor, asked: Conversation) -> None:
    tokyo, since = ZoneInfo("Asia/Tokyo"), datetime(2026, 6, 1, tzinfo=UTC)
    # More than the few that were written just now, at whatever hour it is.
    for day in range(9):
        at = datetime(2026, 7, 1 + day, 2, 40, tzinfo=UTC)
        Message.objects.create(conversation=asked, account=asked.account, text="Open on Sunday?", at=at)
    assert busiest_hour(owner, since, tokyo) == 11
    assert busiest_hour(stranger, since, tokyo) is None


def test_three_people(owner: Actor, replier: Actor, guest: Actor, stranger: Actor, asked: Conversation) -> None:
    assert reply(replier, asked.pk, "Yes, we do, Kemi.").pk
    with pytest.raises(NotAllowed, match="may not answer people"):
        reply(guest, asked.pk, "Yes.")
    assert list(conversations_of(stranger)) == []
    for action in (mark_done, take_up):
        with pytest.raises(BadInput, match="no conversation"):
            action(stranger, asked.pk)
    with pytest.raises(BadInput, match="no conversation"):
        reply(stranger, asked.pk, "Hello.")
