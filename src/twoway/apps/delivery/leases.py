"""Who may speak in a lane, for how long, and until when nobody does."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery, Lane
from twoway.domain.errors import Reach
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.work import instance, statements
from twoway.work.now import now
from twoway.work.statements import Condition
from twoway.work.turnstile import turnstile

log = logging.getLogger("twoway.delivery")

#: Longer than three whole calls to a network on top of a whole turn, so that it never runs out under a call on the wire.
LEASE = timedelta(seconds=150)
#: A turn is given a fresh lease when less than this is left of it.
ENOUGH = timedelta(seconds=110)
#: A post that was told to wait keeps the ones behind it back for so long; after that they may overtake it.
HOLD_BACK = timedelta(seconds=60)

_FREE = """account_id = %s AND urgency = %s AND (leased_until IS NULL OR leased_until <= %s)
AND (waits_until IS NULL OR waits_until <= %s)"""
_STILL_MINE = """EXISTS (SELECT 1 FROM delivery_lane lane WHERE lane.account_id = %s AND lane.urgency = %s
AND lane.owner = %s AND (lane.waits_until IS NULL OR lane.waits_until <= %s))"""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One worker's turn in one lane."""

    account_id: int
    urgency: str
    owner: str
    clock: Clock

    def mine(self, now: datetime) -> Q:
        """The lane, while it still is ours and nothing there has to wait."""
        free = Q(waits_until=None) | Q(waits_until__lte=now)
        return Q(account_id=self.account_id, urgency=self.urgency, owner=self.owner) & free

    def still_mine(self, now: datetime) -> Condition:
        """The same, as a condition that another write is bound to."""
        return Condition(_STILL_MINE, (self.account_id, self.urgency, self.owner, now))


def new_turn(account_id: int, urgency: str, clock: Clock) -> Turn:
    """A turn of this process, under a name that tells later whether the process still lives."""
    owner = f"{instance.name(settings.TWOWAY_HOME)}:{secrets.token_hex(8)}"
    return Turn(account_id=account_id, urgency=urgency, owner=owner, clock=clock)


def take(turn: Turn) -> bool:
    """Whether the lane is ours now."""
    if _take(turn):
        return True
    if Lane.objects.filter(account_id=turn.account_id, urgency=turn.urgency).exists():
        return False
    if not Account.objects.filter(pk=turn.account_id).exists():
        return False
    Lane.objects.get_or_create(account_id=turn.account_id, urgency=turn.urgency)
    return _take(turn)


@turnstile()
def _take(turn: Turn) -> bool:
    now = turn.clock()
    free = Condition(_FREE, (turn.account_id, turn.urgency, now, now))
    return statements.update(Lane, {"owner": turn.owner, "leased_until": now + LEASE}, [free]) == 1


@turnstile()
def renew(turn: Turn) -> bool:
    """Whether the lane still is ours, for a whole lease from now."""
    now = turn.clock()
    return Lane.objects.filter(turn.mine(now)).update(leased_until=now + LEASE) == 1


@turnstile()
def give_back(turn: Turn) -> None:
    """Let the next one in."""
    mine = Condition("account_id = %s AND urgency = %s AND owner = %s", (turn.account_id, turn.urgency, turn.owner))
    statements.update(Lane, {"owner": "", "leased_until": None}, [mine])


@turnstile()
def hold(account: Account, urgency: str, reach: Reach, until: datetime, why: str) -> None:
    """Let nobody call the network before then: in this lane, for the account, or for all of ours on that server."""
    if reach is Reach.POST:
        lanes = Lane.objects.filter(account_id=account.pk, urgency=urgency)
    elif reach is Reach.ACCOUNT:
        for each in Urgency:
            Lane.objects.get_or_create(account_id=account.pk, urgency=each)
        lanes = Lane.objects.filter(account_id=account.pk)
    else:
        lanes = Lane.objects.filter(account__network=account.network, account__address=account.address)
    # A longer wait that somebody else was told stays.
    lanes.filter(Q(waits_until=None) | Q(waits_until__lt=until)).update(waits_until=until, waits_why=why)


def free_the_dead() -> int:
    """Give back the lanes of workers that have surely died on this machine; gives how many.

    A lease only runs out after minutes, because a worker that lives may need them. One that was killed needs nothing.
    """
    freed = 0
    for name in instance.left_behind(settings.TWOWAY_HOME):
        lanes = Lane.objects.filter(owner__startswith=f"{name}:").exclude(leased_until=None)
        count = lanes.update(owner="", leased_until=None)
        if count:
            log.warning("a worker died without a word; %s lanes of it are free again", count)
        instance.forget(settings.TWOWAY_HOME, name)
        freed += count
    return freed


@transaction.atomic
def set_back(span: timedelta, now: datetime) -> None:
    """The clock went back by so much: leases, waits and the times of next tries go back with it, what is planned does not."""
    Lane.objects.filter(leased_until__gt=now).update(leased_until=F("leased_until") - span)
    Lane.objects.filter(waits_until__gt=now).update(waits_until=F("waits_until") - span)
    waiting = Delivery.objects.filter(
        state__in=(DeliveryState.WAITING, DeliveryState.UNSURE), next_at__gt=F("due_at")
    )
    waiting.filter(next_at__gt=now).update(next_at=F("next_at") - span)


def waits(account: Account, urgency: str) -> Lane | None:
    """The lane, if it has to wait now: until when and why stand on it."""
    found = Lane.objects.filter(account_id=account.pk, urgency=urgency, waits_until__gt=now())
    return found.first()
