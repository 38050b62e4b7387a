"""The same for somebody who signed in on Bluesky's own page, where a renewal that is asked for twice ends the connection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.counterparts.bluesky_server import Bluesky, Person, expired
from tests.counterparts.bluesky_sign_in import says_yes
from tests.flows.workers import aged, all_said, kept, ran
from tests.installation import Installation

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(200)]

WHO = """
from twoway.apps.accounts.models import Account, SignIn
from twoway.apps.accounts.signing_in import begin_connecting, finish_connecting
from twoway.apps.people.models import User
from twoway.apps.people.queries import actor_for, personas_of
from twoway.plug.signing_in import Back
owner = actor_for(User.objects.get())
given = json.loads(sys.argv[1])
"""
BEGIN = f"""{WHO}
back = Back(address="http://127.0.0.1:8000/accounts/back/")
print(begin_connecting(owner, "bluesky", given, persona_id=personas_of(owner).first().pk, back=back).address)
"""
FINISH = f"{WHO}print(finish_connecting(owner, given['state'], given).pk)"
#: Every request of a worker, on its standard error.
TELL = "import logging\nlogging.getLogger('twoway.http').setLevel('DEBUG')\n"
RENEWAL = "/oauth/token -> 200"
#: A renewal by somebody who does not ask whether another one is at it.
BLIND = """
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import http_of, network_of
from twoway.domain.errors import NeedsReconnect
account = Account.objects.get(pk=json.loads(sys.argv[1]))
network_of(account).renew(http_of(account))
try:
    network_of(account).renew(http_of(account))
except NeedsReconnect as error:
    print(error.for_people)
"""


@pytest.fixture
def sarah(bluesky: Bluesky) -> Person:
    return bluesky.person("alderrye")


@pytest.fixture
def account(installation: Installation, bluesky: Bluesky, sarah: Person) -> int:
    """Sarah's account, connected on the network's own page."""
    installation.env["TWOWAY_NETWORK_ADDRESS"] = f"bluesky={bluesky.pds} bluesky.directory={bluesky.plc}"
    came = says_yes(ran(installation, BEGIN, {"handle": sarah.handle}), sarah)
    return int(ran(installation, FINISH, dict(came.brings)))


def let_run_out(one: Installation, account: int, noticed: str) -> Mapping[str, str]:
    """The secrets of an account whose access has run out, which we know or are told."""
    secrets = kept(one, account)[1]
    hours = 1 if noticed == "by the network's no" else -1
    aged(one, account, {"access": expired(secrets["access"])}, datetime.now(UTC) + timedelta(hours=hours))
    return secrets


@pytest.mark.parametrize("noticed", ["by the network's no", "by our own clock"])
def test_an_access_that_ran_out_is_renewed_once_for_all_workers(
    installation: Installation, account: int, noticed: str
) -> None:
    before = let_run_out(installation, account, noticed)

    said = all_said(installation, account, workers=3, before=TELL)

    assert [words.rpartition("\n")[2] for words in said] == ["spoke"] * 3
    assert sum(words.count(RENEWAL) for words in said) == 1
    health, after = kept(installation, account)
    assert health == "good"
    assert after["refresh"] != before["refresh"]
    # And again, with what was kept: the connection lives.
    let_run_out(installation, account, noticed)
    said = all_said(installation, account, workers=2, before=TELL)
    assert [words.rpartition("\n")[2] for words in said] == ["spoke"] * 2
    assert sum(words.count(RENEWAL) for words in said) == 1


def test_two_who_do_not_wait_for_each_other_would_end_the_connection(
    installation: Installation, account: int
) -> None:
    """The trap that the test above does not fall into."""
    assert "has ended this sign-in" in ran(installation, BLIND, account)
    assert kept(installation, account)[0] == "good"  # nobody has noticed yet
    [said] = all_said(installation, account, workers=1)
    assert "NeedsReconnect" in said
    assert kept(installation, account)[0] == "reconnect"
    told = json.loads(installation.twoway("accounts", "--json").stdout)
    [why] = [one["health_why"] for one in told if one["id"] == account]
    assert why == "Bluesky has ended this sign-in. Connect the account again."
