"""What an account is called: people change their handles, and move to other servers. Its people are told once."""

from __future__ import annotations

from django.db import transaction

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of
from twoway.apps.notices.actions import raise_notice
from twoway.apps.notices.models import Notice
from twoway.domain.versions import Presence


def take_over(account: Account, found: Presence) -> None:
    """Keep what the account is called now; another's name changes nothing."""
    if not _is_same(account, found):
        return
    handle, name = found.handle[:300] or account.handle, found.name[:300] or account.name
    if (handle, name) != (account.handle, account.name):
        _rename(account, handle, name)
    if found.moved_to:
        _tell_move(account, found.moved_to)


def _is_same(account: Account, found: Presence) -> bool:
    """An account that was connected long ago may go by a number alone, without its server."""
    return account.remote_id in (found.remote_id, found.remote_id.partition("@")[0])


@transaction.atomic
def _rename(account: Account, handle: str, name: str) -> None:
    before = account.handle
    there = Account.objects.filter(pk=account.pk, handle=before, name=account.name)
    # Somebody else may have taken it over in the same moment, and has told it.
    if there.update(handle=handle, name=name) and handle != before:
        raise_notice(
            workspace_id=account.workspace_id,
            key=f"renamed:account:{account.pk}",
            words=f"@{before} is called @{handle} on {facts_of(account).name} now.",
            cure="Nothing needs doing here. Where you wrote the old name, on your site or in a draft, it leads nowhere any more.",
            path="/accounts/",
        )
    account.handle, account.name = handle, name


def _tell_move(account: Account, to: str) -> None:
    """Once, also where somebody has settled it: it stays moved."""
    words = f"{account} on {facts_of(account).name} says that it has moved to @{to}."
    key = f"moved:account:{account.pk}"
    if Notice.objects.filter(workspace_id=account.workspace_id, key=key, words=words).exists():
        return
    raise_notice(
        workspace_id=account.workspace_id,
        key=key,
        words=words,
        cure=f"Connect @{to} under Accounts. Its followers came along; what is scheduled for the old one you move yourself.",
        path="/accounts/",
    )
