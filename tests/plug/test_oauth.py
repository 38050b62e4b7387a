"""Words that cannot be guessed, codes that come back, and keys that sign: held against vectors and another reader of them."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from twoway.domain.errors import BadInput
from twoway.plug import dpop, oauth
from twoway.plug.http import Answer

KEY = oauth.new_key()
URL = "https://tokens.example/oauth/token"


def unpacked(words: str) -> bytes:
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, body, _ = token.split(".")
    return json.loads(unpacked(head)), json.loads(unpacked(body))


def is_signed(token: str, jwk: Mapping[str, str]) -> bool:
    """Checked as a server does, by the public key alone."""
    body, _, mark = token.rpartition(".")
    x, y = (int.from_bytes(unpacked(jwk[name])) for name in ("x", "y"))
    point = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1())
    raw = unpacked(mark)
    assert len(raw) == 64
    signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    point.public_key().verify(signature, body.encode(), ec.ECDSA(SHA256()))
    return True


def test_a_challenge_is_the_one_of_the_standard() -> None:
    # RFC 7636, appendix B
    assert (
        oauth.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_words_are_long_fit_for_addresses_and_never_the_same() -> None:
    found = {oauth.random_word() for _ in range(50)}
    assert len(found) == 50
    assert all(len(word) >= 43 and word.replace("-", "").replace("_", "").isalnum() for word in found)


@pytest.mark.parametrize(
    ("returned", "told"),
    [
        ({"code": "x"}, "does not come from auth.example"),  # it does not say from where
        ({"code": "x", "iss": "https://evil.example"}, "does not come from auth.example"),
        ({"iss": "https://auth.example"}, "without saying yes or no"),
        ({"iss": "https://auth.example", "error": "access_denied"}, "You did not let Twoway in at Elsewhere"),
        (
            {"iss": "https://auth.example", "error": "server_error", "error_description": "busy\n<b>now</b>"},
            "ended the sign-in and said: busy <b>now</b>",
        ),
        ({"iss": "https://auth.example", "error": "odd"}, "said: odd"),
    ],
)
def test_what_came_back_without_a_code_is_told(returned: Mapping[str, str], told: str) -> None:
    with pytest.raises(BadInput) as error:
        oauth.code_of(returned, network="Elsewhere", issuer="https://auth.example")
    assert told in error.value.for_people
    assert "\n" not in error.value.for_people


def test_a_code_comes_back() -> None:
    assert oauth.code_of({"code": "x", "iss": "https://a.example"}, network="A", issuer="https://a.example") == "x"
    assert oauth.code_of({"code": "x"}, network="A") == "x"


@pytest.mark.parametrize("seconds", [None, "3600", -1, 0, True, 1e30, float("nan")])
def test_a_server_that_does_not_say_how_long_is_not_guessed_for(seconds: object) -> None:
    assert oauth.ends_at(seconds) is None


def test_an_access_ends_after_so_many_seconds() -> None:
    found = oauth.ends_at(3600)
    assert found is not None
    assert abs(found - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("http://127.0.0.1:8000/back", True),
        ("http://[::1]/back", True),
        ("http://localhost:8000/back", False),
        ("https://127.0.0.1/back", False),
        ("http://127.0.0.1.evil.example/", False),
    ],
)
def test_this_computer_is_written_with_numbers(address: str, is_so: bool) -> None:
    assert oauth.is_loopback(address) is is_so


def test_a_client_vouches_for_itself_shortly() -> None:
    fields = oauth.assertion(KEY, client="https://desk.example/c.json", audience="https://auth.example")
    head, claims = opened(fields["client_assertion"])
    assert is_signed(fields["client_assertion"], oauth.public_jwk(KEY))
    assert head == {"kid": oauth.thumbprint(KEY), "alg": "ES256"}
    assert claims["iss"] == claims["sub"] == "https://desk.example/c.json"
    assert claims["aud"] == "https://auth.example"
    assert claims["exp"] - claims["iat"] < 60


def test_the_public_half_of_a_key_holds_nothing_else() -> None:
    assert set(oauth.public_jwk(KEY)) == {"kty", "crv", "x", "y"}


# -- proofs


def proof_in(headers: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    return opened(headers["DPoP"])


def test_a_proof_names_the_request_and_the_token() -> None:
    headers = dpop.headers(KEY, "POST", "https://pds.example/xrpc/a.b?x=1#y", token="t0ken")
    head, claims = proof_in(headers)
    assert is_signed(headers["DPoP"], head["jwk"])
    assert (head["typ"], head["alg"]) == ("dpop+jwt", "ES256")
    assert (claims["htm"], claims["htu"]) == ("POST", "https://pds.example/xrpc/a.b")
    assert unpacked(claims["ath"]) == hashlib.sha256(b"t0ken").digest()
    assert abs(claims["iat"] - time.time()) < 30
    assert headers["Authorization"] == "DPoP t0ken"


def test_no_proof_is_made_twice() -> None:
    jtis = {proof_in(dpop.headers(KEY, "GET", URL))[1]["jti"] for _ in range(5)}
    assert len(jtis) == 5


class Server:
    """Wants its newest word in each proof."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.heard: list[dict[str, Any]] = []

    def __call__(self, headers: Mapping[str, str]) -> Answer:
        self.heard.append(proof_in(headers)[1])
        return self.answers.pop(0)


def wants(word: str, status: int = 400, **headers: str) -> Answer:
    return Answer(status=status, headers={"dpop-nonce": word, **headers}, json={"error": "use_dpop_nonce"})


def test_a_server_that_wants_its_word_gets_it_and_is_asked_once_more() -> None:
    key, server = oauth.new_key(), Server(wants("one"), Answer(status=200))
    assert dpop.ask(key, "POST", URL, server).status == 200
    assert [claims.get("nonce") for claims in server.heard] == [None, "one"]
    later = Server(Answer(status=200, headers={"dpop-nonce": "two"}), Answer(status=200))
    dpop.ask(key, "POST", URL, later)
    dpop.ask(key, "POST", URL, later)
    assert [claims.get("nonce") for claims in later.heard] == ["one", "two"]


def test_a_server_of_records_says_it_in_a_header() -> None:
    no = Answer(status=401, headers={"dpop-nonce": "w", "www-authenticate": 'DPoP error="use_dpop_nonce"'})
    server = Server(no, Answer(status=200))
    assert dpop.ask(oauth.new_key(), "GET", URL, server).status == 200


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=401, headers={"dpop-nonce": "w"}, json={"error": "InvalidToken"}),
        Answer(status=400, json={"error": "use_dpop_nonce"}),  # without a word there is nothing to say
        Answer(status=500, headers={"dpop-nonce": "w"}, json={"error": "use_dpop_nonce"}),
        Answer(status=200, headers={"dpop-nonce": "w"}),
    ],
)
def test_any_other_answer_is_asked_for_once(answer: Answer) -> None:
    server = Server(answer)
    assert dpop.ask(oauth.new_key(), "POST", URL, server) is answer


def test_a_server_that_never_has_enough_is_asked_a_few_times_and_no_more() -> None:
    server = Server(*map(wants, ["one", "two", "three", "four", "five"]))
    assert dpop.ask(oauth.new_key(), "POST", URL, server).status == 400
    assert [claims.get("nonce") for claims in server.heard] == [None, "one", "two", "three"]


def test_a_server_that_changes_its_word_with_every_answer_is_understood_by_two_at_once() -> None:
    key = oauth.new_key()

    def meanwhile(headers: Mapping[str, str]) -> Answer:
        """Between our two calls somebody else is told another word, and uses it up."""
        said = proof_in(headers)[1].get("nonce")
        if said != "ours":
            return wants("ours", status=401)
        return Answer(status=200)

    def send(headers: Mapping[str, str]) -> Answer:
        answer = meanwhile(headers)
        dpop.remember(key, URL, Answer(status=200, headers={"dpop-nonce": "theirs"}))
        return answer

    assert dpop.ask(key, "POST", URL, send).status == 200


def test_words_of_one_server_or_key_are_not_said_to_another() -> None:
    key, other = oauth.new_key(), oauth.new_key()
    dpop.ask(key, "POST", URL, Server(wants("one"), Answer(status=200)))
    assert "nonce" not in proof_in(dpop.headers(key, "POST", "https://elsewhere.example/"))[1]
    assert "nonce" not in proof_in(dpop.headers(other, "POST", URL))[1]


@pytest.mark.parametrize(("off", "is_followed"), [(-600, True), (3600, True), (3, False)])
def test_a_clock_that_is_wrong_is_set_by_the_servers(off: int, is_followed: bool) -> None:
    key = oauth.new_key()
    there = (datetime.now(UTC) + timedelta(seconds=off)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    dpop.ask(key, "POST", URL, Server(wants("one", date=there), Answer(status=200)))
    signed_at = proof_in(dpop.headers(key, "POST", URL))[1]["iat"]
    assert abs(signed_at - time.time() - (off if is_followed else 0)) < 5
