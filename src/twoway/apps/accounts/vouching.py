"""The keys with which this installation vouches for itself, where a network's servers fetch a document about who asks.

A sign-in is bound to the key that vouched for it: a network ends it when that key is gone from the document. So a new key is
published beside the old ones, vouches for new sign-ins as soon as servers surely know it, and an old one stays in the document
until nobody is signed in with it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from twoway.apps.accounts.actions import give_back
from twoway.apps.accounts.models import Account, ClientKey, Health, SignIn
from twoway.apps.accounts.queries import network_of
from twoway.domain.errors import NeedsReconnect
from twoway.plug import oauth
from twoway.plug.network import Network
from twoway.plug.signing_in import Back
from twoway.work.sealing import seal, unseal

#: Servers keep our document for some minutes; a key that they have not seen would let nobody in.
KNOWN_AFTER = timedelta(hours=1)
_DROPPED = "The key that vouched for this sign-in was thrown away. Connect the account again."


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key by its public name, how many sign-ins hang on it, and whether it vouches for new ones."""

    pk: int
    name: str
    made_at: datetime
    used_by: int
    is_current: bool


def vouched(network: Network, back: Back) -> Back:
    """`back` with the keys of this installation, where the network's servers can read our document."""
    if network.client is None or not back.site:
        return back
    keys = list(ClientKey.objects.order_by("pk")) or [_make_key()]
    current = unseal(_current(keys).sealed, settings.TWOWAY_SEALING_KEYS)["key"]
    return replace(back, key=current, public_keys=tuple(key.public for key in keys))


def signing_keys() -> list[SigningKey]:
    """All keys that are published, the oldest first."""
    keys = list(ClientKey.objects.order_by("pk"))
    if not keys:
        return []
    used, current = _used(), _current(keys)
    return [
        SigningKey(
            pk=key.pk,
            name=str(key.public.get("kid", "")),
            made_at=key.made_at,
            used_by=used[str(key.public.get("kid", ""))],
            is_current=key.pk == current.pk,
        )
        for key in keys
    ]


def exchange() -> SigningKey:
    """Publish a new key beside the old ones."""
    fresh = _make_key()
    forget_unused()
    return next(key for key in signing_keys() if key.pk == fresh.pk)


def drop_old() -> list[Account]:
    """A key got out: only a new one is left, and it vouches at once. Gives the accounts that hung on an old one.

    Their access is given back, and they must be connected again.
    """
    old = [key.pk for key in ClientKey.objects.all()]
    lost = [account for account in Account.objects.filter(removed_at=None) if _key_in(account.sealed)]
    for account in lost:
        # While the old key is still published the network believes who says so.
        give_back(network_of(account), account.address, unseal(account.sealed, settings.TWOWAY_SEALING_KEYS))
    with transaction.atomic():
        _make_key()
        ClientKey.objects.filter(pk__in=old).delete()
        SignIn.objects.filter(used_at=None).exclude(sealed="").update(sealed="", ends_at=timezone.now())
        Account.objects.filter(pk__in=[account.pk for account in lost]).update(
            health=Health.RECONNECT, health_why=_DROPPED
        )
    return lost


def forget_unused() -> int:
    """Throw away old keys that nobody is signed in with; gives how many. Cheap where there is only one."""
    if ClientKey.objects.count() < 2:
        return 0
    keys = signing_keys()
    current = next(key.pk for key in keys if key.is_current)
    unused = [key.pk for key in keys if key.pk < current and not key.used_by]
    ClientKey.objects.filter(pk__in=unused).delete()
    return len(unused)


def _current(keys: list[ClientKey]) -> ClientKey:
    """The newest that servers surely know; where none is so old, the oldest."""
    known = [key for key in keys if key.made_at <= timezone.now() - KNOWN_AFTER]
    return known[-1] if known else keys[0]


def _make_key() -> ClientKey:
    key = oauth.new_key()
    public = {**oauth.public_jwk(key), "kid": oauth.thumbprint(key), "use": "sig", "alg": "ES256"}
    return ClientKey.objects.create(public=public, sealed=seal({"key": key}, settings.TWOWAY_SEALING_KEYS))


def _used() -> Counter[str]:
    """How many sign-ins hang on each key, those that somebody is in the middle of among them."""
    accounts = Account.objects.filter(removed_at=None).exclude(sealed="").values_list("sealed", flat=True)
    waiting = SignIn.objects.exclude(sealed="").values_list("sealed", flat=True)
    return Counter(oauth.thumbprint(key) for sealed in (*accounts, *waiting) if (key := _key_in(sealed)))


def _key_in(sealed: str) -> str:
    """The key of ours that stands in sealed secrets; "" where none does, or nobody can open them."""
    try:
        return unseal(sealed, settings.TWOWAY_SEALING_KEYS).get("client_key", "") if sealed else ""
    except NeedsReconnect:
        return ""
