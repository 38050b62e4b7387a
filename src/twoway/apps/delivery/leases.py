"""Who may speak in a lane, for how long, and until when nobody does."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Attempt, Change, Delivery, Lane, Part
from twoway.domain.changing import ChangeState
from twoway.domain.errors import Reach
from twoway.domain.schedule import LONGEST_TOLD, Urgency
from twoway.domain.states import DeliveryState
from twoway.work import instance, outgoing, statements
from twoway.work.now import now
from twoway.work.statements import Condition
from twoway.work.turnstile import turnstile

log = logging.getLogger("twoway.delivery")

#: Longer than three whole calls to a network on top of a whole turn, so that it never runs out under a call on the wire.
LEASE = timedelta(seconds=150)
#: A sending may take many requests (pictures, a renewal of the access). Before each, a lease older than this is renewed, and
#: whoever finds that the lane is somebody else's by now asks for nothing more.
FRESH = timedelta(seconds=20)
#: A post that was told to wait keeps the ones behind it back for so long; after that they may overtake it.
HOLD_BACK = timedelta(seconds=60)

_FREE = """account_id = %s AND urgency = %s AND (leased_until IS NULL OR leased_until <= %s)
AND (waits_until IS NULL OR waits_until <= %s)"""
#: A lane that is ours from the start; nothing where it is there already, or the account is not.
_MAKE = """INSERT INTO delivery_lane (account_id, urgency, owner, leased_until, waits_until, waits_why)
SELECT id, %s, %s, %s, NULL, '' FROM accounts_account WHERE id = %s ON CONFLICT DO NOTHING"""
_STILL_MINE = """EXISTS (SELECT 1 FROM delivery_lane lane WHERE lane.account_id = %s AND lane.urgency = %s
AND lane.owner = %s AND (lane.waits_until IS NULL OR lane.waits_until <= %s))"""

Clock = Callable[[], datetime]


class TakenOver(Exception):
    """Somebody else found this lane free: nothing may be asked of its network or written down here any more."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """One worker's turn in one lane. `renewed_at`: since when its lease runs. `judged`: what the guard's answer hangs on."""

    account_id: int
    urgency: str
    owner: str
    clock: Clock
    renewed_at: datetime | None = None
    judged: tuple[Account, str] | None = None

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


@turnstile()
def take(turn: Turn) -> bool:
    """Whether the lane is ours now. It is made when this is the first turn in it."""
    now = turn.clock()
    free = Condition(_FREE, (turn.account_id, turn.urgency, now, now))
    turn.renewed_at = now
    if statements.update(Lane, {"owner": turn.owner, "leased_until": now + LEASE}, [free]) == 1:
        return True
    return statements.run(_MAKE, (turn.urgency, turn.owner, now + LEASE, turn.account_id)) == 1


@turnstile()
def renew(turn: Turn) -> bool:
    """Whether the lane still is ours, for a whole lease from now."""
    now = turn.clock()
    turn.renewed_at = now
    return Lane.objects.filter(turn.mine(now)).update(leased_until=now + LEASE) == 1


def renew_old(turn: Turn, now: datetime) -> None:
    """Let the lease run a whole time from now, if it is not a fresh one; `TakenOver` when the lane is somebody else's.

    A wait that the network asked for meanwhile does not count: what has begun is ended.
    """
    if turn.renewed_at is not None and abs(now - turn.renewed_at) < FRESH:
        return
    if not _hold_on(turn, now):
        log.warning("a lane was taken over in the middle of a sending; nothing more is asked of its network here")
        raise TakenOver
    turn.renewed_at = now


@turnstile()
def _hold_on(turn: Turn, now: datetime) -> bool:
    mine = Lane.objects.filter(account_id=turn.account_id, urgency=turn.urgency, owner=turn.owner)
    return mine.update(leased_until=now + LEASE) == 1


@contextmanager
def watched(turn: Turn) -> Iterator[None]:
    """Before each request that this thread makes meanwhile, the lease is looked at."""
    with outgoing.before_each(lambda: renew_old(turn, turn.clock())):
        yield


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
        _make_lanes(account)
        lanes = Lane.objects.filter(account__network=account.network, account__address=account.address)
    # A longer wait that somebody else was told stays.
    lanes.filter(Q(waits_until=None) | Q(waits_until__lt=until)).update(waits_until=until, waits_why=why)


def _make_lanes(account: Account) -> None:
    """A lane for each account on the same server, also for those that have never sent anything."""
    there = Account.objects.filter(network=account.network, address=account.address, removed_at=None)
    for urgency in Urgency:
        known = Lane.objects.filter(urgency=urgency).values("account_id")
        Lane.objects.bulk_create(
            (Lane(account_id=pk, urgency=urgency) for pk in there.exclude(pk__in=known).values_list("pk", flat=True)),
            ignore_conflicts=True,
        )


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


_UNSETTLED = (DeliveryState.SENDING, DeliveryState.UNSURE)


@transaction.atomic
def put_right(back: timedelta, now: datetime) -> None:
    """The clock was set back by so much (forward, when that is negative): leases, waits and next tries go with it.

    What is planned keeps its time. When something was sent that is still in doubt is put right as well, because the network is
    searched from then on, and a key guards for so long.
    """
    # Only what was written by the clock as it was: a machine may begin with a clock that is decades off.
    old = now + back
    since = min(now, old)
    Lane.objects.filter(leased_until__gt=since, leased_until__lte=old + LEASE).update(
        leased_until=F("leased_until") - back
    )
    told = Q(waits_until__gt=since, waits_until__lte=old + LONGEST_TOLD)
    Lane.objects.filter(told).update(waits_until=F("waits_until") - back)
    soon = Q(next_at__gt=since, next_at__lte=old + LONGEST_TOLD)
    waiting = (DeliveryState.WAITING, DeliveryState.UNSURE)
    Delivery.objects.filter(soon, state__in=waiting, next_at__gt=F("due_at")).update(next_at=F("next_at") - back)
    Change.objects.filter(soon, state__in=(ChangeState.WAITING, ChangeState.UNSURE)).update(
        next_at=F("next_at") - back
    )
    _put_doubts_right(back, old)


def _put_doubts_right(back: timedelta, old: datetime) -> None:
    begun = (old - LONGEST_TOLD, old)
    doubtful = {"delivery__state__in": _UNSETTLED}
    Attempt.objects.filter(started_at__range=begun, **doubtful).update(started_at=F("started_at") - back)
    Part.objects.filter(sending_at__range=begun, sent_at=None, **doubtful).update(sending_at=F("sending_at") - back)
    Delivery.objects.filter(state__in=_UNSETTLED, sending_at__range=begun).update(sending_at=F("sending_at") - back)


def waits(account: Account, urgency: str) -> Lane | None:
    """The lane, if it has to wait now: until when and why stand on it."""
    found = Lane.objects.filter(account_id=account.pk, urgency=urgency, waits_until__gt=now())
    return found.first()
