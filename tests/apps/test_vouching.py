"""The keys with which this installation vouches for itself: published beside each other, exchanged, dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from twoway.apps.accounts import vouching
from twoway.apps.accounts.jobs import forget_sign_ins
from twoway.apps.accounts.models import Account, ClientKey, Health, SignIn
from twoway.apps.accounts.signing_in import client_document
from twoway.domain.permission import Actor
from twoway.plug import finder, oauth
from twoway.plug.signing_in import Back
from twoway.work.sealing import seal, unseal

PUBLIC = Back(
    address="https://desk.example.org/accounts/back/",
    site="https://desk.example.org",
    document="https://desk.example.org/accounts/client/bluesky.json",
)
pytestmark = pytest.mark.django_db


def published() -> list[str]:
    """The names of the keys in the document."""
    document = client_document("bluesky", PUBLIC)
    assert document is not None
    return [key["kid"] for key in document["jwks"]["keys"]]  # type: ignore[index]  # plain JSON


def vouching_now() -> str:
    """The name of the key that vouches for a new sign-in."""
    return oauth.thumbprint(vouching.vouched(finder.network("bluesky"), PUBLIC).key)


def an_hour_goes_by() -> None:
    for key in ClientKey.objects.all():
        ClientKey.objects.filter(pk=key.pk).update(made_at=key.made_at - vouching.KNOWN_AFTER)


def hangs_on_the_current_key(account: Account) -> str:
    """As if this account had signed in with the key that vouches now; gives its name."""
    key = vouching.vouched(finder.network("bluesky"), PUBLIC).key
    secrets = unseal(account.sealed, settings.TWOWAY_SEALING_KEYS)
    Account.objects.filter(pk=account.pk).update(
        sealed=seal({**secrets, "client_key": key}, settings.TWOWAY_SEALING_KEYS)
    )
    return oauth.thumbprint(key)


def test_a_new_key_stands_beside_the_old_one_and_vouches_when_servers_know_it(account: Account) -> None:
    old = hangs_on_the_current_key(account)
    fresh = vouching.exchange()
    assert published() == [old, fresh.name]
    assert not fresh.is_current
    assert vouching_now() == old
    an_hour_goes_by()
    assert vouching_now() == fresh.name
    assert [(key.name, key.used_by, key.is_current) for key in vouching.signing_keys()] == [
        (old, 1, False),
        (fresh.name, 0, True),
    ]


def test_an_old_key_stays_for_as_long_as_somebody_is_signed_in_with_it(owner: Actor, account: Account) -> None:
    old = hangs_on_the_current_key(account)
    fresh = vouching.exchange()
    an_hour_goes_by()
    forget_sign_ins()
    assert published() == [old, fresh.name]
    # Somebody in the middle of signing in needs it, too.
    held = Account.objects.get().sealed
    Account.objects.update(sealed="")
    on_the_way = SignIn.objects.create(
        workspace_id=owner.workspace_id,
        user_id=owner.user_id,
        persona=account.persona,
        network="bluesky",
        address="x",
        state_hash="x",
        sealed=held,
        ends_at=timezone.now() + timedelta(minutes=5),
    )
    forget_sign_ins()
    assert published() == [old, fresh.name]
    on_the_way.delete()
    forget_sign_ins()
    assert published() == [fresh.name]


def test_the_key_that_vouches_and_the_one_to_come_are_never_forgotten() -> None:
    first = published()
    vouching.exchange()
    forget_sign_ins()
    assert len(published()) == 2
    assert published()[:1] == first


def test_what_cannot_be_opened_keeps_nothing_back(account: Account) -> None:
    Account.objects.update(sealed="k9.lost.words")
    vouching.exchange()
    vouching.exchange()
    an_hour_goes_by()
    forget_sign_ins()
    assert len(published()) == 1


def test_a_key_that_got_out_is_gone_at_once_with_what_hung_on_it(account: Account, second_account: Account) -> None:
    old = hangs_on_the_current_key(account)
    lost = vouching.drop_old()
    assert [one.pk for one in lost] == [account.pk]
    account.refresh_from_db()
    second_account.refresh_from_db()
    assert (account.health, second_account.health) == (Health.RECONNECT, Health.GOOD)
    assert "thrown away" in account.health_why
    [only] = published()
    assert only != old
    assert vouching_now() == only


def test_where_no_network_ever_asked_there_is_none() -> None:
    assert vouching.signing_keys() == []
    assert vouching.forget_unused() == 0
