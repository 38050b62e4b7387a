"""Somebody who sits at the desk, with a browser that speaks no script."""

from __future__ import annotations

import pytest
from django.test import Client

from twoway.apps.accounts.models import Account
from twoway.apps.people.models import User
from twoway.domain.permission import Actor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def seat(actor: Actor) -> Client:
    """A client that is signed in as this actor."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
    return client


@pytest.fixture
def desk(owner: Actor, account: Account) -> Client:
    """Sarah at her desk, with one account."""
    return seat(owner)


@pytest.fixture
def bare_desk(owner: Actor) -> Client:
    """Sarah at her desk before any account is connected."""
    return seat(owner)
