"""Answering with one press: a like under what somebody wrote, pressed and taken back by a person, never by itself.

The row is what a person wants. It is written down before the network is asked; asking twice does no harm, so whatever is
unsure is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from twoway.apps.accounts.actions import require_posting, through
from twoway.apps.accounts.queries import facts_of, network_of
from twoway.apps.audit.actions import note
from twoway.apps.delivery.actions import spread
from twoway.apps.delivery.queries import is_paused
from twoway.apps.inbox.models import Conversation, Message, Reaction
from twoway.apps.notices.actions import raise_notice, settle_notice
from twoway.domain.errors import BadInput, NetworkAnswer, NotAllowed, TryLater, Unsure
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.schedule import MOST_TRIES, Urgency, wait_after
from twoway.domain.versions import ReplyTo
from twoway.work import statements

#: Longer than any call; after it, whoever had it in hand is taken for dead.
IN_HAND = timedelta(seconds=150)
AT_ONCE = 50


@transaction.atomic
def react(actor: Actor, message_id: int, word: str, *, on: bool = True) -> Reaction:
    """Press one of the network's reactions under what somebody wrote, or take it back. Pressing twice is one press.

    BadInput for a word the network does not know, and for our own words; NotAllowed while the account only looks, and for
    one that shows their words to our followers where somebody may answer but not post.
    """
    actor.require(Verb.REPLY)
    message = _message(actor, message_id)
    facts = facts_of(message.account)
    if word in facts.passes_on:
        _require_passing_on(actor, message)
    if network_of(message.account).react is None or not facts.reactions:
        raise BadInput(f"{facts.name} has nothing to press from here. Answer in words.", field="reaction")
    if word not in facts.reactions:
        raise BadInput(f"{facts.name} knows: {', '.join(facts.reactions)}.", field="reaction")
    if message.is_ours or not message.reply_to:
        raise BadInput("This is not something that somebody wrote to you.", field="message")
    require_posting(message.account)
    return _wanted(actor, message, word, on=on)


def _require_passing_on(actor: Actor, message: Message) -> None:
    actor.require(Verb.SEND)
    if message.conversation.is_private:
        raise BadInput("This was said in private, so it is not shown to others.", field="reaction")


def _message(actor: Actor, message_id: int) -> Message:
    ours = Message.objects.filter(conversation__workspace_id=actor.workspace_id, pk=message_id)
    found = ours.select_related("account__workspace", "conversation", "person").first()
    if found is None:
        raise BadInput("There is no such message here.", field="message")
    return found


def _wanted(actor: Actor, message: Message, word: str, *, on: bool) -> Reaction:
    now = timezone.now()
    row, _ = Reaction.objects.select_for_update().get_or_create(
        message=message, word=word, defaults={"wanted": False, "next_at": now, "pressed_at": now}
    )
    if row.wanted == on:
        return row
    # What was tried may have arrived, so its opposite has to be said even where it was never confirmed.
    row.is_pending = row.is_on != on or row.tries > 0 or row.busy_until is not None
    row.wanted, row.next_at, row.pressed_at, row.why = on, now, now, ""
    row.by_id, row.by_name = actor.user_id or None, actor.name[:200]
    row.save()
    verb = "Pressed" if on else "Took back"
    note(actor, "react", "message", message.pk, f"{verb} “{word}” under what {message.person or 'somebody'} wrote")
    return row


def words_for(actor: Actor, conversation: Conversation) -> tuple[str, ...]:
    """The reactions that somebody may press in a conversation."""
    facts = facts_of(conversation.account)
    if not may(actor.role, Verb.REPLY):
        return ()
    may_pass_on = may(actor.role, Verb.SEND) and not conversation.is_private
    return tuple(word for word in facts.reactions if may_pass_on or word not in facts.passes_on)


def reactions_of(messages: Iterable[Message]) -> dict[int, dict[str, Reaction]]:
    """What was pressed under each of these messages, by word: one question however many there are."""
    found: dict[int, dict[str, Reaction]] = {}
    for row in Reaction.objects.filter(message__in=[message.pk for message in messages]):
        found.setdefault(row.message_id, {})[row.word] = row
    return found


def press_due(now: datetime | None = None) -> int:
    """Ask the networks for what people pressed and took back; gives how many answers came."""
    # Asked twice a second, and mostly there is none.
    if not statements.ask("SELECT 1 FROM inbox_reaction WHERE is_pending LIMIT 1", ()):
        return 0
    at = now or timezone.now()
    free = Q(busy_until=None) | Q(busy_until__lte=at)
    due = Reaction.objects.filter(free, is_pending=True, next_at__lte=at)
    rows = due.select_related("message__account__workspace", "message__account__persona", "message__conversation")
    return sum(_press(row, at) for row in rows.order_by("next_at", "id")[:AT_ONCE])


def _press(row: Reaction, at: datetime) -> bool:
    account = row.message.account
    # A pause that lets answers through does not let posts through.
    is_post = row.word in facts_of(account).passes_on
    if is_paused(account, Urgency.SCHEDULED if is_post else Urgency.URGENT):
        return False
    try:
        require_posting(account)
    except NotAllowed as error:
        _give_up(row, error.for_people)
        return False
    if not _take(row, at):
        return False
    react, reply = network_of(account).react, ReplyTo(**row.message.reply_to)
    if react is None:
        _give_up(row, f"{facts_of(account).name} has nothing to press from here.")
        return False
    try:
        through(account, lambda http: react(http, reply.remote_id, reply.refs, row.word, row.wanted))
    except NetworkAnswer as answer:
        _write_no(row, answer, at)
    else:
        _write_yes(row)
    return True


def _take(row: Reaction, at: datetime) -> bool:
    """Write down that the network is about to be asked for exactly this."""
    free = Q(busy_until=None) | Q(busy_until__lte=at)
    mine = Reaction.objects.filter(free, pk=row.pk, is_pending=True, wanted=row.wanted)
    return mine.update(busy_until=at + IN_HAND, tries=F("tries") + 1) == 1


@transaction.atomic
def _write_yes(row: Reaction) -> None:
    same = Reaction.objects.filter(pk=row.pk, wanted=row.wanted)
    if not same.update(is_on=row.wanted, is_pending=False, busy_until=None, tries=0, why=""):
        # Somebody wants the opposite by now; that follows.
        Reaction.objects.filter(pk=row.pk).update(is_on=row.wanted, busy_until=None)
    settle_notice(row.message.account.workspace_id, f"reaction:{row.pk}")


def _write_no(row: Reaction, answer: NetworkAnswer, at: datetime) -> None:
    if isinstance(answer, TryLater | Unsure) and row.tries + 1 < MOST_TRIES:
        told = answer.wait if isinstance(answer, TryLater) else None
        until = at + wait_after(row.tries + 1, told, spread())
        Reaction.objects.filter(pk=row.pk).update(busy_until=None, next_at=until, why=answer.for_people)
        return
    _give_up(row, answer.for_people)


@transaction.atomic
def _give_up(row: Reaction, why: str) -> None:
    """It did not come about: what stands there is what the network had last, and somebody hears of it."""
    fields = {"is_pending": False, "busy_until": None, "tries": 0, "why": why}
    if not Reaction.objects.filter(pk=row.pk, wanted=row.wanted).update(wanted=row.is_on, **fields):
        Reaction.objects.filter(pk=row.pk).update(busy_until=None)
        return
    what = f"“{row.word}”" if row.wanted else f"Taking “{row.word}” back"
    raise_notice(
        workspace_id=row.message.account.workspace_id,
        key=f"reaction:{row.pk}",
        words=f"{what} did not get through to {facts_of(row.message.account).name}. {why}",
        cure="Press it again, or answer in words.",
        path=f"/inbox/{row.message.conversation_id}/",
    )
