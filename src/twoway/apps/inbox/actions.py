"""Hearing people, and answering them. Nothing here answers by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import network_of
from twoway.apps.audit.actions import note
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.queries import sent_as
from twoway.apps.inbox.models import Conversation, Message, Raw, TeamNote
from twoway.apps.inbox.queries import conversation_of, findings_of_reply, judged_reply, nobody_there, reply_version
from twoway.apps.people.directory import meet
from twoway.apps.people.models import Person
from twoway.apps.people.queries import person_of
from twoway.domain.asides import SetAside, set_aside
from twoway.domain.errors import BadInput, Conflict, Held
from twoway.domain.findings import Severity
from twoway.domain.permission import Actor, Verb
from twoway.domain.schedule import Urgency
from twoway.domain.states import ConversationState, DeliveryState
from twoway.domain.text.clean import check_text, normalise
from twoway.domain.versions import Inbound

#: What a network raises for an item of unknown shape (ValueError), and what slips through it for one that nobody foresaw: one
#: odd item must not keep away everything that comes after it.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
#: Nobody wrote to anybody before, and a clock that is off by more than this is not believed.
EARLIEST, AHEAD = datetime(1990, 1, 1, tzinfo=UTC), timedelta(hours=1)
#: So many names are looked up in one question.
_AT_ONCE = 500


def hear(account: Account, item: Mapping[str, object]) -> Message | None:
    """Keep one raw item once and make a message of it; None when it was heard before or is no message.

    An item of unknown shape is kept with the reason, and shown; it is never dropped. What names an item is the
    message in it, which only its network can tell: guessing from the raw words once took two for one.
    """
    found = _read(account, item)
    if not found.name:
        return None
    if Raw.objects.filter(account=account, remote_id=found.name).exists():
        _hear_change(account, item, found.inbound)
        return None
    return _hear_new(account, item, found)


def hear_all(account: Account, items: Iterable[Mapping[str, object]]) -> list[Message]:
    """`hear` for many, most of which were heard before: a thread of a thousand answers is not a thousand questions."""
    read = [(item, found) for item in items if (found := _read(account, item)).name]
    names = list(dict.fromkeys(found.name for _, found in read))
    known: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        rows = Raw.objects.filter(account=account, remote_id__in=names[start : start + _AT_ONCE])
        known.update(rows.values_list("remote_id", flat=True))
    heard: list[Message | None] = []
    for item, found in read:
        if found.name not in known:
            heard.append(_hear_new(account, item, found))
            known.add(found.name)
        elif found.inbound is not None and found.inbound.edited_at is not None:
            _hear_change(account, item, found.inbound)
    return [message for message in heard if message is not None]


def hear_again(account: Account, item: Mapping[str, object]) -> None:
    """Take over what somebody changed in what they wrote, from an item that was heard before."""
    _hear_change(account, item, _read(account, item).inbound)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """An item as its network reads it. `name` is "" for what is no message; `trouble` says why it could not be read."""

    name: str = ""
    inbound: Inbound | None = None
    trouble: str = ""


def _read(account: Account, item: Mapping[str, object]) -> _Read:
    to_message = network_of(account).to_message
    if to_message is None:
        return _Read()
    try:
        inbound = to_message(item, account.remote_id)
        return _Read(name=inbound.remote_id, inbound=as_kept(inbound)) if inbound is not None else _Read()
    except UNREADABLE as error:
        return _Read(name=_fingerprint(item), trouble=f"This could not be read: {error}")


def as_kept(inbound: Inbound) -> Inbound:
    """A message as we keep it: words that show what they say, and times that a calendar has and that are not to come."""
    author = inbound.author
    return replace(
        inbound,
        text=normalise(inbound.text),
        author=replace(author, name=" ".join(normalise(author.name).split()), handle=normalise(author.handle)),
        at=_moment(inbound.at),
        edited_at=_moment(inbound.edited_at) if inbound.edited_at is not None else None,
    )


def _moment(at: datetime) -> datetime:
    """A time that somebody else's machine told; now where it cannot be right, or all that comes after would be old news."""
    now = timezone.now()
    try:
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return now
    return at if EARLIEST < at <= now + AHEAD else now


def _hear_new(account: Account, item: Mapping[str, object], found: _Read) -> Message | None:
    # Another worker may be first with the person behind it, whom several accounts may hear at once; then they are there.
    for _ in range(2):
        try:
            return _keep_new(account, item, found)
        except IntegrityError:
            if Raw.objects.filter(account=account, remote_id=found.name).exists():
                return None  # it was first with this very item
        except DataError:
            break
    _keep_odd(account, item)
    return None


@transaction.atomic
def _keep_new(account: Account, item: Mapping[str, object], found: _Read) -> Message | None:
    raw = Raw.objects.create(
        account=account,
        remote_id=found.name,
        item=dict(item),
        trouble=found.trouble,
        fetched_at=timezone.now(),
    )
    return _place(account, raw, found.inbound) if found.inbound is not None else None


@transaction.atomic
def _hear_change(account: Account, item: Mapping[str, object], inbound: Inbound | None) -> None:
    """Somebody changed what they wrote: the message says what stands there now, and a note what stood there before.

    Who owes whom stays as it is: an answer to the old words may be under way.
    """
    if inbound is None or inbound.edited_at is None:
        return
    said = Message.objects.select_for_update().filter(account=account, remote_id=inbound.remote_id).first()
    # Of somebody who was forgotten nothing is written down again.
    if said is None or said.is_ours or said.person_id is None or normalise(said.text) == inbound.text:
        return
    who, before = str(said.person or "Somebody"), said.text
    Message.objects.filter(pk=said.pk).update(text=inbound.text)
    for raw in Raw.objects.filter(account=account, remote_id=inbound.remote_id):
        Raw.objects.filter(pk=raw.pk).update(item={**raw.item, **item})
    TeamNote.objects.create(
        conversation_id=said.conversation_id,
        writer_name="Twoway",
        text=f"{who} changed this message. Before, it said: “{before}”",
        at=inbound.edited_at or timezone.now(),
    )


def _keep_odd(account: Account, item: Mapping[str, object]) -> None:
    """Something in it no database takes, or is longer than anything honest is: shown as it came, as far as that goes, once."""
    trouble = "This could not be kept as a message: something in it is far too long, or no database takes it."
    for kept in (dict(item), {}):
        with suppress(DataError, IntegrityError), transaction.atomic():
            Raw.objects.get_or_create(
                account=account,
                remote_id=_fingerprint(item),
                defaults={"item": kept, "trouble": trouble, "fetched_at": timezone.now()},
            )
            return


def _fingerprint(item: Mapping[str, object]) -> str:
    """A name for an item that says none itself."""
    return hashlib.sha256(json.dumps(item, sort_keys=True, default=str).encode()).hexdigest()


def _place(account: Account, raw: Raw, inbound: Inbound) -> Message | None:
    """Put a message into its conversation and say who owes whom now."""
    if Message.objects.filter(account=account, remote_id=inbound.remote_id).exists():
        return None
    ours = inbound.ours or inbound.author.remote_id == account.remote_id
    if ours:
        conversation, person = _conversation_of_ours(account, inbound), None
    else:
        person = meet(account.workspace_id, account.network, inbound.author)
        conversation = _conversation_with(account, inbound, person)
    if conversation is None:
        return None
    message = Message.objects.create(
        conversation=conversation,
        account=account,
        person=person,
        raw=raw,
        remote_id=inbound.remote_id,
        is_ours=ours,
        kind=inbound.kind,
        text=inbound.text,
        address=inbound.address,
        reply_to=asdict(inbound.reply_to),
        looked_at=timezone.now(),
        at=inbound.at,
    )
    _owe(conversation, message)
    return message


def _conversation_of_ours(account: Account, inbound: Inbound) -> Conversation | None:
    """Our own word, said on the network itself, belongs where it answers somebody; elsewhere it is just a post of ours."""
    answered = Message.objects.filter(account=account, remote_id=inbound.under_id).select_related("conversation")
    found = answered.first() if inbound.under_id else None
    return found.conversation if found is not None else None


def _conversation_with(account: Account, inbound: Inbound, person: Person) -> Conversation:
    about = sent_as(account.pk, (inbound.about_id, inbound.root_id))
    found, _ = Conversation.objects.get_or_create(
        account=account,
        root_id=inbound.root_id,
        with_id=inbound.author.remote_id[:300],
        defaults={
            "workspace_id": account.workspace_id,
            "person": person,
            "about": about.get(inbound.about_id) or about.get(inbound.root_id),
            "is_private": inbound.private,
            "first_words": inbound.text[:300],
            "last_at": inbound.at,
        },
    )
    return found


def _owe(conversation: Conversation, message: Message) -> None:
    """Their newest word makes it ours; our own word found on the network makes it theirs. Old news changes nothing."""
    if message.at < conversation.last_at:
        return
    if message.is_ours:
        conversation.become(ConversationState.THEIRS, last_at=message.at, waiting_since=None)
        return
    was_ours = conversation.state == ConversationState.OURS and conversation.waiting_since is not None
    since = conversation.waiting_since if was_ours else message.at
    conversation.become(
        ConversationState.OURS, last_at=message.at, waiting_since=since, first_words=message.text[:300]
    )


@transaction.atomic
def reply(
    actor: Actor, conversation_id: int, text: str, *, undo: bool = False, reasons: Mapping[str, str] | None = None
) -> Message:
    """Answer the latest message of a conversation, as a person, through the same guard and delivery as a post.

    Held when findings stop it; the words are kept as the conversation's draft in any case. `reasons` set findings aside, by
    their codes; they travel with the answer and stay on record.
    """
    actor.require(Verb.REPLY)
    conversation = conversation_of(actor, conversation_id)
    version = reply_version(conversation, text)
    if not version.text:
        raise BadInput("Write an answer first.", field="text")
    if why_not := nobody_there(conversation):
        raise Held(f"Not sent; your words are kept. {why_not}")
    _refuse_double(conversation, version.text)
    asides = may_set_aside(actor, conversation, version.text, reasons or {})
    version = replace(version, set_aside={aside.finding.code: aside.reason for aside in asides})
    stops = [f for f in findings_of_reply(conversation, version) if f.severity is Severity.STOP]
    if stops:
        raise Held(f"Not sent; your words are kept. {stops[0].message}", findings=tuple(stops))
    now = timezone.now()
    due_at = now + timedelta(seconds=settings.TWOWAY_UNDO_SECONDS if undo else 0)
    delivery = enqueue(
        conversation.account, version, urgency=Urgency.URGENT, due_at=due_at, author_id=actor.user_id or None
    )
    message = Message.objects.create(
        conversation=conversation,
        account=conversation.account,
        is_ours=True,
        text=version.text,
        delivery=delivery,
        is_settled=False,
        writer_id=actor.user_id or None,
        at=now,
    )
    Conversation.objects.filter(pk=conversation.pk).update(draft="")
    note(actor, "answer", "conversation", conversation.pk, f"Answered {conversation.person or 'somebody'}")
    for aside in asides:
        note(actor, "set aside", "conversation", conversation.pk, f"{aside.summary} in an answer", why=aside.reason)
    return message


def may_set_aside(
    actor: Actor, conversation: Conversation, text: str, reasons: Mapping[str, str]
) -> tuple[SetAside, ...]:
    """What of an answer is set aside by these reasons, by the codes of the findings; nothing is kept.

    BadInput for what finds nothing, has no reason, or would be refused by the network; NotAllowed for a finding that stops,
    unless the actor may change the workspace.
    """
    actor.require(Verb.REPLY)
    if not reasons:
        return ()
    return set_aside(actor, judged_reply(conversation, text)[1].all, reasons, verb=Verb.REPLY)


def _refuse_double(conversation: Conversation, text: str) -> None:
    """The same words twice in a row are a double click, not an answer."""
    under_way = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNSURE)
    for message in conversation.messages.all():
        if message.is_ours and message.delivery and message.delivery.state in under_way and message.text == text:
            raise Conflict("This very answer is on its way already.")


def keep_draft(actor: Actor, conversation_id: int, text: str) -> None:
    """Keep what somebody is writing."""
    actor.require(Verb.REPLY)
    conversation = conversation_of(actor, conversation_id)
    Conversation.objects.filter(pk=conversation.pk).update(draft=check_text(text))


@transaction.atomic
def mark_done(actor: Actor, conversation_id: int) -> Conversation:
    """Nothing more is owed here, until they write again."""
    return _move(actor, conversation_id, ConversationState.DONE, "Marked done", waiting_since=None)


@transaction.atomic
def take_up(actor: Actor, conversation_id: int) -> Conversation:
    """We owe an answer again."""
    return _move(
        actor,
        conversation_id,
        ConversationState.OURS,
        "Took up again",
        waiting_since=timezone.now(),
        snoozed_until=None,
    )


@transaction.atomic
def snooze(actor: Actor, conversation_id: int, until: datetime) -> Conversation:
    """Put a conversation off until a time; then it is ours again."""
    if until <= timezone.now():
        raise BadInput("Choose a time that is still to come.", field="until")
    return _move(actor, conversation_id, ConversationState.SNOOZED, "Put off", snoozed_until=until)


def _move(
    actor: Actor, conversation_id: int, new: ConversationState, verb: str, **fields: datetime | None
) -> Conversation:
    actor.require(Verb.REPLY)
    conversation = conversation_of(actor, conversation_id)
    if not conversation.become(new, **fields):
        raise Conflict("Somebody else changed this conversation a moment ago. Look at it again.")
    note(actor, str(new), "conversation", conversation.pk, f"{verb}: {conversation}")
    return conversation


@transaction.atomic
def add_note(actor: Actor, conversation_id: int, text: str) -> TeamNote:
    """Say something to the team; it is never sent to anybody else."""
    actor.require(Verb.REPLY)
    conversation = conversation_of(actor, conversation_id)
    words = check_text(text).strip()
    if not words:
        raise BadInput("Write the note first.", field="note")
    return TeamNote.objects.create(
        conversation=conversation,
        writer_id=actor.user_id or None,
        writer_name=actor.name,
        text=words,
        at=timezone.now(),
    )


#: What stands in place of the words of somebody who was forgotten.
FORGOTTEN = "(forgotten)"


@transaction.atomic
def forget(actor: Actor, person_id: int) -> None:
    """Erase a person: name, handles, notes, their words here, and what their network told of them. Counts stay true.

    Your own answers stay, as they are out on the network. The ids of their messages are kept, and nothing else of them, so
    that the same messages are not fetched again.
    """
    actor.require(Verb.MANAGE)
    person = person_of(actor, person_id)
    theirs = Message.objects.filter(person=person, is_ours=False)
    Raw.objects.filter(pk__in=theirs.values("raw_id")).update(item={}, trouble="")
    theirs.update(text=FORGOTTEN, address="")
    for conversation in Conversation.objects.filter(person=person):
        Conversation.objects.filter(pk=conversation.pk).update(
            first_words=FORGOTTEN, draft="", with_id=f"forgotten:{conversation.pk}"
        )
    TeamNote.objects.filter(conversation__person=person).update(text=FORGOTTEN)
    person.delete()
    note(actor, "forget", "person", person_id, "Forgot a person and their words")


def settle(message: Message) -> bool:
    """Take over what became of our answer's delivery: sent makes it theirs, a failure puts the words back into the box."""
    delivery = message.delivery
    if delivery is None or not (delivery.is_over or delivery.state == DeliveryState.HELD):
        return False
    with transaction.atomic():
        if delivery.state == DeliveryState.SENT:
            _take_over(message)
        else:
            _put_back(message)
        Message.objects.filter(pk=message.pk).update(is_settled=True)
    return True


def _take_over(message: Message) -> None:
    """Give our message its name on the network, so that the next fetch knows it again."""
    delivery = message.delivery
    if delivery is None:
        return
    twin = Message.objects.filter(account=message.account, remote_id=delivery.remote_id).exclude(pk=message.pk)
    if delivery.remote_id and twin.exists():
        # The fetch was faster than we were and has brought our own words back already.
        twin.delete()
    at = delivery.sent_at or message.at
    Message.objects.filter(pk=message.pk).update(remote_id=delivery.remote_id, address=delivery.address, at=at)
    # By the order they came to us: the network's clock and ours need not agree.
    newer = Message.objects.filter(conversation=message.conversation, is_ours=False, pk__gt=message.pk).exists()
    if not newer:
        message.conversation.become(ConversationState.THEIRS, last_at=at, waiting_since=None)


def _put_back(message: Message) -> None:
    """Refused words go back into the box unchanged, unless something newer is being written there."""
    Conversation.objects.filter(pk=message.conversation_id, draft="").update(draft=message.text)
