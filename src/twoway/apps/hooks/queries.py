"""Reading hooks."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import network_of
from twoway.apps.hooks.models import Hook
from twoway.domain.permission import Actor, Verb
from twoway.work.local import local_answers
from twoway.work.outside import can_be_reached


def hooks_of(actor: Actor) -> QuerySet[Hook]:
    """The hooks of the workspace's accounts that are connected."""
    actor.require(Verb.READ)
    live = Hook.objects.filter(account__workspace_id=actor.workspace_id, account__removed_at=None)
    return live.select_related("account").order_by("account_id")


def hook_for(account: Account) -> Hook | None:
    """The hook of an account, None when its network does not call us."""
    return Hook.objects.filter(account=account).first()


def address_of(account: Account, token: str) -> str:
    """Where a network calls us."""
    return f"{settings.TWOWAY_ADDRESS}/hooks/{account.network}/{token}/"


def can_call(account: Account) -> bool:
    """Whether its network can be told to call us, and would reach us."""
    is_ours = account.address.partition("://")[0] in local_answers()
    return network_of(account).set_hook is not None and (is_ours or can_be_reached(settings.TWOWAY_ADDRESS))
