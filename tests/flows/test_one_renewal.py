"""Access has run out and several workers notice it at once: one of them renews it, all go on, and the connection lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.counterparts.bluesky_server import Bluesky, Person
from tests.counterparts.proxy import Accident, Proxy
from tests.flows.workers import aged, all_speak, connected, kept
from tests.installation import Installation

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(150)]

RENEWAL = "POST /xrpc/com.atproto.server.refreshSession"
SIGN_IN = "POST /xrpc/com.atproto.server.createSession"


@pytest.fixture
def between(bluesky: Bluesky, proxy: Callable[[str], Proxy], installation: Installation) -> Proxy:
    """What lies between our workers and the network, and remembers what was asked."""
    found = proxy(bluesky.pds)
    installation.env["TWOWAY_NETWORK_ADDRESS"] = f"bluesky={found.address}"
    return found


@pytest.fixture
def sarah(bluesky: Bluesky) -> Person:
    return bluesky.person("alderrye")


@pytest.fixture
def account(installation: Installation, between: Proxy, sarah: Person) -> int:
    answers = {"handle": sarah.handle, "password": sarah.app_password(), "address": between.address}
    return connected(installation, "bluesky", answers)


def asked(between: Proxy, what: str) -> int:
    return sum(one.startswith(what) for one in between.seen)


@pytest.mark.parametrize("noticed", ["by the network's no", "by our own clock"])
def test_a_session_that_ran_out_is_renewed_once_for_all_workers(
    installation: Installation, between: Proxy, sarah: Person, account: int, noticed: str
) -> None:
    hours = 1 if noticed == "by the network's no" else -1
    _, before = kept(installation, account)
    aged(installation, account, {"access": sarah.expired_access()}, datetime.now(UTC) + timedelta(hours=hours))

    assert all_speak(installation, account) == ["spoke"] * 3

    health, after = kept(installation, account)
    assert health == "good"
    assert asked(between, RENEWAL) == 1
    assert after["refresh"] != before["refresh"]
    # And again, with what was kept: the connection lives.
    aged(installation, account, {"access": sarah.expired_access()}, datetime.now(UTC) + timedelta(hours=hours))
    assert all_speak(installation, account, workers=2) == ["spoke"] * 2
    assert asked(between, RENEWAL) == 2


def test_a_session_whose_renewal_got_no_answer_lives_on(
    installation: Installation, between: Proxy, sarah: Person, account: int
) -> None:
    aged(installation, account, {"access": sarah.expired_access()}, datetime.now(UTC) + timedelta(hours=1))
    between.on("POST", "/xrpc/com.atproto.server.refreshSession", Accident.DROP)

    assert all_speak(installation, account) == ["spoke"] * 3

    assert kept(installation, account)[0] == "good"
    assert asked(between, RENEWAL) == 2
    assert asked(between, SIGN_IN) == 1  # the one that connected it


def test_a_session_that_is_over_is_opened_anew_once_with_the_kept_app_password(
    installation: Installation, between: Proxy, account: int
) -> None:
    aged(installation, account, {"access": "gone", "refresh": "gone"}, datetime.now(UTC) + timedelta(hours=1))

    assert all_speak(installation, account) == ["spoke"] * 3

    assert kept(installation, account)[0] == "good"
    assert asked(between, SIGN_IN) == 2
