"""Facts for reports, and running them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.models import Message
from twoway.apps.people.queries import workspace_of
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.plug import finder
from twoway.plug.report import Happening, Period, Report, Table

_TOLD = (DeliveryState.REFUSED, DeliveryState.UNSURE, DeliveryState.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A report that was run: which, over what time, and what it says."""

    report: Report
    period: Period
    table: Table


def report_named(slug: str) -> Report:
    """One report; BadInput that lists the known ones."""
    known = finder.reports()
    if slug not in known:
        raise BadInput(f"There is no report “{slug}”. Known ones: {', '.join(known)}.", field="report")
    return known[slug]


def run(actor: Actor, slug: str, weeks: int = 8) -> Ran:
    """Run a report over the last weeks, cut in the workspace's own zone."""
    actor.require(Verb.READ)
    if not 1 <= weeks <= 104:
        raise BadInput("Choose from 1 to 104 weeks.", field="weeks")
    found = report_named(slug)
    period = last_weeks(timezone.now().astimezone(workspace_of(actor).tz), weeks)
    table = found.report(tuple(happenings(actor, period)), period)
    return Ran(report=found, period=period, table=table)


def last_weeks(now: datetime, weeks: int) -> Period:
    """The last whole weeks and the one that runs, beginning on a Monday at midnight."""
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(since=monday - timedelta(weeks=weeks - 1), until=monday + timedelta(weeks=1))


def happenings(actor: Actor, period: Period) -> Iterator[Happening]:
    """What was sent and what came in, in a period; two questions to the database however much there is."""
    sent = Delivery.objects.filter(account__workspace_id=actor.workspace_id)
    sent = sent.filter(due_at__gte=period.since, due_at__lt=period.until)
    names = ("account__network", "account__handle", "account__persona__name")
    for state, urgency, due_at, sent_at, network, handle, persona in sent.order_by().values_list(
        "state", "urgency", "due_at", "sent_at", *names
    ):
        kind = _kind(DeliveryState(state), urgency)
        if kind:
            yield Happening(kind=kind, at=sent_at or due_at, network=network, account=handle, persona=persona)
    heard = Message.objects.filter(account__workspace_id=actor.workspace_id, is_ours=False)
    heard = heard.filter(at__gte=period.since, at__lt=period.until).annotate(network=F("account__network"))
    for at, network, handle, persona in heard.order_by().values_list("at", *names):
        yield Happening(kind="received", at=at, network=network, account=handle, persona=persona)


def _kind(state: DeliveryState, urgency: str) -> str:
    if state is DeliveryState.SENT:
        return "replied" if urgency == Urgency.URGENT else "sent"
    return str(state) if state in _TOLD else ""
