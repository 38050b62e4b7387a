"""Asking for a public address, as a reader would: nothing secret goes along, and private addresses are not asked."""

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


def ask(
    address: str, *, headers: Mapping[str, str], most_bytes: int, seconds: float, trusted: frozenset[str]
) -> Answer:
    """What the server says, whatever its status; raises only network answers. `trusted` origins may be private."""
    parts = urlsplit(address)
    way = http.WebHttp(
        address=f"{parts.scheme}://{parts.netloc}",
        secrets={},
        pictures=lambda sha256: b"",
        trusted=trusted,
        timeouts=http.Timeouts(total=seconds),
        most_bytes=most_bytes,
        is_secret=False,
    )
    path = parts.path or "/"
    return way.request("GET", f"{path}?{parts.query}" if parts.query else path, headers=headers)
