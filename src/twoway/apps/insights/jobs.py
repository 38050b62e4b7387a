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


def begin_counts() -> int:
    """Begin to count all that went out; gives how many posts that are. It looks at every post of a month, so not often."""
    begun = 0
    while (found := counting.begin_tallies()) == counting.MOST:
        begun += found
    return begun + found


def wake_counts() -> int:
    """Wake somebody for every account of which posts are to be looked at."""
    accounts = counting.accounts_due()
    if not accounts:
        return 0
    now_due = accounts[: wake_ups.room()]
    for account_id in now_due:
        count.enqueue(account_id)
    return len(now_due)
