"""Reading the inbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import ExtractHour

from twoway.apps.accounts.queries import facts_of, limits_of
from twoway.apps.delivery.casework import Answering, Judged, judge
from twoway.apps.inbox.models import Conversation, Message, Raw
from twoway.domain.errors import BadInput
from twoway.domain.findings import Finding, Scope
from twoway.domain.permission import Actor
from twoway.domain.states import ConversationState, DeliveryState
from twoway.domain.text.clean import check_text
from twoway.domain.text.count import Count as Length
from twoway.domain.text.count import beside_warning, count
from twoway.domain.versions import ReplyTo, Version

#: Fewer messages than this in the busiest hour say nothing about when people are there.
FEW_HEARD = 3


def conversations_of(actor: Actor, state: ConversationState | None = None) -> QuerySet[Conversation]:
    """The workspace's conversations with person and account, the longest waiting first where we owe, else newest."""
    found = Conversation.objects.filter(workspace_id=actor.workspace_id).select_related(
        "person", "account__persona", "about"
    )
    if state is None:
        return found.order_by("-last_at", "-id")
    found = found.filter(state=state)
    return (
        found.order_by("waiting_since", "id")
        if state is ConversationState.OURS
        else found.order_by("-last_at", "-id")
    )


def conversation_of(actor: Actor, conversation_id: int) -> Conversation:
    """One conversation with its messages and notes; BadInput for one that is not there."""
    messages = Message.objects.select_related("person", "delivery", "writer")
    found = (
        conversations_of(actor)
        .filter(pk=conversation_id)
        .prefetch_related(Prefetch("messages", queryset=messages), "notes", "person__handles")
        .first()
    )
    if found is None:
        raise BadInput(
            f"There is no conversation {conversation_id} here. Choose one of those in the inbox.",
            field="conversation",
        )
    return found


def counts_of(actor: Actor) -> dict[ConversationState, int]:
    """How many conversations are in each state."""
    rows = Conversation.objects.filter(workspace_id=actor.workspace_id).order_by()
    counted = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("id"))}
    return {state: counted.get(state, 0) for state in ConversationState}


def earlier_with(conversation: Conversation, limit: int = 5) -> list[Message]:
    """The latest messages of the same person in other conversations, newest first."""
    if conversation.person_id is None:
        return []
    said = Message.objects.filter(person_id=conversation.person_id, is_ours=False)
    return list(said.exclude(conversation=conversation).order_by("-at")[:limit])


def same_thread(conversation: Conversation, *, since: datetime, limit: int = 5) -> list[Message]:
    """What others said under the same root since a time, the first few as they said it; each is answered in its own."""
    others = Message.objects.filter(account_id=conversation.account_id, conversation__root_id=conversation.root_id)
    others = others.exclude(conversation=conversation).filter(is_ours=False, at__gte=since)
    return list(others.select_related("person", "conversation").order_by("at", "id")[:limit])


def answered_message(conversation: Conversation) -> Message | None:
    """Their latest message that is still there, which a reply answers; where none is, their latest."""
    theirs = [m for m in conversation.messages.all() if not m.is_ours and m.reply_to]
    there = [m for m in theirs if m.gone_at is None]
    return (there or theirs)[-1] if theirs else None


def nobody_there(conversation: Conversation) -> str:
    """Why an answer would reach nobody; "" where it would, as far as is known."""
    message = answered_message(conversation)
    if message is None or message.gone_at is None:
        return ""
    who, network = conversation.person or "Who wrote this", facts_of(conversation.account).name
    return (
        f"{who} deleted this on {network}, or hid it from {conversation.account}, so an answer would reach nobody. "
        "Mark it done, or write to them elsewhere."
    )


def goes_under_an_earlier_one(conversation: Conversation) -> bool:
    """Whether their latest words are gone, so that an answer goes under what they said before."""
    theirs = [m for m in conversation.messages.all() if not m.is_ours and m.reply_to]
    return bool(theirs) and theirs[-1].gone_at is not None and not nobody_there(conversation)


def standing_alone(conversation: Conversation) -> set[int]:
    """Those of our answers here that are out, and hang under words that are there no more."""
    gone = {m.remote_id for m in conversation.messages.all() if not m.is_ours and m.gone_at is not None}
    return {m.pk for m in conversation.messages.all() if gone and m.is_ours and _answered(m) in gone}


def _answered(message: Message) -> str:
    """What an answer of ours that is out there answers; "" where it is not, or that is not known."""
    delivery = message.delivery
    if delivery is None or delivery.state != DeliveryState.SENT or delivery.gone_at is not None:
        return ""
    under = delivery.version.reply_to
    return under.remote_id if under is not None else ""


def gone_among(conversations: Iterable[Conversation]) -> set[int]:
    """Those of these conversations in which nothing of theirs is there any more: one question however many there are."""
    theirs = Message.objects.filter(conversation__in=[one.pk for one in conversations], is_ours=False).order_by()
    counted = theirs.values("conversation_id").annotate(there=Count("id", filter=Q(gone_at=None)))
    return {int(row["conversation_id"]) for row in counted if not row["there"]}


def reply_version(conversation: Conversation, text: str) -> Version:
    """A reply exactly as it would be sent; BadInput where there is nothing to answer or the text cannot be carried.

    Where the network wants the answered person named, their handle is put in front unless it is there already, so that
    what is counted, shown and sent is the same string through whichever door it came. Of others who were named, whoever
    was taken out stays out: in a private talk they would read along.
    """
    message = answered_message(conversation)
    if message is None:
        raise BadInput(
            "There is nothing here that can be answered: nobody else has said anything in it.", field="conversation"
        )
    words = addressed(check_text(text).strip(), reply_prefix(conversation).split())
    language = conversation.account.workspace.language
    return Version(
        text=words,
        reply_to=ReplyTo(**message.reply_to),
        languages=(language,),
        warning=reply_warning(conversation),
    )


def addressed(words: str, handles: Sequence[str]) -> str:
    """The words with everybody named in front where they name nobody yet, and the first in any case."""
    named = [handle for handle in handles if _names(words, handle)]
    if not words or (named and named[0] == handles[0]):
        return words
    return " ".join([*(handles[:1] if named else handles), words])


def _names(words: str, handle: str) -> bool:
    """Whether words name this very handle; a bare name is another one than the same name on another server."""
    return re.search(rf"(?<![\w@/]){re.escape(handle)}(?![\w@]|[.-]\w)", words, re.IGNORECASE) is not None


def reply_prefix(conversation: Conversation) -> str:
    """Words that an answer on this network must begin with, such as the handle of who is answered; often empty."""
    return _ref(conversation, "prefix")


def reply_warning(conversation: Conversation) -> str:
    """Words behind which an answer is folded away because what it answers is; mostly empty."""
    return _ref(conversation, "warning") if facts_of(conversation.account).warnings else ""


def _ref(conversation: Conversation, name: str) -> str:
    """What the network said an answer needs."""
    message = answered_message(conversation)
    refs = message.reply_to.get("refs", {}) if message else {}
    return str(refs.get(name) or "")


def judged_reply(
    conversation: Conversation, text: str, reasons: Mapping[str, str] | None = None
) -> tuple[Length, Judged]:
    """How long a reply is on its network, what the guard says of it, and what was set aside: `reasons` by codes of findings."""
    version = replace(reply_version(conversation, text), set_aside=dict(reasons or {}))
    account, facts = conversation.account, facts_of(conversation.account)
    limits = beside_warning(limits_of(account), facts, version.warning, is_reply=True)
    return count(version.text, facts, limits, is_reply=True), judge_reply(conversation, version)


def findings_of_reply(conversation: Conversation, version: Version) -> tuple[Finding, ...]:
    """What the guard says of an answer, knowing whom it is for and who else will read it."""
    return judge_reply(conversation, version).findings


def judge_reply(conversation: Conversation, version: Version) -> Judged:
    """The same, with what was set aside beside it."""
    return judge(conversation.account, version, Scope.REPLY, answering=answering(conversation))


#: What somebody writes to us or about us, by the kinds of messages.
ADDRESSED = frozenset({"reply", "mention", "quote"})


def answering(conversation: Conversation) -> Answering:
    """Whom an answer in a conversation is for, as rules are told."""
    message = answered_message(conversation)
    return Answering(
        person=conversation.person.name if conversation.person else "",
        about=message.text if message else "",
        is_private=conversation.is_private,
        is_first=not _was_spoken_to(conversation),
        is_addressed=conversation.is_private or (message is not None and message.kind in ADDRESSED),
    )


def _was_spoken_to(conversation: Conversation) -> bool:
    """Whether we ever said anything to this person."""
    if any(message.is_ours for message in conversation.messages.all()):
        return True
    if conversation.person is None:
        return False
    return Message.objects.filter(conversation__person=conversation.person, is_ours=True).exists()


def unreadable_of(actor: Actor) -> QuerySet[Raw]:
    """Items that came in and could not be read; kept, and shown as such."""
    return Raw.objects.filter(account__workspace_id=actor.workspace_id).exclude(trouble="").select_related("account")


def failed_reply(conversation: Conversation) -> Message | None:
    """Our latest answer, when it did not go out, once its words are back in the box."""
    bad = (DeliveryState.REFUSED, DeliveryState.HELD, DeliveryState.MISSED)
    ours = [m for m in conversation.messages.all() if m.is_ours and m.delivery is not None]
    last = ours[-1] if ours else None
    if last is None or last.delivery is None or not last.is_settled:
        return None
    return last if last.delivery.state in bad else None


def busiest_hour(actor: Actor, since: datetime, zone: tzinfo) -> int | None:
    """The hour of the day at which most people wrote since then, by the clocks in the zone; None when too few did."""
    heard = Message.objects.filter(conversation__workspace_id=actor.workspace_id, is_ours=False, at__gte=since)
    hours = heard.annotate(hour=ExtractHour("at", tzinfo=zone)).order_by().values("hour")
    most = hours.annotate(many=Count("pk")).order_by("-many", "hour").first()
    return int(most["hour"]) if most is not None and most["many"] >= FEW_HEARD else None


def search(actor: Actor, words: str) -> QuerySet[Conversation]:
    """Conversations whose person or words hold these words."""
    match = Q(person__name__icontains=words) | Q(messages__text__icontains=words)
    return conversations_of(actor).filter(match).distinct()
