"""What the worker does for deliveries."""

from __future__ import annotations

import logging
import random
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django_tasks import task

from twoway.apps.delivery import leases
from twoway.apps.delivery.leases import Clock
from twoway.apps.delivery.queries import (
    any_change_due,
    any_lane_waits,
    any_shown_due,
    any_trouble,
    anything_due,
    due_lanes,
    in_fair_order,
)
from twoway.domain.schedule import Urgency
from twoway.plug.later import later
from twoway.work import ending, steps, wake_ups
from twoway.work.now import now

if TYPE_CHECKING:
    from twoway.apps.delivery import lane, lateness, mending, settling, telling
else:
    # Asked for when something is due or the matter, so that a worker that waits does not hold them.
    lane, lateness, mending, settling, telling = (
        later(f"twoway.apps.delivery.{name}") for name in ("lane", "lateness", "mending", "settling", "telling")
    )

#: A clock that goes by less is only being corrected.
SET_BACK = timedelta(seconds=30)

log = logging.getLogger("twoway.delivery")
#: Lanes that were due when the clock looked last, for the threads of this process.
_due: deque[tuple[int, str]] = deque()


@task()
def advance_lane(account_id: int, urgency: str) -> int:
    """One turn in one lane, then in whatever else is due. Harmless when called twice, late or for nothing."""
    moved = lane.advance(account_id, urgency)
    while not ending.is_asked() and (one := _next_due()) is not None:
        moved += lane.advance(*one)
    return moved


def _next_due() -> tuple[int, str] | None:
    try:
        return _due.popleft()
    except IndexError:
        return None


def wake_due_lanes() -> int:
    """Note the lanes in which something is due, in fair order, and wake as many threads for them as may be asleep.

    A thread that is awake goes on with what is noted, without asking the queue for each lane.
    """
    at = now()
    lanes = in_fair_order(due_lanes(at)) if anything_due(at) else []
    _due.clear()
    _due.extend(lanes)
    woken = lanes[: wake_ups.room()] if lanes else []
    for account_id, urgency in woken:
        advance_lane.enqueue(account_id, urgency)
    return len(woken)


def advance_urgent() -> int:
    """Send answers that are due without waiting for anybody: a thread of its own does nothing else."""
    at = now()
    if not anything_due(at, (Urgency.URGENT,)):
        return 0
    lanes = list(due_lanes(at, (Urgency.URGENT,)))
    # Two that look at the same time begin at different ends.
    random.shuffle(lanes)
    return sum(lane.advance(account_id, urgency) for account_id, urgency in lanes)


def mind_the_clock(clock: Clock = now, steady: Callable[[], float] = steps.steady) -> None:
    """After this machine's clock was set, let nobody wait longer or shorter than they were told.

    A steady clock tells how far it went. What is planned keeps its time. Where several machines share a database, that
    database's clock counts, and whoever keeps it keeps it right. Of several workers on one machine, one does it.
    """
    if connection.vendor != "sqlite":
        return
    wall = clock()
    back = steps.step_back(settings.TWOWAY_HOME, wall, steady())
    if abs(back) > SET_BACK:
        log.warning("the clock was set back by %s; what waits goes with it", back)
        leases.put_right(back, wall)


def free_the_dead() -> int:
    """Give back what a worker held that was killed on this machine."""
    return leases.free_the_dead()


@task()
def advance_changes(account_id: int) -> int:
    """One turn with what is to be changed on an account. Harmless when called twice, late or for nothing."""
    return mending.advance(account_id)


def wake_changes() -> int:
    """Wake somebody for each account on which something that is out is to be changed."""
    at = now()
    accounts = mending.due_accounts(at)[: wake_ups.room()] if any_change_due(at) else []
    for account_id in accounts:
        advance_changes.enqueue(account_id)
    return len(accounts)


def miss_the_late() -> int:
    """Let go of what is too late in lanes that have to wait: nobody looks into those, and people should hear of it in time."""
    at = now()
    return lateness.miss(at) if any_lane_waits(at) else 0


@task()
def look_at_shown() -> int:
    """Look once more for what people were asked about, in case it can be found by now. Harmless when called twice or late."""
    return settling.look_at_shown(now)


def wake_shown() -> int:
    """Wake somebody to look once more for what people were asked about."""
    if not any_shown_due(now()) or not wake_ups.room():
        return 0
    look_at_shown.enqueue()
    return 1


def tell_troubles() -> int:
    """Let people know what does not go out by itself, once; and settle what is solved."""
    return telling.tell() + mending.tell() if any_trouble() else 0


def drain() -> int:
    """Take turns in this very process until nothing is due; for the command line and for tests."""
    moved = 0
    while step := _drain_once():
        moved += step
    return moved


def _drain_once() -> int:
    sent = sum(lane.advance(account_id, urgency) for account_id, urgency in sorted(due_lanes(now())))
    return sent + sum(mending.advance(account_id) for account_id in mending.due_accounts(now()))
