"""Reading notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from twoway.apps.notices.models import Notice, Route, Telling
from twoway.apps.people.models import Membership
from twoway.domain.errors import BadInput
from twoway.domain.notices import Quiet, Told
from twoway.domain.permission import Actor
from twoway.work import statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """How many notices are open, and how many of them are urgent."""

    open: int
    urgent: int


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The workspace's open notices, urgent ones first, then the newest."""
    return Notice.objects.filter(workspace_id=actor.workspace_id, settled_at=None)


def settled_of(actor: Actor) -> QuerySet[Notice]:
    """What was settled, the latest first."""
    past = Notice.objects.filter(workspace_id=actor.workspace_id, settled_at__isnull=False)
    return past.select_related("settled_by").order_by("-settled_at", "-id")


def notice_of(actor: Actor, notice_id: int) -> Notice:
    """One notice, open or settled; BadInput for one that is not there."""
    found = Notice.objects.filter(workspace_id=actor.workspace_id, pk=notice_id).first()
    if found is None:
        raise BadInput("There is no such notice here. Choose one of those under Notices.", field="notice")
    return found


def bell_of(actor: Actor) -> Bell:
    """What the bell in the frame says, in one question."""
    counted = notices_of(actor).order_by().aggregate(open=Count("pk"), urgent=Count("pk", filter=Q(urgent=True)))
    return Bell(open=counted["open"], urgent=counted["urgent"])


def routes_of(actor: Actor) -> QuerySet[Route]:
    """The workspace's routes and the actor's own; nobody sees those of others."""
    mine = Q(user=None) | Q(user_id=actor.user_id)
    return Route.objects.filter(mine, workspace_id=actor.workspace_id).select_related("workspace")


def route_of(actor: Actor, route_id: int) -> Route:
    """One route; BadInput for one that is not there."""
    found = routes_of(actor).filter(pk=route_id).first()
    if found is None:
        raise BadInput("There is no such route here. Choose one of those under Notices.", field="route")
    return found


def routes_for(workspace_id: int) -> QuerySet[Route]:
    """The routes that notices of a workspace go out on: those switched on, and of people only while they are members."""
    still_here = Membership.objects.filter(workspace_id=OuterRef("workspace_id"), user_id=OuterRef("user_id"))
    live = Route.objects.filter(Q(user=None) | Exists(still_here), workspace_id=workspace_id, is_on=True)
    return live.select_related("workspace")


def quiet_of(route: Route) -> Quiet | None:
    """The hours in which a route is left in peace."""
    if route.quiet_from is None or route.quiet_until is None:
        return None
    return Quiet(zone=route.workspace.tz, begins=route.quiet_from, ends=route.quiet_until)


def key_of(route: Route) -> str:
    """The key of the notice that a route does not work."""
    return f"route:{route.pk}"


def page(path: str) -> str:
    """The whole address of one of our pages."""
    return f"{settings.TWOWAY_ADDRESS}{path}"


def told_of(notice: Notice) -> Told:
    """A notice as it is told outside."""
    return Told(
        id=notice.pk,
        key=notice.key,
        words=notice.words,
        cure=notice.cure,
        address=page(notice.path or "/notices/"),
        urgent=notice.urgent,
        times=notice.times,
        at=notice.created_at,
    )


def any_telling_due(now: datetime) -> bool:
    """Whether `due_routes` is worth asking: mostly the answer is no."""
    return statements.ask("SELECT 1 FROM notices_telling WHERE outcome = '' AND next_at <= %s LIMIT 1", (now,))


def due_routes(now: datetime) -> list[int]:
    """Routes on which something is to go out, and which nobody is busy with."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = Telling.objects.filter(route_id=OuterRef("pk"), outcome="", next_at__lte=now)
    return list(Route.objects.filter(free, Exists(waiting)).values_list("pk", flat=True))
