"""Page and command say the same of an account whose network tells us of news at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.cli.conftest import Say, say
from tests.doors.web.conftest import desk
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import leases
from twoway.apps.inbox.listening import LANE

__all__ = ["desk", "say"]
pytestmark = pytest.mark.django_db


def test_an_account_that_somebody_listens_for_says_so_while_it_lasts(
    desk: Client, say: Say, account: Account
) -> None:
    words = "hears news at once"
    assert words not in desk.get("/accounts/").content.decode()
    turn = leases.new_turn(account.pk, LANE, timezone.now)
    assert leases.take(turn)

    assert words in desk.get("/accounts/").content.decode()
    assert words in say("accounts").out
    assert [one["hears_at_once"] for one in say("accounts", "--json").json] == [True]

    leases.give_back(turn)
    assert words not in desk.get("/accounts/").content.decode()
    assert words not in say("accounts").out
    assert [one["hears_at_once"] for one in say("accounts", "--json").json] == [False]
