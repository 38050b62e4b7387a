"""What the worker does for insights."""

from __future__ import annotations

from django_tasks import task

from twoway.apps.accounts.models import Account
from twoway.apps.insights import counting
from twoway.work import wake_ups


@task()
def count(account_id: int) -> int:
    """Look what became of an account's posts. Harmless when called twice, late or for nothing."""
    account = Account.objects.select_related("workspace", "persona").filter(pk=account_id, removed_at=None).first()
    return counting.count(account) if account is not None else 0


def wake_counts() -> int:
    """Wake somebody for every account of which posts are to be looked at."""
    counting.begin_tallies()
    accounts = counting.accounts_due()[: wake_ups.room()]
    for account_id in accounts:
        count.enqueue(account_id)
    return len(accounts)
