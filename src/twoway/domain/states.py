"""The states of things that move, and the only moves there are. The drawing in the docs is printed from here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where one sending to one account stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    REFUSED = "refused"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Cause(StrEnum):
    """What keeps a delivery from going on, in one word; the row says it in a sentence besides."""

    NONE = ""
    #: The guard stops the words.
    WORDS = "words"
    #: The account may not post: look-only mode, or removed.
    POSTING = "posting"
    #: The permission to speak for the account is gone.
    RECONNECT = "reconnect"
    #: A picture is gone from the disk.
    PICTURE = "picture"
    #: Something failed here, not at the network: a fault of ours, or a network that is not installed any more.
    BROKEN = "broken"
    #: It was tried too often.
    TRIED = "tried"
    #: The network said no.
    REFUSED = "refused"
    #: Its time passed.
    LATE = "late"
    #: Its time passed during a pause.
    PAUSED = "paused"
    #: It may be out, and only a person can tell.
    UNSURE = "unsure"
    #: Some parts of it are out and the rest cannot follow by itself.
    HALF = "half"
    #: It needs somebody's yes, and there is none for these words.
    APPROVAL = "approval"


DELIVERY_MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.WAITING: frozenset(
        {
            DeliveryState.SENDING,
            # An earlier try is looked for anew before anything else.
            DeliveryState.UNSURE,
            DeliveryState.HELD,
            DeliveryState.MISSED,
            DeliveryState.CANCELLED,
        }
    ),
    DeliveryState.SENDING: frozenset(
        {
            DeliveryState.SENT,
            DeliveryState.WAITING,
            DeliveryState.UNSURE,
            DeliveryState.REFUSED,
            DeliveryState.HELD,
        }
    ),
    # Out of unsure by look-up, or by a person who looked. Never to cancelled: it may be out for all to see.
    DeliveryState.UNSURE: frozenset({DeliveryState.SENT, DeliveryState.WAITING}),
    # Held words can go once the reason is gone; a person says so. Of a thread that is half out, a person may say that
    # it is enough: what is there was sent.
    DeliveryState.HELD: frozenset({DeliveryState.WAITING, DeliveryState.CANCELLED, DeliveryState.SENT}),
    DeliveryState.SENT: frozenset(),
    DeliveryState.REFUSED: frozenset(),
    DeliveryState.MISSED: frozenset(),
    DeliveryState.CANCELLED: frozenset(),
}


class ConversationState(StrEnum):
    """Who owes whom. Only in `ours` does a due clock run."""

    OURS = "ours"
    THEIRS = "theirs"
    SNOOZED = "snoozed"
    DONE = "done"


CONVERSATION_MOVES: Mapping[ConversationState, frozenset[ConversationState]] = {
    ConversationState.OURS: frozenset({ConversationState.THEIRS, ConversationState.SNOOZED, ConversationState.DONE}),
    ConversationState.THEIRS: frozenset({ConversationState.OURS, ConversationState.DONE}),
    ConversationState.SNOOZED: frozenset({ConversationState.OURS, ConversationState.THEIRS, ConversationState.DONE}),
    ConversationState.DONE: frozenset({ConversationState.OURS, ConversationState.THEIRS}),
}


class ApprovalState(StrEnum):
    """Where the asking for a yes stands. Whether a yes still holds for a text is asked in `domain.approve`, by its mark."""

    ASKED = "asked"
    YES = "yes"
    CHANGES = "changes"
    NO = "no"
    WITHDRAWN = "withdrawn"


_ANSWERS = frozenset({ApprovalState.YES, ApprovalState.CHANGES, ApprovalState.NO})
_AGAIN = frozenset({ApprovalState.ASKED, ApprovalState.WITHDRAWN})

#: Who answered may answer otherwise, until the author asks anew or withdraws; nothing of it is ever over for good.
APPROVAL_MOVES: Mapping[ApprovalState, frozenset[ApprovalState]] = {
    ApprovalState.ASKED: _ANSWERS | _AGAIN,
    ApprovalState.YES: (_ANSWERS | _AGAIN) - {ApprovalState.YES},
    ApprovalState.CHANGES: (_ANSWERS | _AGAIN) - {ApprovalState.CHANGES},
    ApprovalState.NO: (_ANSWERS | _AGAIN) - {ApprovalState.NO},
    ApprovalState.WITHDRAWN: frozenset({ApprovalState.ASKED}),
}


def may_turn(old: ApprovalState, new: ApprovalState) -> bool:
    """Whether the asking for a yes may move from old to new."""
    return new in APPROVAL_MOVES[old]


class PostState(StrEnum):
    """Derived from a post's deliveries, never stored."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    PARTLY = "partly sent"
    TROUBLE = "needs you"


_TROUBLE = {DeliveryState.UNSURE, DeliveryState.REFUSED, DeliveryState.HELD, DeliveryState.MISSED}


def may_become(old: DeliveryState, new: DeliveryState) -> bool:
    """Whether a delivery may move from old to new."""
    return new in DELIVERY_MOVES[old]


def is_final(state: DeliveryState) -> bool:
    """Whether nothing can happen to a delivery any more."""
    return not DELIVERY_MOVES[state]


def post_state(deliveries: list[DeliveryState]) -> PostState:
    """What a post's deliveries add up to; a cancelled one no longer counts."""
    live = [state for state in deliveries if state is not DeliveryState.CANCELLED]
    if not live:
        return PostState.DRAFT
    if any(state in _TROUBLE for state in live):
        return PostState.TROUBLE
    if all(state is DeliveryState.SENT for state in live):
        return PostState.SENT
    if DeliveryState.SENDING in live:
        return PostState.SENDING
    if DeliveryState.SENT in live:
        return PostState.PARTLY
    return PostState.SCHEDULED
