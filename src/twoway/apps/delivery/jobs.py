"""What the worker does for deliveries."""

from __future__ import annotations

from django_tasks import task

from twoway.apps.delivery import lane, leases, telling
from twoway.apps.delivery.queries import due_lanes
from twoway.domain.schedule import Urgency
from twoway.work import wake_ups
from twoway.work.now import now


@task()
def advance_lane(account_id: int, urgency: str) -> int:
    """One turn in one lane. Harmless when called twice, late or for nothing."""
    return lane.advance(account_id, urgency)


def wake_due_lanes() -> int:
    """Wake every lane in which something is due, urgent ones first; as many as the queue has room for."""
    lanes = sorted(due_lanes(now()), key=lambda found: found[1] != Urgency.URGENT)[: wake_ups.room()]
    for account_id, urgency in lanes:
        advance_lane.enqueue(account_id, urgency)
    return len(lanes)


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
