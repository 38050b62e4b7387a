"""Signing in with an app password, and staying signed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tests.networks.bluesky.words import (
    DID,
    EXPIRED,
    HTML,
    SECRETS,
    TROUBLE,
    no,
    wire,
)
from tests.networks.fake_http import says
from twoway.domain.errors import (
    BadInput,
    NeedsReconnect,
    NetworkAnswer,
    TryLater,
)
from twoway.networks import bluesky as network
from twoway.plug.http import Answer

#: {"scope": "com.atproto.appPass", "exp": 1795348800}, as a server packs it
APP_TOKEN = "e30.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFwcFBhc3MiLCJleHAiOjE3OTUzNDg4MDB9.sig"


SESSION = says(
    {"did": DID, "handle": "alder.bsky.social", "accessJwt": APP_TOKEN, "refreshJwt": "ref2", "active": True}
)


PROFILE = says({"did": DID, "handle": "alder.bsky.social", "displayName": "Alder & Rye"})


OLD_SERVER, NEW_SERVER = says({"version": "0.4.217"}), says({"version": "8e8d3c5a"})


ANSWERS = {"handle": "alder.bsky.social", "password": "abcd-efgh-ijkl-mnop", "address": ""}


def test_connecting_brings_the_name_the_limits_and_the_secrets() -> None:
    found = network.connect(wire(SESSION, PROFILE, OLD_SERVER), ANSWERS)
    assert (found.remote_id, found.handle, found.name) == (DID, "alder.bsky.social", "Alder & Rye")
    assert found.address == "https://bsky.social"
    assert found.limits == {"text": 300, "bytes": 3000, "pictures": 4, "picture_bytes": 1_000_000}
    assert found.expires_at == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert found.secrets["password"] == "abcd-efgh-ijkl-mnop"


def test_a_newer_server_takes_larger_pictures() -> None:
    assert network.instance(wire(NEW_SERVER))["picture_bytes"] == 2_000_000
    assert network.instance(wire(says(body=b"ok")))["picture_bytes"] == 2_000_000


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("  @alder.bsky.social ", "alder.bsky.social"),
        ("\u202aalder.bsky.social\u202c", "alder.bsky.social"),
        ("alder", "alder.bsky.social"),
        ("https://bsky.app/profile/alder.example.org/", "alder.example.org"),
        ("alder@example.org", "alder@example.org"),
        ("did:plc:alderandrye", "did:plc:alderandrye"),
    ],
)
def test_a_handle_may_be_written_as_people_write_it(written: str, sent: str) -> None:
    http = wire(SESSION, PROFILE, NEW_SERVER)
    network.connect(http, {**ANSWERS, "handle": written})
    assert http.requests[0].json == {"identifier": sent, "password": "abcd-efgh-ijkl-mnop"}


@pytest.mark.parametrize(
    ("answers", "answer", "field"),
    [
        ({**ANSWERS, "handle": " @ "}, None, "handle"),
        ({**ANSWERS, "password": " "}, None, "password"),
        (ANSWERS, no("Invalid identifier or password", "AuthenticationRequired", 401), "password"),
        (ANSWERS, no("A sign in code has been sent", "AuthFactorTokenRequired", 401), "password"),
        (ANSWERS, HTML, "address"),
        (ANSWERS, says(body=b"<html>404</html>", status=404), "address"),
    ],
)
def test_what_cannot_sign_in_is_told_where_to_look(
    answers: Mapping[str, str], answer: Answer | None, field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        network.connect(wire(*[answer] if answer else []), answers)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (TROUBLE, TryLater),
        (says(body=b"Bad gateway", status=502), TryLater),
        (no("Slow down", "RateLimitExceeded", 429), TryLater),
        (no("Account has been taken down", "AccountTakedown", 401), NeedsReconnect),
        (says({"did": DID, "accessJwt": "a", "refreshJwt": "r", "active": False}), NeedsReconnect),
        (says({"did": DID}), TryLater),
    ],
)
def test_a_server_that_cannot_sign_us_in_now_says_why(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind):
        network.connect(wire(answer), ANSWERS)


def test_a_renewal_asks_nothing_more_once_the_old_secret_is_used_up() -> None:
    http = wire(SESSION)
    found = network.renew(http)
    assert found.secrets["refresh"] == "ref2"
    assert "password" not in found.secrets
    assert [sent.headers["Authorization"] for sent in http.requests] == ["Bearer ref"]


def test_a_kept_app_password_helps_when_the_renewal_is_refused() -> None:
    http = wire(EXPIRED, SESSION)
    http.secrets = {**SECRETS, "password": "abcd-efgh-ijkl-mnop"}
    assert network.renew(http).secrets["password"] == "abcd-efgh-ijkl-mnop"
    assert http.requests[1].json == {"identifier": DID, "password": "abcd-efgh-ijkl-mnop"}


def test_an_account_that_was_taken_down_is_not_signed_in_again() -> None:
    http = wire(no("Account has been taken down", "AccountTakedown", 401))
    http.secrets = {**SECRETS, "password": "abcd-efgh-ijkl-mnop"}
    with pytest.raises(NeedsReconnect, match="taken this account down"):
        network.renew(http)


def test_a_handle_whose_domain_is_gone_leaves_the_account_its_name() -> None:
    body = {**SESSION.json, "handle": "handle.invalid"} if isinstance(SESSION.json, dict) else {}
    renewed = network.renew(wire(says(body)))
    assert renewed.handle == "alder.bsky.social"
    assert renewed.secrets["handle"] == "alder.bsky.social"


def test_an_account_says_what_it_is_called_now() -> None:
    session = says({"did": DID, "handle": "rye.example.org", "active": True})
    found = network.introduce(wire(session, PROFILE))
    assert (found.remote_id, found.handle, found.name, found.moved_to) == (DID, "rye.example.org", "Alder & Rye", "")


def test_a_handle_that_leads_nowhere_is_not_taken_for_a_name() -> None:
    session = says({"did": DID, "handle": "handle.invalid", "active": True})
    assert network.introduce(wire(session, TROUBLE)).handle == ""


@pytest.mark.parametrize("session", [{}, {"did": DID}, {"did": 1, "handle": ["x"]}, {"handle": "rye.example.org"}])
def test_a_server_that_does_not_say_who_somebody_is_changes_no_name(session: Mapping[str, object]) -> None:
    with pytest.raises(TryLater, match="does not tell who the account is"):
        network.introduce(wire(says(session)))
