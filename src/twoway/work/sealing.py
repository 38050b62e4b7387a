"""Sealing secrets: AES-GCM with a fresh nonce each time, under a named key of the ring."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from twoway.domain.errors import NeedsReconnect
from twoway.plug.later import later

if TYPE_CHECKING:
    from cryptography import exceptions
    from cryptography.hazmat.primitives.ciphers import aead
else:
    exceptions = later("cryptography.exceptions")
    aead = later("cryptography.hazmat.primitives.ciphers.aead")


def seal(secrets: Mapping[str, str], ring: Mapping[str, str]) -> str:
    """The secrets as `key name.nonce.words`, sealed with the newest key; the key's name is sealed in as well."""
    name = list(ring)[-1]
    nonce = os.urandom(12)
    words = aead.AESGCM(_key(ring[name])).encrypt(nonce, json.dumps(dict(secrets)).encode(), name.encode())
    return ".".join((name, base64.urlsafe_b64encode(nonce).decode(), base64.urlsafe_b64encode(words).decode()))


def unseal(sealed: str, ring: Mapping[str, str]) -> dict[str, str]:
    """The secrets again; NeedsReconnect when the key is gone or the words were tampered with."""
    name, _, rest = sealed.partition(".")
    nonce, _, words = rest.partition(".")
    if name not in ring:
        raise NeedsReconnect("The key for this account's secrets is missing. Restore it or connect the account anew.")
    try:
        opened = aead.AESGCM(_key(ring[name])).decrypt(
            base64.urlsafe_b64decode(nonce), base64.urlsafe_b64decode(words), name.encode()
        )
    except (exceptions.InvalidTag, ValueError) as error:
        raise NeedsReconnect("This account's stored secrets cannot be read. Connect the account anew.") from error
    return {str(key): str(value) for key, value in json.loads(opened).items()}


def key_of(sealed: str) -> str:
    """The name of the key that it is sealed with; "" for nothing sealed."""
    return sealed.partition(".")[0]


def sealed_anew(sealed: str, ring: Mapping[str, str]) -> str:
    """The same secrets sealed with the newest key; what is sealed with it already, or is empty, stays as it is."""
    if not sealed or key_of(sealed) == list(ring)[-1]:
        return sealed
    return seal(unseal(sealed, ring), ring)


def _key(words: str) -> bytes:
    """32 bytes out of the ring's base64."""
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
