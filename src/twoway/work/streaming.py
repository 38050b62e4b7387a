"""An answer that goes on for hours, read line by line, and bounded in every direction."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpcore2
import httpx2

from twoway.domain.errors import TryLater
from twoway.work import wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long and how much is listened to.

    `quiet`: so many seconds without a byte mean that nobody is there any more (servers show a sign of life every 15 or 30).
    `seconds`: longer than this nothing is listened to, so that a token that was taken back is noticed. `line` and `whole`:
    more bytes than these, of one line and of one stream, are no news but a flood.
    """

    quiet: float = 90.0
    seconds: float = 3600.0
    line: int = 1_000_000
    whole: int = 50_000_000


BOUNDS = Bounds()

_BROKEN = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, httpx2.RequestError)


def lines(response: httpx2.Response, where: str, bounds: Bounds = BOUNDS) -> Iterator[str]:
    """Each line without its end. It just ends when whoever listens was asked to, and when its time is up."""
    until = time.monotonic() + bounds.seconds
    rest, heard = b"", 0
    chunks = response.iter_bytes()
    while time.monotonic() < until:
        chunk = _next(chunks, where, bounds.quiet)
        if not chunk:
            return
        heard += len(chunk)
        rest += chunk
        if heard > bounds.whole:
            raise TryLater(f"{where} sends more than anybody could read; the stream was left.")
        *whole, rest = rest.split(b"\n")
        if len(rest) > bounds.line:
            raise TryLater(f"{where} sends a line that does not end; the stream was left.")
        yield from (line.removesuffix(b"\r").decode("utf-8", "replace") for line in whole)


def _next(chunks: Iterator[bytes], where: str, quiet: float) -> bytes:
    """The next bytes, b"" at the end."""
    try:
        with wire.patience(quiet):
            return next(chunks, b"")
    except wire.Ended:
        return b""
    except _BROKEN as error:
        broken = TryLater(f"The stream of {where} broke off.", for_log=type(error).__name__)
    # Raised out here so that the library's error, which may quote a header, does not travel along.
    raise broken
