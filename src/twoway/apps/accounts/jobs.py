"""What the worker does for accounts: asking what they may and are called now, and forgetting sign-ins that nobody ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from twoway.apps.accounts.actions import read_limits, read_names
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import present
from twoway.apps.accounts.signing_in import forget_old
from twoway.apps.accounts.vouching import forget_unused
from twoway.domain.errors import NetworkAnswer

#: Servers change what they allow with a new version, every few months; a day late is soon enough.
LIMITS_LIVE = timedelta(days=1)
#: A server that does not answer is asked again no sooner.
ASK_AGAIN = timedelta(hours=1)
MOST_AT_ONCE = 50


@task()
def renew_limits(account_id: int) -> bool:
    """Ask one account's server what it allows now, and what the account is called; False when it did not say."""
    account = Account.objects.select_related("workspace", "persona").get(pk=account_id)
    if account.removed_at is not None:
        return False
    try:
        read_limits(account)
        read_names(account)
    except NetworkAnswer:
        return False  # what is known stays; `through` has told the account's health where a person is needed
    Account.objects.filter(pk=account_id).update(limits_read_at=timezone.now())
    return True


def wake_limits() -> int:
    """Have those asked whose limits are old. Each is claimed first, so that several workers ask once."""
    now = timezone.now()
    telling = [network.facts.slug for network in present() if network.instance or network.introduce]
    old = Q(limits_read_at=None) | Q(limits_read_at__lt=now - LIMITS_LIVE)
    due = Account.objects.filter(old, removed_at=None, network__in=telling).exclude(health=Health.RECONNECT)
    found = list(
        due.order_by(F("limits_read_at").asc(nulls_first=True)).values_list("pk", "limits_read_at")[:MOST_AT_ONCE]
    )
    return sum(_wake(account_id, read_at, now) for account_id, read_at in found)


def _wake(account_id: int, read_at: datetime | None, now: datetime) -> bool:
    # As if it had been read a while ago: if nothing comes of it, it is asked again in an hour.
    claimed = now - LIMITS_LIVE + ASK_AGAIN
    if not Account.objects.filter(pk=account_id, limits_read_at=read_at).update(limits_read_at=claimed):
        return False
    renew_limits.enqueue(account_id)
    return True


def forget_sign_ins() -> int:
    """Throw away sign-ins that nobody came back from, and keys that vouch for nobody any more."""
    return forget_old() + forget_unused()
