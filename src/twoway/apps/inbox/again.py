"""Looking again at what waits for an answer: people take back what they said, and change it.

Whatever else is out, only what somebody may still answer is asked for, each every few minutes. A message that is gone stays here
and says so; if the network shows it again, it says that no longer.
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
#: Who has an answer, or needs none, is left alone.
OPEN = (ConversationState.OURS, ConversationState.SNOOZED)


def look_again(account: Account) -> int:
    """Ask the account's network for what waits longest for a look; gives how many messages were found gone."""
    look = network_of(account).look_again
    if look is None:
        return 0
    now = timezone.now()
    waiting = list(_due(account, now)[:MOST])
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


def _due(account: Account, now: datetime) -> QuerySet[Message]:
    theirs = Message.objects.filter(account=account, is_ours=False, conversation__state__in=OPEN)
    is_there = Q(gone_at=None) & (Q(looked_at=None) | Q(looked_at__lte=now - EVERY))
    is_gone = Q(gone_at__isnull=False) & Q(looked_at__lte=now - GONE_EVERY)
    # Of somebody who was forgotten nothing is asked any more.
    known = theirs.filter(is_there | is_gone).exclude(remote_id="").exclude(person=None)
    return known.order_by(F("looked_at").asc(nulls_first=True), "id")


def _take_over(account: Account, message: Message, item: Mapping[str, object] | None, now: datetime) -> bool:
    """Write down what became of a message; True when it has just been found gone."""
    same = Message.objects.filter(pk=message.pk)
    if item is None:
        return same.filter(gone_at=None).update(gone_at=now) == 1
    same.exclude(gone_at=None).update(gone_at=None)
    hear_again(account, item)
    return False
