"""Reading notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from twoway.apps.notices.models import Notice
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor


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
        raise BadInput("There is no such notice here.", field="notice")
    return found


def bell_of(actor: Actor) -> Bell:
    """What the bell in the frame says, in one question."""
    counted = notices_of(actor).order_by().aggregate(open=Count("pk"), urgent=Count("pk", filter=Q(urgent=True)))
    return Bell(open=counted["open"], urgent=counted["urgent"])
