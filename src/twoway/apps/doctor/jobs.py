"""What the worker does for the doctor: telling in good time that an access ends which nobody can renew but a person."""

from __future__ import annotations

from django.utils import timezone

from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import facts_of, network_of
from twoway.apps.doctor.looks import ENDS_SOON
from twoway.apps.notices.actions import raise_notice, settle_notice
from twoway.apps.notices.models import Notice

#: How the keys of these notices begin.
ENDS = "ends:account:"
MOST = 200


def tell_ending() -> int:
    """Raise what ends soon, once, and settle what was connected anew; gives how many that concerned."""
    ending = {f"{ENDS}{account.pk}": account for account in _ending()}
    known = dict(Notice.objects.filter(settled_at=None, key__startswith=ENDS).values_list("key", "workspace_id"))
    for key, account in ending.items():
        if key not in known:
            _raise(key, account)
    over = known.keys() - ending.keys()
    for key in over:
        settle_notice(known[key], key)
    return len(ending.keys() - known.keys()) + len(over)


def _ending() -> list[Account]:
    """Accounts whose access ends soon and is not renewed by itself; a lost one is told of elsewhere."""
    soon = Account.objects.filter(removed_at=None, expires_at__lt=timezone.now() + ENDS_SOON)
    live = soon.exclude(health=Health.RECONNECT).order_by("expires_at")[:MOST]
    return [account for account in live if network_of(account).renew is None]


def _raise(key: str, account: Account) -> None:
    name = facts_of(account).name
    raise_notice(
        workspace_id=account.workspace_id,
        key=key,
        words=f"The access of {account} ends on {account.expires_at:%d %b %Y}, and {name} lets nobody renew it but you.",
        cure="Connect the account again under Accounts before then. What is scheduled for it is kept.",
        path=f"/accounts/{account.pk}/doctor/",
    )
