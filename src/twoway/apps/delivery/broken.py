"""What becomes of a delivery at which something of ours broke: a person hears of it, and it keeps nobody else back."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from twoway.apps.delivery import parts
from twoway.apps.delivery.leases import TakenOver, Turn
from twoway.apps.delivery.models import Attempt, Delivery
from twoway.apps.delivery.sending import close, commit, stop
from twoway.domain.errors import TwowayError
from twoway.domain.schedule import wait_after
from twoway.domain.states import Cause, DeliveryState

#: How often something may break at one that may be out before a person is asked.
MOST_BREAKS = 6


def note(delivery: Delivery, error: Exception, turn: Turn) -> bool:
    """Write down what broke. Whether the next delivery of the lane may be tried."""
    if isinstance(error, TakenOver):
        return False
    commit(partial(_write, delivery.pk, words_of(error), turn.clock()))
    return True


def words_of(error: Exception) -> str:
    """What broke, in a sentence for people."""
    if isinstance(error, TwowayError):
        return error.for_people
    return f"Something in Twoway broke here ({type(error).__name__}); the worker's log says more."


@transaction.atomic
def _write(delivery_id: int, words: str, now: datetime) -> None:
    """By its row, because nobody knows how far the one in memory had come."""
    delivery = Delivery.objects.select_related("account").get(pk=delivery_id)
    match DeliveryState(delivery.state):
        case DeliveryState.WAITING:
            stop(delivery, DeliveryState.HELD, Cause.BROKEN, words)
        case DeliveryState.SENDING:
            _may_be_out(delivery, words, now)
        case DeliveryState.UNSURE:
            _look_later(delivery, words, now)


def _may_be_out(delivery: Delivery, words: str, now: datetime) -> None:
    """It broke around the call, so it may be out."""
    rows = parts.uncertain(delivery)
    attempt = Attempt(
        delivery=delivery,
        started_at=delivery.sending_at or now,
        place=rows[0].place if len(rows) == 1 else None,
    )
    soon = now + wait_after(max(delivery.tries, 1), None, 0.0)
    fields: dict[str, object] = {"next_at": soon, "looks": 0, "cause": Cause.UNSURE}
    if delivery.become(DeliveryState.UNSURE, why=f"{words} It is looked for.", **fields):
        close(attempt, now, "cut off", words)


def _look_later(delivery: Delivery, words: str, now: datetime) -> None:
    """The looking broke: it is looked again a few times, then a person is asked."""
    looks = delivery.looks + 1
    rows = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNSURE)
    why = f"It may be out, and looking for it failed: {words}"
    rows.update(
        looks=looks,
        next_at=now + wait_after(looks, None, 0.0),
        needs_person=looks >= MOST_BREAKS,
        cause=Cause.UNSURE,
        why=why,
    )
