"""Signing in on a Mastodon server's own page. The real counterpart checks no code, verifier or secret, so what a strict server
says to those is taped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.networks.fake_http import FakeHttp, says
from twoway.domain.errors import BadInput, NeedsReconnect, NetworkAnswer, Refused, TryLater
from twoway.networks import mastodon
from twoway.networks.mastodon.scopes import NEEDS, asked_of, granted
from twoway.plug import oauth
from twoway.plug.http import Answer
from twoway.plug.signing_in import Back, Handover
from twoway.work.http import WebHttp

BACK = Back(address="https://desk.alderrye.example/accounts/back/", site="https://desk.alderrye.example")
SERVER = {"domain": "bakery.social", "version": "4.5.0"}
METADATA = {
    "code_challenge_methods_supported": ["S256"],
    "scopes_supported": ["profile", "read", "write", *(need.scope for need in NEEDS)],
}
APP = {"client_id": "id-1", "client_secret": "secret-1"}
KEPT = {
    "client_id": "id-1",
    "client_secret": "secret-1",
    "redirect": BACK.address,
    "scope": "read write",
    "verifier": "verifier-1",
}
TOKEN = {"access_token": "tok-1", "token_type": "Bearer", "scope": "read write:statuses"}
ALDER = {"id": "1", "username": "alder", "acct": "alder"}


def begun(*answers: Answer, back: Back = BACK) -> tuple[Handover, FakeHttp]:
    http = FakeHttp(answers or [says(SERVER), says(METADATA), says(APP)], secrets={})
    return mastodon.begin(http, {}, back), http


def asked(handover: Handover) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(handover.address).query).items()}


def test_the_person_goes_to_the_servers_own_page_with_the_least_that_is_needed() -> None:
    handover, http = begun()

    assert handover.address.startswith("https://bakery.social/oauth/authorize?")
    sent = asked(handover)
    assert sent["response_type"] == "code"
    assert sent["client_id"] == "id-1"
    assert sent["redirect_uri"] == BACK.address
    assert sent["state"] == handover.state
    assert sent["scope"].split() == [need.scope for need in NEEDS]
    assert sent["code_challenge"] == oauth.challenge(handover.keep["verifier"])
    assert "secret-1" not in handover.address
    assert "secret-1" not in repr(handover)
    register = http.requests[2]
    assert register.path == "/api/v1/apps"
    assert register.form is None
    assert register.json == {
        "client_name": "Twoway",
        "redirect_uris": BACK.address,
        "scopes": sent["scope"],
        "website": "https://desk.alderrye.example",
    }


def test_a_place_of_its_own_to_come_back_to_is_taken_wherever_it_is_said() -> None:
    own = f"{BACK.address}nobody-else/"
    handover, http = begun(back=replace(BACK, own=own))

    assert handover.is_own
    assert asked(handover)["redirect_uri"] == handover.keep["redirect"] == own
    registered = http.requests[2].json
    assert isinstance(registered, dict)
    assert registered["redirect_uris"] == own
    assert not begun()[0].is_own


def test_no_two_sign_ins_look_alike() -> None:
    one, other = begun()[0], begun()[0]

    assert one.state != other.state
    assert one.keep["verifier"] != other.keep["verifier"]


def test_an_older_server_is_asked_without_a_proof_that_it_does_not_know() -> None:
    handover, _ = begun(says(SERVER), says(None, status=404), says(APP), back=Back(address=BACK.address))

    assert "code_challenge" not in asked(handover)
    assert "verifier" not in handover.keep


def test_a_server_that_knows_no_fine_scopes_is_asked_for_the_coarse_ones() -> None:
    assert asked_of({"scopes_supported": ["read", "write", "follow"]}) == ("read", "write")
    assert asked_of({}) == tuple(need.scope for need in NEEDS)


def test_a_coarse_scope_holds_the_finer_ones() -> None:
    assert granted("write:media", ["read", "write"])
    assert granted("write:media", ["write:media"])
    assert not granted("write:media", ["read", "write:statuses"])


PAGE = says(None, body=b"<!doctype html><h1>Our bakery</h1>")


@pytest.mark.parametrize(
    ("answers", "raised", "words"),
    [
        ([PAGE, PAGE], Refused, "does not answer like a Mastodon server"),
        ([says(None, status=404), says(None, status=404)], Refused, "check its address"),
        ([says(SERVER), says(METADATA), PAGE], Refused, "does not answer like a Mastodon server"),
        ([says(SERVER), says(METADATA), says({"name": "Twoway"})], Refused, "check its address"),
        (
            [
                says(SERVER),
                says(METADATA),
                says({"error": "Validation failed: Redirect URI must be HTTPS"}, status=422),
            ],
            Refused,
            "Redirect URI must be HTTPS You can paste an access token instead",
        ),
        ([says(SERVER), says(METADATA), says(None, status=429)], TryLater, "slow down"),
        ([says(None, status=503)], TryLater, "has trouble"),
        ([Refused("bakery.social is an address inside a private network")], Refused, "private network"),
    ],
)
def test_the_wrong_server_is_told_before_anybody_goes_there(
    answers: list[Answer], raised: type[NetworkAnswer], words: str
) -> None:
    with pytest.raises(raised, match=words):
        mastodon.begin(FakeHttp(answers, secrets={}), {}, BACK)


def test_who_comes_back_with_a_code_is_connected() -> None:
    http = FakeHttp([says(TOKEN), says(ALDER), says(SERVER)], secrets={})

    connection = mastodon.finish(http, KEPT, {"code": "code-1", "state": "x"})

    exchange = http.requests[0]
    assert exchange.path == "/oauth/token"
    assert exchange.form == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "client_id": "id-1",
        "client_secret": "secret-1",
        "redirect_uri": BACK.address,
        "code_verifier": "verifier-1",
    }
    assert connection.handle == "alder@bakery.social"
    assert connection.secrets == {
        "token": "tok-1",
        "scope": "read write:statuses",
        "client_id": "id-1",
        "client_secret": "secret-1",
    }
    assert connection.expires_at is None


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        ({"error": "access_denied", "error_description": "The resource owner denied the request."}, "did not let"),
        ({"error": "invalid_scope", "error_description": "The scope is unknown."}, "The scope is unknown"),
        ({}, "Begin the sign-in again"),
        ({"code": ""}, "Begin the sign-in again"),
    ],
)
def test_who_says_no_half_way_is_told_so_and_nothing_is_asked(returned: dict[str, str], words: str) -> None:
    http = FakeHttp(secrets={})

    with pytest.raises(BadInput, match=words):
        mastodon.finish(http, KEPT, returned)

    assert http.requests == []


@pytest.mark.parametrize(
    ("answer", "raised", "words"),
    [
        (says({"error": "invalid_grant"}, status=400), BadInput, "used before or took too long"),
        (says({"error": "invalid_client"}, status=401), BadInput, "has forgotten that we asked"),
        (says({"error": "odd"}, status=400), BadInput, "odd"),
        (says({}), BadInput, "begin again"),
        (PAGE, BadInput, "Nothing was connected"),
        (says(None, status=502), TryLater, "nothing was changed"),
    ],
)
def test_a_code_that_is_worth_nothing_is_told(answer: Answer, raised: type[Exception], words: str) -> None:
    with pytest.raises(raised, match=words):
        mastodon.finish(FakeHttp([answer], secrets={}), KEPT, {"code": "code-1"})


@pytest.mark.parametrize(
    ("answer", "raised", "words"),
    [
        (says({"error": "Your login is currently disabled"}, status=403), Refused, "ask its moderators"),
        (says({"error": "outside"}, status=401), Refused, "let us in and then did not accept us"),
        (PAGE, Refused, "does not answer like a Mastodon server"),
        (says(None, status=500), TryLater, "has trouble"),
    ],
)
def test_access_to_an_account_that_cannot_be_used_is_given_back(
    answer: Answer, raised: type[NetworkAnswer], words: str
) -> None:
    http = FakeHttp([says(TOKEN), answer, says({})], secrets={})

    with pytest.raises(raised, match=words):
        mastodon.finish(http, KEPT, {"code": "code-1"})

    revoked = http.requests[-1]
    assert revoked.path == "/oauth/revoke"
    assert revoked.form == {"client_id": "id-1", "client_secret": "secret-1", "token": "tok-1"}


def test_leaving_makes_the_token_worthless() -> None:
    http = FakeHttp([says({})], secrets={"token": "tok-1", "client_id": "id-1", "client_secret": "secret-1"})

    mastodon.leave(http)

    assert http.paths == ["POST /oauth/revoke"]


def test_a_pasted_token_is_left_to_whoever_made_it() -> None:
    http = FakeHttp()

    mastodon.leave(http)

    assert http.requests == []


# -- which server it was


def test_an_answer_of_another_server_is_not_taken_to_this_one() -> None:
    http = FakeHttp(secrets={})
    with pytest.raises(BadInput, match=r"does not come from bakery\.social"):
        mastodon.finish(http, KEPT, {"code": "code-1", "state": "x", "iss": "https://town.social/"})
    assert http.requests == []


@pytest.mark.parametrize("iss", ["https://bakery.social", "https://bakery.social/"])
def test_a_server_may_say_who_it_is(iss: str) -> None:
    http = FakeHttp([says(TOKEN), says(ALDER), says(SERVER)], secrets={})
    assert mastodon.finish(http, KEPT, {"code": "code-1", "iss": iss}).handle == "alder@bakery.social"


def test_a_server_that_said_that_it_would_say_who_it_is_has_to() -> None:
    told = {**METADATA, "authorization_response_iss_parameter_supported": True}
    handover, http = begun(says(SERVER), says(told), says(APP))
    with pytest.raises(BadInput, match=r"does not come from bakery\.social"):
        mastodon.finish(http, handover.keep, {"code": "code-1", "state": handover.state})


@pytest.mark.parametrize(
    "address", ["https://bakery.social/@alder", "https://bakery.social/#home", "https://bakery.social/about?x=1"]
)
def test_the_address_of_a_page_there_will_do(address: str) -> None:
    http = FakeHttp(
        [says(SERVER), says(METADATA), says(APP), says(TOKEN), says(ALDER), says(SERVER)], address=address
    )
    handover = mastodon.begin(http, {}, BACK)
    assert handover.address.startswith("https://bakery.social/oauth/authorize?")
    connection = mastodon.finish(http, handover.keep, {"code": "code-1"})
    assert (connection.address, connection.remote_id) == ("https://bakery.social", "1@bakery.social")
    assert {sent.address for sent in http.requests} == {"https://bakery.social"}


# -- on the real counterpart


def signed_in(server: MastodonServer, name: str, handover: Handover) -> dict[str, str]:
    """What a browser comes back with after somebody pressed their name on the server's page."""
    page = httpx2.get(handover.address, timeout=10)
    assert "Authorize this app" in page.text
    form = {**asked(handover), "username": name}
    answer = httpx2.post(f"{server.address}/oauth/authorize", data=form, timeout=10, follow_redirects=False)
    assert answer.headers["location"].startswith(BACK.address)
    return {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def no_secrets(server: MastodonServer, secrets: Any = None) -> WebHttp:
    return WebHttp(
        address=server.address,
        secrets=secrets or {},
        pictures=lambda sha256: b"",
        trusted=frozenset({server.address}),
    )


@pytest.mark.mastodon
def test_the_whole_way_in_and_out_again(mastodon_server: MastodonServer) -> None:
    handover = mastodon.begin(no_secrets(mastodon_server), {}, BACK)
    returned = signed_in(mastodon_server, "grace", handover)
    assert returned["state"] == handover.state

    connection = mastodon.finish(no_secrets(mastodon_server), handover.keep, returned)

    assert connection.name == "Grace Wynne"
    assert connection.remote_id == mastodon_server.own_id("grace")
    http = no_secrets(mastodon_server, connection.secrets)
    mastodon.is_alive(http)
    mastodon.leave(http)
    mastodon.leave(http)
    with pytest.raises(NeedsReconnect):
        mastodon.is_alive(http)


@pytest.mark.mastodon
def test_a_code_that_was_made_up_connects_nobody(mastodon_server: MastodonServer) -> None:
    handover = mastodon.begin(no_secrets(mastodon_server), {}, BACK)

    with pytest.raises(BadInput, match="Nothing was connected"):
        mastodon.finish(no_secrets(mastodon_server), handover.keep, {"code": "made-up"})
