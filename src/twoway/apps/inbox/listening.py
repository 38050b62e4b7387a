"""Hearing at once: streams of accounts whose network says by itself that there is news.

A stream is never taken for the news. All it does is to make the account's next reading due now; whatever it misses is read a
little later, as everywhere else. One worker listens for an account, by a lane of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError

from twoway.apps.accounts.actions import through
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import network_of
from twoway.apps.delivery import leases
from twoway.apps.delivery.models import Lane
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater
from twoway.plug import finder
from twoway.plug.http import Http
from twoway.plug.later import later
from twoway.work import ending, lent
from twoway.work.keeping_open import Ears
from twoway.work.now import now

if TYPE_CHECKING:
    from twoway.work import wire
else:
    wire = later("twoway.work.wire")

log = logging.getLogger("twoway.inbox")

#: The lane in which nobody speaks.
LANE = "listening"
#: An account is not read more often than this, however much there is to hear.
GENTLE = timedelta(seconds=5)
#: The lease of the lane is renewed after so long (seconds).
RENEW_AFTER = 45.0
#: How often it is looked who is to be listened to (seconds).
LOOK = 2.0
#: Rests (seconds): a server without a stream, an account that must be connected again, one that another worker listens to.
NO_STREAM, LOST, TAKEN = 6 * 3600.0, 600.0, 60.0


def listen() -> None:
    """Listen for every account that can be heard, until there is none or the process is asked to end. For the clock."""
    if not _wanted():
        return
    ears = Ears(_hear)
    try:
        while not ending.is_asked():
            wanted = _wanted()
            ears.tend(wanted, settings.TWOWAY_STREAMS)
            if not wanted and not ears.open():
                return
            lent.give_back()
            ending.wait(LOOK)
    finally:
        if not ears.close():
            log.warning("a stream took too long to end and was left")


def _wanted() -> list[int]:
    """The accounts that a network tells news of, oldest first."""
    if settings.TWOWAY_STREAMS == 0:
        return []
    accounts = Account.objects.filter(removed_at=None).exclude(health=Health.RECONNECT)
    # Where nobody is connected, no network is looked for.
    there = set(accounts.order_by().values_list("network", flat=True).distinct())
    slugs = [slug for slug in there if finder.network(slug).wakes and finder.network(slug).fetch]
    if not slugs:
        return []
    return list(accounts.filter(network__in=slugs).order_by("id").values_list("id", flat=True))


def heard_at_once(account_ids: Iterable[int]) -> set[int]:
    """Those of these accounts that somebody listens for now."""
    held = Lane.objects.filter(account_id__in=list(account_ids), urgency=LANE, leased_until__gt=now())
    return set(held.values_list("account_id", flat=True))


def _hear(account_id: int, asked: Callable[[], bool]) -> float | None:
    """Listen for one account until the stream ends, the lane is lost, or somebody asks for the end."""
    try:
        turn = leases.new_turn(account_id, LANE, now)
        if not leases.take(turn):
            return TAKEN
        try:
            return _listen(account_id, _Lease(turn, asked))
        finally:
            leases.give_back(turn)
    except DatabaseError as error:
        log.warning("listening for account %s broke off: %s", account_id, error)
        return None


class _Lease:
    """Says when to stop listening. Asked twice a second by whoever waits for news, it keeps the lane ours meanwhile."""

    def __init__(self, turn: leases.Turn, asked: Callable[[], bool]) -> None:
        self._turn = turn
        self._asked = asked
        self._renew_at = time.monotonic() + RENEW_AFTER

    def ends(self) -> bool:
        """Whether to stop."""
        if ending.is_asked() or self._asked():
            return True
        if time.monotonic() < self._renew_at:
            return False
        self._renew_at = time.monotonic() + RENEW_AFTER
        is_ours = leases.renew(self._turn)
        lent.give_back()
        return not is_ours


def _listen(account_id: int, lease: _Lease) -> float | None:
    account = Account.objects.filter(pk=account_id, removed_at=None).first()
    if account is None:
        return LOST
    try:
        with wire.ends_when(lease.ends):
            through(account, partial(_hear_out, account))
    except Refused as answer:
        log.info("account %s cannot be heard at once: %s", account_id, answer.for_people)
        return NO_STREAM
    except NeedsReconnect:
        return LOST
    except TryLater as answer:
        log.debug("the stream of account %s ended: %s", account_id, answer.for_people)
        return answer.wait.total_seconds() if answer.wait else None
    except NetworkAnswer as answer:
        log.info("the stream of account %s broke off: %s", account_id, answer.for_people)
    return None


def _hear_out(account: Account, http: Http) -> None:
    wakes = network_of(account).wakes
    if wakes is None:
        raise Refused("This network tells no news by itself.")
    for _ in wakes(http):
        read_soon(account.pk)
        lent.give_back()
    # Hours may have gone by: what was known of its health is not told over what is known now.
    account.refresh_from_db(fields=["health"])


def read_soon(account_id: int) -> bool:
    """Make an account's next reading due, at once or as soon as is gentle; one that had to wait for the network still does."""
    account = Account.objects.filter(pk=account_id, health=Health.GOOD, removed_at=None).first()
    if account is None:
        return False
    due_at = now() if account.read_at is None else max(now(), account.read_at + GENTLE)
    return Account.objects.filter(pk=account_id, read_due_at__gt=due_at).update(read_due_at=due_at) == 1
