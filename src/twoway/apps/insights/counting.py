"""Looking what became of our posts: which are due, the asking, and what is kept of the answer.

Nothing goes out by this. A network is asked for at most `BATCH` posts of an account at a time and not more than once in
`APART`, far below what any of them allows for reading; whoever is told to wait waits with all posts of that account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from twoway.apps.accounts.actions import through
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import network_of, present
from twoway.apps.delivery.models import Delivery
from twoway.apps.insights.models import NAMES, Counted, Tally
from twoway.domain.counting import LOOK_AGAIN, PACE, next_look
from twoway.domain.errors import NetworkAnswer, TryLater
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Counts
from twoway.plug.later import later

if TYPE_CHECKING:
    from twoway.apps.delivery import mending
else:
    mending = later("twoway.apps.delivery.mending")

BATCH = 50
APART = timedelta(seconds=30)
#: How long an account is left alone after a network did not answer, where it does not say itself.
PAUSE = timedelta(minutes=10)
#: So many posts are taken in hand with one tick.
MOST = 500


def begin_tallies(now: datetime | None = None) -> int:
    """Begin to count what went out since the last look; gives how many posts that are."""
    at = now or timezone.now()
    slugs = [network.facts.slug for network in present() if network.counts is not None]
    since = at - PACE[-1][0]
    # As a list of accounts: joined with them, the database would go through every delivery there is.
    accounts = Account.objects.filter(network__in=slugs, removed_at=None).order_by().values("pk")
    new = Delivery.objects.filter(
        account_id__in=accounts,
        state=DeliveryState.SENT,
        sent_at__gte=since,
        # By this the database finds them; what went out late is found all the same, and what is planned not looked at.
        due_at__range=(since - timedelta(days=7), at + timedelta(days=1)),
        gone_at=None,
        tally=None,
    ).exclude(remote_id="")
    rows = [Tally(delivery=delivery, next_at=at) for delivery in new.order_by().only("pk")[:MOST]]
    Tally.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def accounts_due(now: datetime | None = None) -> list[int]:
    """The accounts of which something is to be looked at."""
    at = now or timezone.now()
    due = Tally.objects.filter(next_at__lte=at, delivery__account__removed_at=None)
    due = due.exclude(delivery__account__health=Health.RECONNECT)
    return list(due.order_by().values_list("delivery__account_id", flat=True).distinct()[:MOST])


def count(account: Account, now: datetime | None = None) -> int:
    """Ask what became of an account's posts that are due; gives how many were told. Harmless when called twice."""
    at = now or timezone.now()
    counts = network_of(account).counts
    rows = _claimed(account, at)
    if counts is None or not rows:
        return 0
    ids = tuple(row.delivery.remote_id for row in rows)
    try:
        found = through(account, lambda http: counts(http, ids))
    except NetworkAnswer as answer:
        wait = answer.wait if isinstance(answer, TryLater) and answer.wait else PAUSE
        _put_off(account, at + wait)
        return 0
    _write(rows, found, at)
    # What is left of this account comes after a while.
    _put_off(account, at + APART)
    return len(found)


def _claimed(account: Account, at: datetime) -> list[Tally]:
    """The posts of an account that are due and that nobody else has in hand: each is put on before it is asked for."""
    due = Tally.objects.filter(delivery__account=account, next_at__lte=at).select_related("delivery__account")
    mine = []
    for row in due.order_by("next_at", "id")[:BATCH]:
        later = next_look(row.delivery.sent_at or at, at)
        if Tally.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=later):
            mine.append(row)
    return mine


def _put_off(account: Account, until: datetime) -> None:
    rows = Tally.objects.filter(delivery__account=account, next_at__lt=until)
    rows.update(next_at=until)


def _write(rows: Sequence[Tally], found: Mapping[str, Counts], at: datetime) -> None:
    lost = []
    for row in rows:
        counts = found.get(row.delivery.remote_id)
        if counts is not None:
            _write_one(row, counts, at)
        elif row.delivery.gone_at is None:
            lost.append(row)
    _write_lost(lost, at)


@transaction.atomic
def _write_one(row: Tally, counts: Counts, at: datetime) -> None:
    """Keep the numbers; a row over time only where they are other numbers."""
    values = {name: getattr(counts, name) for name in NAMES}
    is_news = row.looked_at is None or values != {name: getattr(row, name) for name in NAMES}
    Tally.objects.filter(pk=row.pk).update(looked_at=at, missed=0, **values)
    if is_news:
        Counted.objects.create(delivery_id=row.delivery_id, at=at, **values)
    if row.delivery.gone_at is not None:
        mending.write_back_again(row.delivery)


def _write_lost(rows: Sequence[Tally], at: datetime) -> None:
    """Not found once may be a slow server; not found twice, it is gone."""
    ids = [row.pk for row in rows]
    Tally.objects.filter(pk__in=ids).update(missed=F("missed") + 1, looked_at=F("looked_at"))
    again = [row.pk for row in rows if not row.missed]
    Tally.objects.filter(Q(next_at=None) | Q(next_at__gt=at + LOOK_AGAIN), pk__in=again).update(
        next_at=at + LOOK_AGAIN
    )
    mending.write_gone_elsewhere((row.delivery for row in rows if row.missed), at)


def tallies_of(delivery_ids: Sequence[int]) -> dict[int, Tally]:
    """The latest counts of these deliveries, by their numbers; what was never counted is not in it. One question."""
    return {row.delivery_id: row for row in Tally.objects.filter(delivery__in=delivery_ids).exclude(looked_at=None)}


def history_of(delivery: Delivery) -> list[tuple[datetime, Counts]]:
    """How the counts of a delivery grew, the oldest first."""
    rows = Counted.objects.filter(delivery=delivery).order_by("-at", "-id")[:500]
    return [(row.at, row.counts) for row in reversed(rows)]


def histories_of(delivery_ids: Sequence[int]) -> dict[int, list[tuple[datetime, Counts]]]:
    """The same for several deliveries, in one question."""
    told: dict[int, list[tuple[datetime, Counts]]] = {}
    for row in Counted.objects.filter(delivery__in=delivery_ids).order_by("at", "id")[:5000]:
        told.setdefault(row.delivery_id, []).append((row.at, row.counts))
    return told
