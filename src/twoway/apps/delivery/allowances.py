"""How much a network takes, counted in rows that all workers share, so that it need not say so itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Allowance
from twoway.domain.facts import Facts, RateFacts
from twoway.domain.schedule import Urgency
from twoway.work import statements
from twoway.work.statements import Condition

#: Of every allowance so much is left to answers: a campaign never uses it up.
FOR_ANSWERS = 0.1
#: Workers that ask at once do not know quite the same time.
A_MOMENT = timedelta(minutes=1)


def take(
    account: Account, rates: Sequence[RateFacts], urgency: str, calls: int, now: datetime
) -> tuple[datetime, RateFacts] | None:
    """Use up so many posts of what the network allows. Or when it may be tried again, and under which rate."""
    for rate in rates:
        until = _take(_key(account, rate), rate, urgency, calls, now)
        if until is not None:
            return until, rate
    return None


def _key(account: Account, rate: RateFacts) -> str:
    whose = f"app:{account.network}" if rate.for_app else f"account:{account.pk}"
    return f"{whose}:{rate.posts}/{rate.seconds}"


def _take(key: str, rate: RateFacts, urgency: str, calls: int, now: datetime) -> datetime | None:
    window = timedelta(seconds=rate.seconds)
    # A thread that is longer than what is allowed at all goes when nothing else has.
    most = max(_most(rate, urgency) - calls, 0)
    used = Condition(
        "key = %s AND began_at > %s AND began_at <= %s AND used <= %s", (key, now - window, now + A_MOMENT, most)
    )
    # Another worker may begin a window while we wait for its row: then there is room in that.
    for _ in range(2):
        if statements.add(Allowance, "used", calls, used):
            return None
        if _begin_anew(key, window, calls, now):
            return None
        began = Allowance.objects.filter(key=key).values_list("began_at", flat=True).first()
        if began is not None:
            until = began + window
        elif _begin(key, calls, now):
            return None
        else:
            until = now + timedelta(seconds=1)
    return until


def _begin_anew(key: str, window: timedelta, calls: int, now: datetime) -> bool:
    """Whether the last window was over, so that ours begins."""
    # A window from the future is one from before a clock was set back; from a moment ahead, one of somebody who asked after us.
    over = Allowance.objects.filter(key=key).exclude(began_at__gt=now - window, began_at__lte=now + A_MOMENT)
    return bool(over.update(began_at=now, used=calls))


def _most(rate: RateFacts, urgency: str) -> int:
    if urgency == Urgency.URGENT:
        return rate.posts
    return rate.posts - int(rate.posts * FOR_ANSWERS)


def _begin(key: str, calls: int, now: datetime) -> bool:
    """Whether we are the first who count this."""
    try:
        with transaction.atomic():
            Allowance.objects.create(key=key, began_at=now, used=calls)
    except IntegrityError:
        return False
    return True


def words(facts: Facts, rate: RateFacts) -> str:
    """What is used up, for people."""
    span = {60: "a minute", 3600: "an hour", 86_400: "a day"}.get(rate.seconds, f"in {rate.seconds // 60} minutes")
    whose = "from this installation" if rate.for_app else "from one account"
    return f"{facts.name} takes {rate.posts:,} posts {span} {whose}, and they are used up for now."


def left(account: Account, rate: RateFacts, now: datetime) -> tuple[int, datetime | None]:
    """How much of a rate nobody has used, and when it is whole again (None: it is)."""
    row = Allowance.objects.filter(key=_key(account, rate)).first()
    until = row.began_at + timedelta(seconds=rate.seconds) if row is not None else now
    if row is None or not row.used or not row.began_at <= now + A_MOMENT or until <= now:
        return rate.posts, None
    return max(rate.posts - row.used, 0), until
