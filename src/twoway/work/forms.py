"""Sending a form with a secret in it to a public address, under the same guard as every call we make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from twoway.plug.http import Answer
from twoway.work.later import later

if TYPE_CHECKING:
    from twoway.work import http
else:
    http = later("twoway.work.http")

#: Nobody needs to tell us more than that they took it.
MOST_BYTES = 65_536


def send_form(address: str, form: Mapping[str, str], *, seconds: float, trusted: frozenset[str]) -> Answer:
    """What the server says; raises only network answers. Without https, and to private addresses, only where `trusted`."""
    parts = urlsplit(address)
    way = http.WebHttp(
        address=f"{parts.scheme}://{parts.netloc}",
        secrets={},
        pictures=lambda sha256: b"",
        trusted=trusted,
        timeouts=http.Timeouts(total=seconds),
        most_bytes=MOST_BYTES,
    )
    path = parts.path or "/"
    # Asking twice is asking once: nobody has to find out whether it arrived.
    return way.request("POST", f"{path}?{parts.query}" if parts.query else path, form=form, changes=False)
