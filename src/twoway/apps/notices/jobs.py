"""What the worker does for notices: takes what is due to the routes, many at once as one message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from twoway.apps.notices.actions import send_out, tell_of_broken_route, tell_trouble, tell_well
from twoway.apps.notices.models import Notice, Outcome, Route, Telling
from twoway.apps.notices.queries import any_telling_due, due_routes, routes_for, told_of
from twoway.domain.errors import NetworkAnswer, Refused
from twoway.domain.notices import GATHER, try_again_at
from twoway.work import wake_ups

#: Longer than a mail or a call may take.
LEASE = timedelta(minutes=3)
#: A single failure heals by itself often enough; from the second on, people are told.
TELL_FROM = 2
#: What was settled so long ago is of no use to anybody; the event log keeps who settled it.
KEPT = timedelta(days=90)
#: More do not fit into one message that anybody reads.
MOST_AT_ONCE = 50


@task()
def tell_route(route_id: int) -> int:
    """Send what is due on a route; gives how many notices went. Harmless when called twice, late or for nothing."""
    return advance(route_id)


def wake_due_routes() -> int:
    """Wake every route that has something to tell; as many as the queue has room for."""
    now = timezone.now()
    routes = due_routes(now) if any_telling_due(now) else []
    if not routes:
        return 0
    now_due = routes[: wake_ups.room()]
    for route_id in now_due:
        tell_route.enqueue(route_id)
    return len(now_due)


def drain() -> int:
    """Take turns in this very process until nothing is due; for the command line and for tests."""
    told = 0
    while routes := due_routes(timezone.now()):
        told += sum(map(advance, routes))
    return told


def advance(route_id: int) -> int:
    """One turn on one route: claim it, send one message, write down what came of it."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if Route.objects.filter(free, pk=route_id).update(leased_until=now + LEASE) != 1:
        return 0
    try:
        return _turn(Route.objects.select_related("workspace").get(pk=route_id), now)
    finally:
        Route.objects.filter(pk=route_id).update(leased_until=None)


def _turn(route: Route, now: datetime) -> int:
    due = _batch(route, now)
    if not due:
        return 0
    try:
        send_out(route, [told_of(telling.notice) for telling in due], mark=_mark(due))
    except NetworkAnswer as error:
        _failed(route, due, error)
        return 0
    _end(due, Outcome.TOLD, "")
    tell_well(route, timezone.now())
    return len(due)


def _batch(route: Route, now: datetime) -> list[Telling]:
    """What goes out in one message: what is due, and what would follow in a moment; what is over is let go."""
    waiting = list(
        Telling.objects.filter(route=route, outcome=Outcome.WAITING, next_at__lte=now + GATHER)
        .select_related("notice")
        .order_by("-notice__urgent", "id")[:MOST_AT_ONCE]
    )
    is_wanted = routes_for(route.workspace_id).filter(pk=route.pk).exists()
    over = [telling for telling in waiting if not (is_wanted and telling.notice.is_open)]
    _end(over, Outcome.SPARED, "It was settled before it was told." if is_wanted else "The route is switched off.")
    late = [telling for telling in waiting if telling not in over and telling.give_up_at < now]
    _end(late, Outcome.GIVEN_UP, route.trouble or "It could not be told in time.")
    return [telling for telling in waiting if telling not in over and telling not in late]


def _mark(due: Sequence[Telling]) -> str:
    """Names the message, so that one that is sent again after a crash is known to be the same."""
    return f"notices-{due[0].route_id}-{min(t.pk for t in due)}-{max(t.pk for t in due)}"


def _end(tellings: Sequence[Telling], outcome: str, why: str) -> None:
    ids = [telling.pk for telling in tellings]
    Telling.objects.filter(pk__in=ids).update(outcome=outcome, why=why, ended_at=timezone.now())


@transaction.atomic
def _failed(route: Route, due: Sequence[Telling], error: NetworkAnswer) -> None:
    """Keep what may still go, give up what never will, and let people know through the pages and the other routes."""
    tell_trouble(route, error.for_people)
    tries = max(telling.tries for telling in due) + 1
    if isinstance(error, Refused):
        _end(due, Outcome.GIVEN_UP, error.for_people)
    else:
        again = try_again_at(timezone.now(), tries)
        ids = [telling.pk for telling in due]
        Telling.objects.filter(pk__in=ids).update(tries=F("tries") + 1, next_at=again, why=error.for_people)
    if isinstance(error, Refused) or tries >= TELL_FROM:
        tell_of_broken_route(route, error.for_people)


def forget_old() -> int:
    """Take away notices that were settled long ago, with what was told of them; gives how many."""
    old = Notice.objects.filter(settled_at__lt=timezone.now() - KEPT)
    return old.delete()[1].get(Notice._meta.label, 0)
