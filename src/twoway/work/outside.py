"""Whether somebody outside can reach an address of ours, as far as the address itself tells."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from twoway.work import wire

#: Names that lead nowhere outside of a house.
INSIDE = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa", ".test", ".example", ".invalid")


def can_be_reached(address: str) -> bool:
    """Whether servers elsewhere may call this address: over https, under a public name. Nobody is asked."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme != "https" or not host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(INSIDE)
    return wire.is_public(host)
