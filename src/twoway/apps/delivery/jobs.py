"""What the worker does for deliveries."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django_tasks import task

from twoway.apps.delivery import lane, leases, telling
from twoway.apps.delivery.leases import Clock
from twoway.apps.delivery.queries import anything_due, due_lanes, in_fair_order
from twoway.domain.schedule import Urgency
from twoway.work import wake_ups
from twoway.work.now import now

#: A lane that was woken is not woken again for so long while wake-ups wait to be followed (seconds).
WOKEN = 10.0

#: A clock that goes back by less is only being corrected.
SET_BACK = timedelta(seconds=30)

log = logging.getLogger("twoway.delivery")
_seen: list[tuple[datetime, float]] = []
_woken: dict[tuple[int, str], float] = {}


@task()
def advance_lane(account_id: int, urgency: str) -> int:
    """One turn in one lane. Harmless when called twice, late or for nothing."""
    _woken.pop((account_id, urgency), None)
    return lane.advance(account_id, urgency)


def wake_due_lanes() -> int:
    """Wake the lanes in which something is due, in fair order; as many as the queue has room for."""
    at = now()
    due = due_lanes(at) if anything_due(at) else set()
    if not due:
        _woken.clear()
        return 0
    waiting = wake_ups.waiting()
    since = time.monotonic() - (WOKEN if waiting else 0.0)
    fresh = [one for one in due if _woken.get(one, -math.inf) <= since]
    lanes = in_fair_order(fresh)[: wake_ups.room(waiting)]
    for one in lanes:
        advance_lane.enqueue(*one)
        _woken[one] = time.monotonic()
    return len(lanes)


def advance_urgent() -> int:
    """Send answers that are due without waiting for anybody: a thread of its own does nothing else."""
    at = now()
    if not anything_due(at, (Urgency.URGENT,)):
        return 0
    lanes = list(due_lanes(at, (Urgency.URGENT,)))
    # Two that look at the same time begin at different ends.
    random.shuffle(lanes)
    return sum(lane.advance(account_id, urgency) for account_id, urgency in lanes)


def mind_the_clock(clock: Clock = now, steady: Callable[[], float] = time.monotonic) -> None:
    """After this machine's clock was set back, let nobody wait longer than they were told.

    A steady clock tells how far it went. What is planned keeps its time. Where several machines share a database, that
    database's clock counts, and whoever keeps it keeps it right.
    """
    if connection.vendor != "sqlite":
        return
    wall, beside = clock(), steady()
    before, _seen[:] = tuple(_seen), [(wall, beside)]
    if not before:
        return
    back = before[0][0] + timedelta(seconds=beside - before[0][1]) - wall
    if back > SET_BACK:
        log.warning("the clock was set back by %s; waits are shortened by as much", back)
        leases.set_back(back, wall)


def free_the_dead() -> int:
    """Give back what a worker held that was killed on this machine."""
    return leases.free_the_dead()


def tell_troubles() -> int:
    """Let people know what does not go out by itself, once; and settle what is solved."""
    return telling.tell()


def drain() -> int:
    """Take turns in this very process until nothing is due; for the command line and for tests."""
    moved = 0
    while lanes := due_lanes(now()):
        step = sum(lane.advance(account_id, urgency) for account_id, urgency in sorted(lanes))
        if not step:
            return moved
        moved += step
    return moved
