"""What is too late while its lane waits: a network that asks for a day of patience must not keep people in the dark for a day."""

from __future__ import annotations

from datetime import datetime

from twoway.apps.delivery.models import Delivery, Lane
from twoway.apps.delivery.queries import is_paused
from twoway.apps.delivery.sending import missed_words, stop
from twoway.domain.schedule import Urgency
from twoway.domain.states import Cause, DeliveryState

#: So many in one go.
MOST = 200


def miss(now: datetime) -> int:
    """Let people know of what can no longer go out in time, with what its lane waits for. Gives how many that are.

    What a pause keeps is left to the end of the pause. Elsewhere a worker's turn in the lane finds out.
    """
    waiting = Lane.objects.filter(waits_until__gt=now, urgency__in=tuple(Urgency))
    return sum(_miss_in(lane, now) for lane in waiting)


def _miss_in(lane: Lane, now: datetime) -> int:
    due = Delivery.objects.filter(account_id=lane.account_id, urgency=lane.urgency, state=DeliveryState.WAITING)
    late = due.filter(due_at__lte=now, latest_at__lt=now).select_related("account")
    count = 0
    for delivery in late.order_by("due_at", "id")[:MOST]:
        if is_paused(delivery.account, delivery.urgency) is None:
            words = missed_words(delivery, lane.waits_why)
            count += stop(delivery, DeliveryState.MISSED, Cause.LATE, words)
    return count
