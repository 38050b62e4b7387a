"""Whether somebody outside can reach an address of ours, as far as the address itself tells."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

#: Names that lead nowhere outside of a house.
INSIDE = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa", ".test", ".example", ".invalid")


def can_be_reached(address: str) -> bool:
    """Whether servers elsewhere may call this address: over https, under a public name. Nobody is asked."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme != "https" or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(INSIDE)


def is_among(address: str, origins: Iterable[str]) -> bool:
    """Whether an address lies at one of these origins, whatever its path."""
    return _origin(address) in {_origin(one) for one in origins}


def _origin(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return address, "", None
    return parts.scheme, (parts.hostname or "").lower(), port
