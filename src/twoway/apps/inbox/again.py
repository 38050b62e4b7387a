"""Looking again at what people wrote: they take back what they said, and change it.

What somebody may still answer is asked for every few minutes; what has its answer, or needs none, ever more seldom and for a
month, some thirteen times in all. A message that is gone stays here and says so; if the network shows it again, it says that
no longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from twoway.apps.accounts.actions import through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import network_of
from twoway.apps.inbox.actions import hear_again
from twoway.apps.inbox.models import Message
from twoway.domain.errors import NetworkAnswer
from twoway.domain.states import ConversationState

#: One message is looked at again after so long; one that is gone may come back, and is looked at more seldom.
EVERY, GONE_EVERY = timedelta(minutes=5), timedelta(hours=1)
#: So many at once: where a server has to be asked for each of them, that is not too much.
MOST = 20
OPEN = (ConversationState.OURS, ConversationState.SNOOZED)
#: What is settled is looked at after so long, as long as it is no older than this; then it is left alone.
SETTLED_EVERY = (
    (timedelta(days=1), timedelta(hours=6)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=30), timedelta(days=7)),
)
#: So many places of a look are for what is settled, however much waits.
KEPT_FOR_SETTLED = 5


def look_again(account: Account) -> int:
    """Ask the account's network for what waits longest for a look; gives how many messages were found gone."""
    look = network_of(account).look_again
    if look is None:
        return 0
    now = timezone.now()
    waiting = due(account, now)
    if not waiting:
        return 0
    ids = tuple(message.remote_id for message in waiting)
    # Whatever comes of it, the others have their turn first.
    Message.objects.filter(pk__in=[message.pk for message in waiting]).update(looked_at=now)
    try:
        there = through(account, lambda http: look(http, ids))
    except NetworkAnswer:
        return 0  # reading the account tells what is wrong with it
    return sum(
        _take_over(account, message, there[message.remote_id], now)
        for message in waiting
        if message.remote_id in there
    )


def due(account: Account, now: datetime) -> list[Message]:
    """Whose turn it is, what waits first."""
    waiting, settled = list(_open(account, now)[:MOST]), list(_settled(account, now)[:MOST])
    first = waiting[: MOST - min(len(settled), KEPT_FOR_SETTLED)]
    return [*first, *settled[: MOST - len(first)]]


def _open(account: Account, now: datetime) -> QuerySet[Message]:
    is_there = Q(gone_at=None) & (Q(looked_at=None) | Q(looked_at__lte=now - EVERY))
    is_gone = Q(gone_at__isnull=False) & Q(looked_at__lte=now - GONE_EVERY)
    return _theirs(account).filter(is_there | is_gone, conversation__state__in=OPEN)


def _settled(account: Account, now: datetime) -> QuerySet[Message]:
    its_time = Q()
    for age, every in SETTLED_EVERY:
        its_time |= Q(at__gt=now - age) & (Q(looked_at=None) | Q(looked_at__lte=now - every))
    return _theirs(account).filter(its_time).exclude(conversation__state__in=OPEN)


def _theirs(account: Account) -> QuerySet[Message]:
    """What they said, looked at longest ago first. Of somebody who was forgotten nothing is asked any more."""
    known = Message.objects.filter(account=account, is_ours=False).exclude(remote_id="").exclude(person=None)
    return known.order_by(F("looked_at").asc(nulls_first=True), "id")


def _take_over(account: Account, message: Message, item: Mapping[str, object] | None, now: datetime) -> bool:
    """Write down what became of a message; True when it has just been found gone."""
    same = Message.objects.filter(pk=message.pk)
    if item is None:
        return same.filter(gone_at=None).update(gone_at=now) == 1
    same.exclude(gone_at=None).update(gone_at=None)
    hear_again(account, item)
    return False
