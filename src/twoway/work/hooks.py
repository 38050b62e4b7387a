"""The way out to somebody's own server: a signed call to an address on the web, guarded like every call we make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from twoway.domain.errors import BadInput, Refused, TryLater
from twoway.plug.later import later
from twoway.work.asking import MOST_BYTES, way_to

if TYPE_CHECKING:
    import httpcore2

    from twoway.work import http, wire
else:
    httpcore2, http, wire = later("httpcore2"), later("twoway.work.http"), later("twoway.work.wire")

#: Seconds: to get a connection, and for the whole call.
CONNECT, TOTAL = 5.0, 15.0
SETTING = "TWOWAY_WEBHOOK_ADDRESSES"
LONGEST = 600


def trusted() -> frozenset[str]:
    """Origins that the administrator named; only they may be private or go without https."""
    return frozenset(filter(None, map(http.origin, settings.TWOWAY_WEBHOOK_ADDRESSES)))


def checked(address: str) -> str:
    """The address as it will be called; BadInput when it is none, or one that we may not call."""
    address = address.strip()
    place = http.origin(address)
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # read for what it refuses
    except ValueError:
        place = ""
    if not place or parts.scheme not in http.PORTS or len(address) > LONGEST:
        raise BadInput("Give the whole address, such as https://example.org/notices.", field="target")
    if parts.username or parts.password:
        raise BadInput("Write the address without a name and password in it; calls are signed.", field="target")
    if place not in trusted():
        _must_be_public(parts.scheme, parts.hostname or "", parts.port or http.PORTS[parts.scheme])
    return urlunsplit(parts._replace(fragment=""))


def _must_be_public(scheme: str, host: str, port: int) -> None:
    if scheme != "https":
        raise BadInput(
            f"{host} must be reached over https. An administrator can allow it as it is with {SETTING}.",
            field="target",
        )
    try:
        wire.reachable(host, port)
    except Refused as error:
        raise BadInput(_in_our_words(error), field="target") from None
    except httpcore2.ConnectError:
        return  # The name may come later; it is looked at again before each call.


def call(address: str, content: bytes, headers: Mapping[str, str]) -> None:
    """Send `content` there. `Refused` for an address we may not call, `TryLater` or `Unsure` for what may pass."""
    timeouts = http.Timeouts(connect=CONNECT, total=TOTAL)
    way, path = way_to(address, timeouts, most_bytes=MOST_BYTES, trusted=trusted())
    try:
        answer = way.request("POST", path, content=content, headers={"Content-Type": "application/json", **headers})
    except Refused as error:
        raise Refused(_in_our_words(error)) from None
    if not 200 <= answer.status < 300:
        raise TryLater(f"{urlsplit(address).hostname} answered {answer.status} instead of taking the message.")


def _in_our_words(error: Refused) -> str:
    """The guard names the setting for networks; this is the one for addresses like these."""
    return error.for_people.replace("TWOWAY_NETWORK_ADDRESS", SETTING)
