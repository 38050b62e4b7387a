"""The careful lane: one worker at a time takes its turn, settles what may be out, and sends what is due, in order."""

from __future__ import annotations

import time

from twoway.apps.accounts.models import Account
from twoway.apps.delivery import leases, sending, settling
from twoway.apps.delivery.leases import Clock, Turn
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import is_paused
from twoway.domain.errors import Reach
from twoway.domain.states import DeliveryState
from twoway.work import ending
from twoway.work.now import now

#: One turn ends after so many deliveries or so long, and gives the lane back.
TURN_DELIVERIES = 20
TURN_SECONDS = 30.0


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
    settling.find_orphans(turn)
    moved, until = 0, time.monotonic() + TURN_SECONDS
    delivery: Delivery | None = None
    while moved < TURN_DELIVERIES and time.monotonic() < until and not ending.is_asked():
        delivery = _rest_of(delivery, turn) or choose(turn)
        if delivery is None or not leases.renew(turn):
            break
        if delivery.state == DeliveryState.UNSURE:
            settling.settle(delivery, turn)
        elif not sending.send(delivery, turn):
            break
        moved += 1
    return moved


def _rest_of(delivery: Delivery | None, turn: Turn) -> Delivery | None:
    """A thread whose next part can follow at once: its parts belong together."""
    if delivery is None or not delivery.parts_out or delivery.state != DeliveryState.WAITING:
        return None
    return delivery if delivery.next_at <= turn.clock() else None


def choose(turn: Turn) -> Delivery | None:
    """The next to do in this lane: unsure first, because nothing may overtake a post that may be out."""
    at = turn.clock()
    rows = Delivery.objects.filter(account_id=turn.account_id, urgency=turn.urgency)
    rows = rows.select_related("account__workspace", "account__persona")
    unsure = rows.filter(state=DeliveryState.UNSURE, needs_person=False).order_by("next_at", "id").first()
    if unsure is not None and unsure.next_at <= at:
        return unsure
    if unsure is not None:
        words = "A post may be out or not; it is looked for before anything else goes."
        leases.hold(unsure.account, turn.urgency, Reach.POST, unsure.next_at, words)
        return None
    if _is_paused(turn):
        return None
    waiting = rows.filter(state=DeliveryState.WAITING, next_at__lte=at)
    return waiting.order_by("due_at", "id").first()


def _is_paused(turn: Turn) -> bool:
    """Whether a pause keeps this lane from sending. Looking for what may be out goes on."""
    account = Account.objects.filter(pk=turn.account_id).first()
    return account is None or is_paused(account, turn.urgency) is not None
