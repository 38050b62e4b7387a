"""An answer that goes on for hours, read line by line, and bounded in every direction."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpcore2
import httpx2

from twoway.domain.errors import TryLater
from twoway.work import wire

#: Seconds without a single byte after which nobody is there any more; servers show a sign of life every 15 or 30.
QUIET_SECONDS = 90.0
#: Nothing is listened to for longer than this, so that a token that was taken back is noticed.
MOST_SECONDS = 3600.0
#: Of one line, and of one stream: more is no news but a flood.
MOST_LINE_BYTES = 1_000_000
MOST_BYTES = 50_000_000

_BROKEN = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, httpx2.RequestError)


def lines(response: httpx2.Response, where: str) -> Iterator[str]:
    """Each line without its end. It just ends when whoever listens was asked to, and after an hour."""
    until = time.monotonic() + MOST_SECONDS
    rest, heard = b"", 0
    chunks = response.iter_bytes()
    while time.monotonic() < until:
        chunk = _next(chunks, where)
        if not chunk:
            return
        heard += len(chunk)
        rest += chunk
        if heard > MOST_BYTES or len(rest) > MOST_BYTES:
            raise TryLater(f"{where} sends more than anybody could read; the stream was left.")
        *whole, rest = rest.split(b"\n")
        if len(rest) > MOST_LINE_BYTES:
            raise TryLater(f"{where} sends a line that does not end; the stream was left.")
        yield from (line.removesuffix(b"\r").decode("utf-8", "replace") for line in whole)


def _next(chunks: Iterator[bytes], where: str) -> bytes:
    """The next bytes, b"" at the end."""
    try:
        with wire.patience(QUIET_SECONDS):
            return next(chunks, b"")
    except wire.Ended:
        return b""
    except _BROKEN as error:
        broken = TryLater(f"The stream of {where} broke off.", for_log=type(error).__name__)
    # Raised out here so that the library's error, which may quote a header, does not travel along.
    raise broken
