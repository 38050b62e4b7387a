"""Calls to one public address that belongs to no account: nothing sealed and no picture goes along, private ones are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from twoway.plug.http import Answer
from twoway.plug.later import later

if TYPE_CHECKING:
    from twoway.work import http
else:
    http = later("twoway.work.http")

#: Of those who only have to take what we send: nobody needs to tell us more than that they took it.
MOST_BYTES = 65_536


def way_to(
    address: str, timeouts: http.Timeouts, *, most_bytes: int, trusted: frozenset[str], is_secret: bool = True
) -> tuple[http.WebHttp, str]:
    """A way out to the server of an address, and the path there. `trusted` origins may be private, or without https.

    `is_secret`: nobody on the way may read what is sent, so without https it goes to `trusted` ones alone.
    """
    parts = urlsplit(address)
    way = http.WebHttp(
        address=f"{parts.scheme}://{parts.netloc}",
        secrets={},
        pictures=_none,
        trusted=trusted,
        timeouts=timeouts,
        most_bytes=most_bytes,
        is_secret=is_secret,
    )
    return way, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def ask(
    address: str, *, headers: Mapping[str, str], most_bytes: int, seconds: float, trusted: frozenset[str]
) -> Answer:
    """What the server says, whatever its status, as a reader would hear it; raises only network answers."""
    way, path = way_to(address, http.Timeouts(total=seconds), most_bytes=most_bytes, trusted=trusted, is_secret=False)
    return way.request("GET", path, headers=headers)


def send_form(address: str, form: Mapping[str, str], *, seconds: float, trusted: frozenset[str]) -> Answer:
    """What the server says to a form with a secret in it; raises only network answers."""
    way, path = way_to(address, http.Timeouts(total=seconds), most_bytes=MOST_BYTES, trusted=trusted)
    # Asking twice is asking once: nobody has to find out whether it arrived.
    return way.request("POST", path, form=form, changes=False)


def _none(sha256: str) -> bytes:
    raise FileNotFoundError(sha256)
