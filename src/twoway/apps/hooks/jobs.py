"""What the worker does for hooks."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import present
from twoway.apps.hooks.actions import begin
from twoway.apps.hooks.queries import can_call, hook_for
from twoway.domain.errors import NetworkAnswer

#: A network that did not take it is asked again after so long.
AGAIN = timedelta(hours=6)
MOST = 20


@task()
def open_one(account_id: int) -> bool:
    """Let one account's network call us, if it does not yet and can reach us. Harmless when called twice."""
    account = Account.objects.filter(pk=account_id, removed_at=None).select_related("workspace", "persona").first()
    if account is None or hook_for(account) is not None or not can_call(account):
        return False
    try:
        begin(account)
    except NetworkAnswer:
        return False  # it is asked as usual meanwhile; the doctor tells that nobody calls
    return True


def open_missing() -> int:
    """Accounts connected lately get a hook where their network can be told of one and can reach us.

    The practice network is left out: it reaches us anywhere, and is told by hand.
    """
    can = [n.facts.slug for n in present() if n.set_hook is not None and not n.facts.is_practice]
    fresh = Account.objects.filter(network__in=can, removed_at=None, health=Health.GOOD, hook__isnull=True)
    since = timezone.now() - timedelta(days=2)
    wanted = [a for a in fresh.filter(created_at__gt=since).order_by("-id")[:MOST] if can_call(a)]
    woken = 0
    for account in wanted:
        # Whoever is first asks; what a cache forgets is asked once more, and that does no harm.
        if cache.add(f"hook-asked:{account.pk}", 1, int(AGAIN.total_seconds())):
            open_one.enqueue(account.pk)
            woken += 1
    return woken
