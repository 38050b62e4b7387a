"""Letting networks call us, and taking their calls. A call is believed as little as it can be.

What a network can be asked for is asked: a call that holds only makes reading due at once, and the words themselves are
fetched the usual way. So a call that is repeated, late or lost does no harm.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from twoway.apps.accounts.actions import through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import account_of, network_of
from twoway.apps.audit.actions import note
from twoway.apps.hooks.models import Hook
from twoway.apps.hooks.queries import address_of, hook_for
from twoway.apps.inbox.actions import hear
from twoway.domain.errors import BadInput, NeedsReconnect
from twoway.domain.permission import Actor, Verb
from twoway.plug.network import Network
from twoway.plug.signing_in import HookCall, HookReply
from twoway.work.sealing import seal, unseal

#: More calls than this for one account in a minute are not listened to; what they tell is fetched anyway.
MOST_CALLS = 120
WINDOW = timedelta(minutes=1)
#: Of one call no more is heard; the rest is fetched.
MOST_ITEMS = 100


class Outcome(StrEnum):
    """What became of a call."""

    TAKEN = "taken"
    NOBODY = "nobody"
    UNSIGNED = "unsigned"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a call, and what its server wants to hear, where it asked for something."""

    outcome: Outcome
    reply: HookReply | None = None


def open_hook(actor: Actor, account_id: int) -> Hook:
    """Let an account's network call us; doing it again gives both sides a fresh secret. The network's own answers."""
    actor.require(Verb.CONNECT)
    account = account_of(actor, account_id)
    hook = begin(account)
    note(actor, "open hook", "account", account.pk, f"The network of {account} may call us")
    return hook


def begin(account: Account) -> Hook:
    """Agree with the network on an address and a secret, and write both down."""
    network = network_of(account)
    set_hook = network.set_hook
    if set_hook is None:
        raise BadInput(
            f"{network.facts.name} cannot be told to call us; it is asked every minute instead.", field="account"
        )
    token, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    through(account, lambda http: set_hook(http, address_of(account, token), secret))
    fresh = {
        "token": token,
        "sealed": seal({"secret": secret}, settings.TWOWAY_SEALING_KEYS),
        "refused": 0,
        "refused_at": None,
        "refused_why": "",
    }
    hook, _ = Hook.objects.update_or_create(account=account, defaults=fresh)
    return hook


def close_hook(actor: Actor, account_id: int) -> None:
    """Listen to that network's calls no more, and tell it so; the network's own answers, with nothing changed then."""
    actor.require(Verb.CONNECT)
    account = account_of(actor, account_id)
    drop = network_of(account).drop_hook
    if hook_for(account) is None:
        raise BadInput(f"The network of {account} does not call us.", field="account")
    if drop is not None:
        through(account, drop)
    with transaction.atomic():
        Hook.objects.filter(account=account).delete()
        note(actor, "close hook", "account", account.pk, f"The network of {account} calls us no more")


def receive(slug: str, token: str, call: HookCall) -> Received:
    """Take a call. Whoever calls is a stranger: nothing is told but what became of it."""
    at = call.at or timezone.now()
    hook = Hook.objects.filter(token=token, account__network=slug, account__removed_at=None)
    found = hook.select_related("account__workspace", "account__persona").first()
    if found is None:
        return Received(outcome=Outcome.NOBODY)
    if not _is_within(found, at):
        return Received(outcome=Outcome.TOO_MANY)
    network = network_of(found.account)
    try:
        secret = unseal(found.sealed, settings.TWOWAY_SEALING_KEYS)["secret"]
        reply = network.greet_hook(call, secret) if network.greet_hook is not None else None
        if reply is None:
            take(found.account, network, call, secret)
    except (BadInput, NeedsReconnect) as error:
        _count_refused(found, error.for_people, at)
        return Received(outcome=Outcome.UNSIGNED)
    Hook.objects.filter(pk=found.pk).update(taken=F("taken") + 1, taken_at=at)
    return Received(outcome=Outcome.TAKEN, reply=reply)


def take(account: Account, network: Network, call: HookCall, secret: str) -> None:
    """Check a call, and let what it tells come in; BadInput for one that does not hold.

    Where the network can be asked, it is; only of one that cannot are the words in a call believed.
    """
    if network.from_hook is None:
        raise BadInput(f"{network.facts.name} has nothing to tell here.")
    batch = network.from_hook(call, secret)
    if network.fetch is not None:
        Account.objects.filter(pk=account.pk).update(read_due_at=timezone.now())
        return
    for item in batch.raw[:MOST_ITEMS]:
        hear(account, item)


def _is_within(hook: Hook, at: datetime) -> bool:
    """Whether it may be listened to; counts it."""
    row = Hook.objects.filter(pk=hook.pk)
    is_over = Q(window_at=None) | Q(window_at__lte=at - WINDOW) | Q(window_at__gt=at)
    if row.filter(is_over).update(window_at=at, count=1):
        return True
    return row.filter(count__lt=MOST_CALLS).update(count=F("count") + 1) > 0


def _count_refused(hook: Hook, why: str, at: datetime) -> None:
    Hook.objects.filter(pk=hook.pk).update(refused=F("refused") + 1, refused_at=at, refused_why=why[:500])
