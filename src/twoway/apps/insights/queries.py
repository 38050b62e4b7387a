"""Facts for reports, and running them; and how accounts behave, by the rules about accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import accounts_of, facts_of
from twoway.apps.delivery.casework import choices_of, guard_settings
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.said import REACH, posts_of
from twoway.apps.inbox.models import Conversation, Message
from twoway.apps.people.queries import workspace_of
from twoway.domain import guard
from twoway.domain.errors import BadInput
from twoway.domain.findings import Case, Finding, Scope
from twoway.domain.permission import Actor, Verb
from twoway.domain.persona import PersonaKind
from twoway.domain.schedule import Urgency
from twoway.domain.states import ConversationState, DeliveryState
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


# -- how accounts behave -----------------------------------------------------------------------------------------------

#: Of each account so many answers and so many people who wait are told.
_MOST_OF_EACH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What the rules about accounts say of one."""

    account: Account
    findings: tuple[Finding, ...]


def behaviours(actor: Actor, account_ids: Iterable[int] | None = None) -> tuple[Behaviour, ...]:
    """What the rules about accounts say of each account of a business: its rhythm, its balance, who waits for it.

    Private ones are nobody's business. The number of queries is the same however many accounts there are.
    """
    actor.require(Verb.READ)
    live = accounts_of(actor).select_related("workspace").exclude(persona__kind=PersonaKind.PERSONAL)
    accounts = list(live if account_ids is None else live.filter(pk__in=tuple(account_ids)))
    if not accounts:
        return ()
    now, workspace = timezone.now(), accounts[0].workspace
    local, choices = now.astimezone(workspace.tz), choices_of(workspace)
    posts, answers, waiting = posts_of(accounts, now), _answers(accounts, now - REACH), _waiting(accounts)
    return tuple(
        Behaviour(
            account=account,
            findings=guard.look(
                Case(
                    text="",
                    facts=facts_of(account),
                    scope=Scope.ACCOUNT,
                    persona=account.persona.kind,
                    own_handle=account.handle,
                    at=local,
                    today=local.date(),
                    past=posts[account.pk],
                    answers_at=tuple(at.astimezone(workspace.tz) for at in answers.get(account.pk, ())),
                    waiting_since=tuple(at.astimezone(workspace.tz) for at in waiting.get(account.pk, ())),
                ),
                finder.rules().values(),
                guard_settings(account, choices),
            ),
        )
        for account in accounts
    )


def _answers(accounts: Sequence[Account], since: datetime) -> dict[int, list[datetime]]:
    """When each account said something to somebody, the newest first."""
    said = Message.objects.filter(account__in=accounts, is_ours=True, at__gte=since)
    return _by_account(said.annotate(when=F("at")), newest_first=True)


def _waiting(accounts: Sequence[Account]) -> dict[int, list[datetime]]:
    """Since when people wait for an answer, the longest first."""
    owed = Conversation.objects.filter(account__in=accounts, state=ConversationState.OURS)
    return _by_account(owed.exclude(waiting_since=None).annotate(when=F("waiting_since")), newest_first=False)


def _by_account(rows: QuerySet[Any], *, newest_first: bool) -> dict[int, list[datetime]]:
    order = F("when").desc() if newest_first else F("when").asc()
    placed = rows.annotate(place=Window(RowNumber(), partition_by=F("account_id"), order_by=order))
    told: dict[int, list[datetime]] = {}
    for account_id, when in placed.filter(place__lte=_MOST_OF_EACH).order_by(order).values_list("account_id", "when"):
        told.setdefault(account_id, []).append(when)
    return told
