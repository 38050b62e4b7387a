"""Signing in as OAuth has it: words that cannot be guessed, the check of what came back, and keys that sign.

Time and randomness come from here, so that a network asks neither a clock nor a source of chance by itself.
Followed: RFC 6749 (codes), RFC 7636 (PKCE), RFC 9207 (`iss`), RFC 7515 and 7517 (signatures and keys), RFC 7523 (a client
that vouches for itself), RFC 8252 (programs on one's own computer).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from twoway.domain.errors import BadInput
from twoway.plug.later import later

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
else:
    hashes, serialization = (later(f"cryptography.hazmat.primitives.{name}") for name in ("hashes", "serialization"))
    ec, utils = (later(f"cryptography.hazmat.primitives.asymmetric.{name}") for name in ("ec", "utils"))

#: How long (seconds) a client's own assertion holds; servers take about a minute.
ASSERTION_SECONDS = 50
#: What OAuth and OpenID name when somebody said no, or let it be.
_SAID_NO = frozenset({"access_denied", "login_required", "consent_required", "interaction_required"})
_MOST_TOLD = 200
_UNSEEN = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")
_BYTES = 32
_CENTURY = 3_155_760_000


def random_word() -> str:
    """256 bits that nobody can guess, fit for an address: a state, a verifier, a name for a proof."""
    return secrets.token_urlsafe(_BYTES)


def challenge(verifier: str) -> str:
    """What is shown of a verifier when a sign-in begins (S256)."""
    return packed(hashlib.sha256(verifier.encode()).digest())


def code_of(returned: Mapping[str, str], *, network: str, issuer: str = "") -> str:
    """The code that a person came back with; BadInput when they said no, or when it comes from another server.

    With an `issuer` the answer has to say that it is from there: an answer of one server must not be taken to another.
    """
    if issuer and returned.get("iss", "") != issuer:
        raise BadInput(
            f"That answer does not come from {_host(issuer)}, where this sign-in began, so it was not used. Begin it again.",
            for_log="iss does not fit",
        )
    if error := returned.get("error", ""):
        raise refusal(error, returned.get("error_description", ""), network)
    if not returned.get("code"):
        raise BadInput(f"{network} sent you back without saying yes or no. Begin the sign-in again.")
    return returned["code"]


def refusal(error: str, told: str, network: str) -> BadInput:
    """What a server means that sends a person back with an error."""
    log = f"{error[:80]}: {told[:_MOST_TOLD]}"
    if error in _SAID_NO:
        return BadInput(f"You did not let Twoway in at {network}, so nothing is connected.", for_log=log)
    said = _UNSEEN.sub(" ", told or error).strip()[:_MOST_TOLD]
    return BadInput(f"{network} ended the sign-in and said: {said}", for_log=log)


def ends_at(seconds: object) -> datetime | None:
    """When an access ends that a server gives us for so many seconds; None when it does not say."""
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds < _CENTURY:
        return None
    return datetime.now(UTC) + timedelta(seconds=seconds)


def is_loopback(address: str) -> bool:
    """Whether an address leads to this very computer, written with numbers as RFC 8252 wants it."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1")


# -- keys --------------------------------------------------------------------------------------------------------------


def new_key() -> str:
    """A fresh private key for ES256, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, secret).decode()


def public_jwk(key: str) -> dict[str, str]:
    """The public half of a private key, as other servers read it."""
    return dict(_public(key))


def thumbprint(key: str) -> str:
    """A short name for a key that follows from the key (RFC 7638)."""
    told = json.dumps(_public(key), sort_keys=True, separators=(",", ":"))
    return packed(hashlib.sha256(told.encode()).digest())


def signed(key: str, header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    """A JSON web token under ES256."""
    body = f"{_json({**header, 'alg': 'ES256'})}.{_json(claims)}"
    r, s = utils.decode_dss_signature(_private(key).sign(body.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{body}.{packed(r.to_bytes(_BYTES, 'big') + s.to_bytes(_BYTES, 'big'))}"


def assertion(key: str, *, client: str, audience: str, skew: float = 0.0) -> dict[str, str]:
    """The fields with which a client proves to a server that it is the one whose document it names."""
    now = int(time.time() + skew)
    claims = {"iss": client, "sub": client, "aud": audience, "jti": random_word(), "iat": now}
    return {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": signed(key, {"kid": thumbprint(key)}, {**claims, "exp": now + ASSERTION_SECONDS}),
    }


def packed(raw: bytes) -> str:
    """Bytes as JOSE writes them: base64 for addresses, without its filling."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _json(value: Mapping[str, object]) -> str:
    return packed(json.dumps(dict(value), separators=(",", ":")).encode())


@lru_cache(maxsize=64)
def _private(key: str) -> ec.EllipticCurvePrivateKey:
    found = serialization.load_pem_private_key(key.encode(), password=None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise TypeError("a key for ES256 is a key on a curve")
    return found


@lru_cache(maxsize=64)
def _public(key: str) -> Mapping[str, str]:
    point = _private(key).public_key().public_numbers()
    x, y = (packed(number.to_bytes(_BYTES, "big")) for number in (point.x, point.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _host(address: str) -> str:
    return urlsplit(address).hostname or "the server"
