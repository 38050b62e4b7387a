"""Signing in on Bluesky's page: what servers may say that real ones do not say on order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.networks.fake_http import FakeHttp, says
from twoway.domain.errors import BadInput, NeedsReconnect, NetworkAnswer, TryLater
from twoway.networks import bluesky as network
from twoway.plug import oauth
from twoway.plug.http import Answer
from twoway.plug.signing_in import Back

BACK = Back(address="http://127.0.0.1:8000/accounts/back/")
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
PAPERS = {
    "id": DID,
    "alsoKnownAs": ["at://sunnybank.example.com"],
    "service": [
        {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": "https://pds.example.com",
        }
    ],
}
HOME = {"authorization_servers": ["https://auth.example.com"]}
GATE = {
    "issuer": "https://auth.example.com",
    "authorization_endpoint": "https://auth.example.com/authorize",
    "pushed_authorization_request_endpoint": "https://auth.example.com/par",
    "token_endpoint": "https://auth.example.com/token",
    "revocation_endpoint": "https://auth.example.com/revoke",
    "code_challenge_methods_supported": ["S256"],
    "dpop_signing_alg_values_supported": ["ES256", "RS256"],
    "scopes_supported": ["atproto", "transition:generic"],
    "authorization_response_iss_parameter_supported": True,
    "client_id_metadata_document_supported": True,
}
PUSHED = says({"request_uri": "urn:one", "expires_in": 300}, status=201)


def way(*answers: Answer | Exception, **more: Any) -> FakeHttp:
    return FakeHttp(answers, address="https://bsky.social", **more)


def begin(*answers: Answer | Exception) -> FakeHttp:
    http = way(*answers)
    network.begin(http, {"handle": "sunnybank.example.com"}, BACK)
    return http


def test_the_way_leads_from_the_handle_to_the_page() -> None:
    http = way(says({"did": DID}), says(PAPERS), says(HOME), says(GATE), PUSHED)
    handover = network.begin(http, {"handle": "@sunnybank.example.com"}, BACK)
    asked = [(one.address, one.path.partition("?")[0]) for one in http.requests]
    assert asked == [
        ("https://bsky.social", "/xrpc/com.atproto.identity.resolveHandle"),
        ("directory", f"/{DID}"),
        ("https://pds.example.com", "/.well-known/oauth-protected-resource"),
        ("https://auth.example.com", "/.well-known/oauth-authorization-server"),
        ("https://auth.example.com", "/par"),
    ]
    form = http.requests[-1].form
    assert form is not None
    assert form["state"] == handover.state
    assert form["code_challenge"] == oauth.challenge(handover.keep["verifier"])
    assert form["scope"] == "atproto transition:generic"
    assert form["login_hint"] == "sunnybank.example.com"
    assert handover.keep["verifier"] not in str(form)
    assert handover.address.startswith("https://auth.example.com/authorize?client_id=http%3A%2F%2Flocalhost%3F")


def without(name: str, **more: object) -> Mapping[str, object]:
    return {**{key: value for key, value in GATE.items() if key != name}, **more}


@pytest.mark.parametrize(
    "gate",
    [
        without("issuer"),
        without("issuer", issuer="https://evil.example.com"),
        without("token_endpoint"),
        without("token_endpoint", token_endpoint="javascript:alert(1)"),
        without("token_endpoint", token_endpoint="https://name:word@auth.example.com/token"),
        without("scopes_supported"),
        without("code_challenge_methods_supported", code_challenge_methods_supported=["plain"]),
        without("dpop_signing_alg_values_supported", dpop_signing_alg_values_supported="ES256"),
        without("authorization_response_iss_parameter_supported"),
        without("client_id_metadata_document_supported"),
        {},
        ["not", "a", "document"],
    ],
)
def test_a_page_that_is_not_what_it_should_be_is_not_used(gate: object) -> None:
    with pytest.raises(BadInput, match=r"auth\.example\.com has no page for signing in that Twoway can use"):
        begin(says({"did": DID}), says(PAPERS), says(HOME), says(gate))


@pytest.mark.parametrize(
    "papers",
    [
        {**PAPERS, "id": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"},
        {**PAPERS, "service": []},
        {**PAPERS, "service": [{**PAPERS["service"][0], "type": "Other"}]},  # type: ignore[dict-item]  # the table above
        {**PAPERS, "service": [{**PAPERS["service"][0], "serviceEndpoint": "file:///etc/passwd"}]},  # type: ignore[dict-item]  # the table above
        {**PAPERS, "alsoKnownAs": ["at://somebody-else.example.com"]},
        {**PAPERS, "alsoKnownAs": "at://sunnybank.example.com"},
    ],
)
def test_papers_that_do_not_fit_are_told_beside_the_handle(papers: object) -> None:
    with pytest.raises(BadInput) as told:
        begin(says({"did": DID}), says(papers))
    assert told.value.field == "handle"


@pytest.mark.parametrize(
    "answers",
    [
        (says({"did": DID}), says({}, status=502)),
        (says({"did": DID}), says(body=b"<html>")),
        (says({"did": DID}), says(PAPERS), says({}, status=503)),
        (says({"did": DID}), says(PAPERS), says(HOME), says({}, status=429)),
        (says({"did": DID}), says(PAPERS), says(HOME), says(GATE), says({}, status=500)),
        (says({"did": DID}), says(PAPERS), says(HOME), says(GATE), says({"error": "slow_down"}, status=429)),
    ],
)
def test_a_server_in_trouble_is_tried_later(answers: tuple[Answer, ...]) -> None:
    with pytest.raises(TryLater):
        begin(*answers)


def test_a_request_that_is_refused_is_told_in_its_own_words() -> None:
    no = says({"error": "invalid_scope", "error_description": "not that one"}, status=400)
    with pytest.raises(BadInput, match="not that one"):
        begin(says({"did": DID}), says(PAPERS), says(HOME), says(GATE), no)


# -- coming back


def kept() -> dict[str, str]:
    http = way(says({"did": DID}), says(PAPERS), says(HOME), says(GATE), PUSHED)
    return dict(network.begin(http, {"handle": "sunnybank.example.com"}, BACK).keep)


RETURNED = {"code": "c0de", "iss": "https://auth.example.com"}
TOKENS = {
    "access_token": "acc3ss",
    "refresh_token": "r3fresh",
    "token_type": "DPoP",
    "scope": "atproto transition:generic",
    "sub": DID,
    "expires_in": 3600,
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"token_type": "Bearer"}, "cannot be used"),
        ({"sub": ""}, "cannot be used"),
        ({"refresh_token": None}, "cannot be used"),
        ({"scope": "openid"}, "without letting us do anything"),
    ],
)
def test_an_access_that_is_not_what_was_asked_for_is_not_kept(changed: Mapping[str, object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        network.finish(way(says({**TOKENS, **changed})), kept(), RETURNED)


def test_a_server_that_may_not_speak_for_an_account_connects_nothing_and_gives_back() -> None:
    elsewhere = {"authorization_servers": ["https://other.example.com"]}
    other = {**GATE, "issuer": "https://other.example.com"}
    http = way(says(TOKENS), says(PAPERS), says(elsewhere), says(other), says({}))
    with pytest.raises(BadInput, match="may not speak for"):
        network.finish(http, kept(), RETURNED)
    last = http.requests[-1]
    assert (last.address, last.path) == ("https://auth.example.com", "/revoke")
    assert last.form is not None
    assert last.form["token"] == "r3fresh"


def test_what_is_only_nice_to_know_may_fail() -> None:
    http = way(says(TOKENS), says(PAPERS), says(HOME), says(GATE), TryLater("not now"))
    connection = network.finish(http, kept(), RETURNED)
    assert (connection.handle, connection.name) == ("sunnybank.example.com", "sunnybank.example.com")
    assert connection.address == "https://pds.example.com"


# -- renewing


def held() -> dict[str, str]:
    found = kept()
    names = ("client", "client_key", "issuer", "tokens", "revoke", "dpop_key", "did")
    return {**{name: found[name] for name in names}, "access": "acc3ss", "refresh": "r3fresh", "handle": "sunnybank"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (says({"error": "invalid_grant"}, status=400), NeedsReconnect),
        (says({"error": "unauthorized_client"}, status=401), NeedsReconnect),
        (says({"error": "invalid_client"}, status=401), TryLater),  # our document cannot be read just now
        (says({"error": "server_error"}, status=500), TryLater),
        (says({"error": "invalid_grant"}, status=503), TryLater),
        (says({}, status=429), TryLater),
        (says(body=b"<html>", status=403), TryLater),
        (says({**TOKENS, "sub": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}), NeedsReconnect),
    ],
)
def test_what_an_answer_to_a_renewal_means(answer: Answer, kind: type[NetworkAnswer]) -> None:
    with pytest.raises(kind) as told:
        network.renew(way(answer, secrets=held()))
    assert "r3fresh" not in told.value.for_log


def test_a_renewal_keeps_everything_that_the_next_one_needs() -> None:
    fresh = {**TOKENS, "access_token": "n3w", "refresh_token": "n3xt"}
    http = way(says(fresh), secrets=held())
    renewed = network.renew(http)
    assert {**held(), "access": "n3w", "refresh": "n3xt", "dpop_key": ""} == {
        **renewed.secrets,
        "dpop_key": "",
    }
    assert len(http.requests) == 1


def test_an_account_that_is_connected_again_is_found_by_its_lasting_name_wherever_it_is_now() -> None:
    """It has moved, and has another handle; the server where it was is not even there any more."""
    moved = {**PAPERS, "alsoKnownAs": ["at://bakery.example.org"]}
    http = way(says(moved), says(HOME), says(GATE), PUSHED)
    handover = network.begin(
        http, {"handle": "old.example.com", "account": DID, "address": "https://gone.example"}, BACK
    )
    assert http.requests[0].address == "directory"
    assert "https://bsky.social" not in {one.address for one in http.requests}
    pushed = http.requests[-1].form
    assert pushed is not None
    assert pushed["login_hint"] == "bakery.example.org"
    assert (handover.keep["did"], handover.keep["asked_for"]) == (DID, "bakery.example.org")
