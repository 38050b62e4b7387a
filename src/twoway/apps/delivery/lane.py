"""The careful lane: one worker at a time takes its turn, settles what may be out, and sends what is due, in order."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet

from twoway.apps.accounts.models import Account
from twoway.apps.delivery import broken, leases, sending, settling
from twoway.apps.delivery.leases import Clock, Turn
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import may_go
from twoway.domain.errors import Reach
from twoway.domain.states import DeliveryState
from twoway.work import clock, ending, statements
from twoway.work.now import now

#: One turn ends after so many deliveries or so long, and gives the lane back.
TURN_DELIVERIES = 20
TURN_SECONDS = 30.0
_DOUBTS = """SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_delivery WHERE account_id = %s AND urgency = %s AND state = 'sending')
OR EXISTS (SELECT 1 FROM delivery_delivery WHERE account_id = %s AND urgency = %s AND state = 'unsure' AND NOT needs_person)"""


def advance(account_id: int, urgency: str, *, clock: Clock = now) -> int:
    """Take one turn in a lane: send what is due, settle what is unsure. Gives how many deliveries it moved."""
    turn = leases.new_turn(account_id, urgency, clock)
    if not leases.take(turn):
        return 0
    try:
        return take_turn(turn)
    finally:
        leases.give_back(turn)


def take_turn(turn: Turn) -> int:
    """What one turn does in a lane that is ours."""
    moved, until = 0, time.monotonic() + TURN_SECONDS
    if _has_doubts(turn):
        settling.find_orphans(turn)
        while (unsure := _unsure(turn)) is not None:
            if not _carefully(unsure, turn, _settle):
                return moved
            moved += 1
    for delivery in _waiting(turn):
        if not moved and not may_go(delivery.account, turn.urgency):
            break
        if time.monotonic() > until or ending.is_asked() or not _carefully(delivery, turn, _send_all):
            break
        moved += 1
    return moved


def _carefully(delivery: Delivery, turn: Turn, act: Callable[[Delivery, Turn], bool]) -> bool:
    """Do it with one delivery. What nobody foresaw is told to a person, and does not keep those behind it.

    A database that cannot be asked or written is no fault of this delivery: then the turn ends, and is taken anew.
    """
    goes_on: list[bool] = []
    error = clock.safely(f"delivery {delivery.pk}", lambda: goes_on.append(act(delivery, turn)))
    if isinstance(error, OperationalError | InterfaceError):
        raise error
    return goes_on[0] if error is None else broken.note(delivery, error, turn)


def _has_doubts(turn: Turn) -> bool:
    """Whether anything in this lane may be out."""
    mine = (turn.account_id, turn.urgency)
    return statements.ask(_DOUBTS, (*mine, *mine))


def choose(turn: Turn) -> Delivery | None:
    """The next to do in this lane: unsure first, because nothing may overtake a post that may be out."""
    unsure = _unsure(turn)
    if unsure is not None:
        return unsure if unsure.next_at <= turn.clock() else None
    first = next(iter(_waiting(turn)), None)
    return first if first is not None and may_go(first.account, turn.urgency) else None


def _rows(turn: Turn) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(account_id=turn.account_id, urgency=turn.urgency)
    return rows.select_related("account__workspace", "account__persona")


def _unsure(turn: Turn) -> Delivery | None:
    return _rows(turn).filter(state=DeliveryState.UNSURE, needs_person=False).order_by("next_at", "id").first()


def _waiting(turn: Turn) -> list[Delivery]:
    """What is due, in order: as much as one turn sends. All of them share one reading of their account."""
    due = Delivery.objects.filter(account_id=turn.account_id, urgency=turn.urgency, state=DeliveryState.WAITING)
    found = list(due.filter(next_at__lte=turn.clock()).order_by("due_at", "id")[:TURN_DELIVERIES])
    if found:
        account = Account.objects.select_related("workspace", "persona").get(pk=turn.account_id)
        for delivery in found:
            delivery.account = account
    return found


def _settle(unsure: Delivery, turn: Turn) -> bool:
    """Look for what may be out, when it is time. False: nothing more can be done in this lane now."""
    if unsure.next_at > turn.clock():
        words = "A post may be out or not; it is looked for before anything else goes."
        leases.hold(unsure.account, turn.urgency, Reach.POST, unsure.next_at, words)
        return False
    if ending.is_asked() or not leases.renew(turn):
        return False
    settling.settle(unsure, turn)
    return True


def _send_all(delivery: Delivery, turn: Turn) -> bool:
    """Send a delivery, of a thread as many parts as go at once. False when nothing more may go in this turn."""
    out = delivery.parts_out
    while sending.send(delivery, turn):
        if delivery.state == DeliveryState.SENT:
            return True
        if delivery.state == DeliveryState.UNSURE or not leases.renew(turn):
            return False
        # What did not move is somebody else's doing; it is read anew with the next turn.
        may_follow = delivery.parts_out > out and delivery.state == DeliveryState.WAITING
        out = delivery.parts_out
        if not may_follow or delivery.next_at > turn.clock() or ending.is_asked():
            return True
    return False
