"""The doctor's questions: each answer of the servers in words, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.networks.bluesky.answers import DID, EXPIRED, HTML, token, wire
from tests.networks.fake_http import says
from twoway.domain.errors import NeedsReconnect
from twoway.networks import bluesky as network
from twoway.plug.http import Answer
from twoway.plug.oauth import new_key
from twoway.plug.signing_in import Check, Verdict

SESSION = {"did": DID, "handle": "alder.bsky.social", "emailConfirmed": True, "active": True}
KEY = new_key()
CALLS: dict[str, Any] = {"ratelimit_limit": "3000", "ratelimit_remaining": "2990", "ratelimit_reset": "1795342200"}
DATE = "Sun, 22 Nov 2026 10:00:00 GMT"
PROFILE = {"did": DID, "handle": "alder.bsky.social", "labels": []}
APP = token(scope="com.atproto.appPass")
REFRESH = token(exp=1803147128)

GOOD: dict[str, Answer] = {
    "session": says(SESSION, date=DATE, **CALLS),
    "status": says({"activated": True, "expectedBlobs": 3, "importedBlobs": 3}),
    "handle": says({"did": DID}),
    "profile": says(PROFILE),
    "upload": says({"blob": {"$type": "blob"}}),
    "health": says({"version": "0.4.217"}),
}


def examined(secrets: Mapping[str, str] | None = None, **other: Answer | None) -> dict[str, Check]:
    answers = [answer for answer in {**GOOD, **other}.values() if answer is not None]
    given = {"access": APP, "refresh": REFRESH, "password": "abcd"} if secrets is None else secrets
    return {check.name: check for check in network.examine(wire(*answers, **given))}


def test_all_is_well() -> None:
    found = examined()
    assert {check.verdict for check in found.values()} == {Verdict.GOOD}
    assert "can change nothing about the account" in found["Sign-in"].told
    assert "20 Feb 2027. After that the kept app password" in found["Session"].told
    assert found["Server version"].told == "Version 0.4.217: 300 signs, and up to 4 pictures of 1 MB each."
    assert found["Calls left"].told == "2,990 of 3,000 until 10:10 UTC."


@pytest.mark.parametrize(
    ("scope", "verdict", "words"),
    [
        ("com.atproto.appPassPrivileged", Verdict.WARN, "private messages"),
        ("com.atproto.access", Verdict.WARN, "main password"),
        ("something:else", Verdict.UNKNOWN, "does not tell"),
        ("", Verdict.UNKNOWN, "does not tell"),
    ],
)
def test_each_way_of_having_signed_in_is_told(scope: str, verdict: Verdict, words: str) -> None:
    found = examined({"access": token(scope=scope)})
    assert found["Sign-in"].verdict == verdict
    assert words in found["Sign-in"].told
    assert "Session" not in found
    assert bool(found["Sign-in"].cure) == (verdict in (Verdict.WARN, Verdict.BAD))


@pytest.mark.parametrize(
    ("client_key", "verdict", "words"),
    [("a key of our own", Verdict.GOOD, "as long as it is used"), ("", Verdict.WARN, "two weeks")],
)
def test_a_sign_in_on_the_networks_own_page_lasts_as_long_as_it_knows_us(
    client_key: str, verdict: Verdict, words: str
) -> None:
    found = examined({"access": token(), "dpop_key": KEY, "client_key": client_key})
    assert found["Sign-in"].verdict == Verdict.GOOD
    assert found["Session"].verdict == verdict
    assert words in found["Session"].told


NOBODY = says({"error": "InvalidRequest", "message": "Unable to resolve handle"}, status=400)
SPAM = {"val": "spam", "src": "did:plc:mod"}
FEW: dict[str, Any] = {**CALLS, "ratelimit_remaining": "7"}
TOO_LARGE = says({"error": "InvalidRequest", "message": "blob too large"}, status=413)


@pytest.mark.parametrize(
    ("changed", "name", "verdict", "words"),
    [
        ({"session": says({**SESSION, "active": False})}, "Account", Verdict.BAD, "deactivated"),
        ({"session": says({**SESSION, "active": False, "status": "takendown"})}, "Account", Verdict.BAD, "taken this"),
        ({"session": says({**SESSION, "active": False, "status": "suspended"})}, "Account", Verdict.BAD, "suspended"),
        ({"session": says({**SESSION, "emailConfirmed": False})}, "E-mail", Verdict.WARN, "not confirmed"),
        ({"status": says({"expectedBlobs": 9, "importedBlobs": 2})}, "Moved pictures", Verdict.WARN, "7 pictures"),
        ({"handle": NOBODY}, "Handle", Verdict.WARN, "no longer leads"),
        ({"handle": says({"did": "did:plc:other"})}, "Handle", Verdict.WARN, "no longer leads"),
        ({"profile": NOBODY}, "Seen by others", Verdict.WARN, "does not show"),
        ({"profile": says({**PROFILE, "labels": [SPAM]})}, "Seen by others", Verdict.BAD, "spam"),
        ({"upload": TOO_LARGE}, "Pictures", Verdict.BAD, "larger than"),
        ({"upload": HTML}, "Pictures", Verdict.BAD, "trouble"),
        ({"health": HTML}, "Server version", Verdict.GOOD, "10 pictures of 2 MB"),
        ({"session": says(SESSION)}, "Calls left", Verdict.UNKNOWN, "does not tell"),
        ({"session": says(SESSION, date=DATE, **FEW)}, "Calls left", Verdict.WARN, "7 of 3,000"),
    ],
)  # fmt: skip
def test_what_is_not_well_is_told_with_what_to_do(changed: Any, name: str, verdict: Verdict, words: str) -> None:
    check = examined(**changed)[name]
    assert check.verdict == verdict
    assert words in check.told
    assert check.cure or verdict in (Verdict.GOOD, Verdict.UNKNOWN)


@pytest.mark.parametrize(
    "label",
    [
        {"val": "!no-unauthenticated", "src": DID},  # their own wish
        {"val": "spam", "src": "did:plc:mod", "neg": True},  # taken back
        {"val": "rude", "src": "did:plc:somebody"},  # anybody may say so
    ],
)
def test_a_mark_that_hides_nothing_is_passed_over(label: dict[str, Any]) -> None:
    assert examined(profile=says({**PROFILE, "labels": [label]}))["Seen by others"].verdict == Verdict.GOOD


def test_an_account_that_was_renamed_is_told_its_new_name() -> None:
    found = examined(session=says({**SESSION, "handle": "rye.example.org"}))["Handle"]
    assert (found.verdict, found.told) == (Verdict.GOOD, "@rye.example.org leads to this account.")


def test_a_server_that_tells_nothing_of_the_e_mail_is_not_asked_about_it() -> None:
    found = examined(session=says({"did": DID, "handle": "alder.bsky.social"}))
    assert "E-mail" not in found
    assert found["Account"].verdict == Verdict.GOOD


def test_a_sign_in_that_ran_out_is_renewed_by_who_asked() -> None:
    http = wire(EXPIRED)
    with pytest.raises(NeedsReconnect):
        network.examine(http)
    assert len(http.requests) == 1
