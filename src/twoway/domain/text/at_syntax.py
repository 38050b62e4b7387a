"""What may be a name, an identifier or a time in the AT protocol.

Followed: atproto.com/specs/handle, /did and /lexicon#datetime with bluesky-social/atproto's interop tests, checked 2026-11-22.
"""

from __future__ import annotations

import re

_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HANDLE = re.compile(rf"(?:{_LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?")
_DID = re.compile("did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]")
_DATETIME = re.compile(
    r"(?P<day>[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))T(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]):[0-5][0-9]"
    r"(?:\.[0-9]+)?(?:Z|(?P<sign>[+-])(?P<zone>(?:[01][0-9]|2[0-3]):[0-5][0-9]))"
)
_LONGEST_HANDLE = 253
_LONGEST_DID = 2048
_LONGEST_DATETIME = 64


def is_handle(text: str) -> bool:
    """A domain of at least two labels whose last one begins with a letter."""
    return len(text) <= _LONGEST_HANDLE and _HANDLE.fullmatch(text) is not None


def is_did(text: str) -> bool:
    """A decentralised identifier, by its form alone."""
    return len(text) <= _LONGEST_DID and _DID.fullmatch(text) is not None


def is_identifier(text: str) -> bool:
    """A handle or a decentralised identifier."""
    return is_did(text) if text.startswith("did:") else is_handle(text)


def is_datetime(text: str) -> bool:
    """A time with seconds and a zone, in the years of our era; an unknown zone (`-00:00`) is none.

    Every month may have 31 days here, as in the official implementation.
    """
    match = _DATETIME.fullmatch(text) if len(text) <= _LONGEST_DATETIME else None
    if match is None or text.endswith("-00:00"):
        return False
    time, zone = _minutes(match["time"]), _minutes(match["zone"] or "00:00")
    is_before = match["day"] == "0000-01-01" and match["sign"] == "+" and time < zone
    is_after = match["day"] == "9999-12-31" and match["sign"] == "-" and time + zone >= 24 * 60
    return not is_before and not is_after


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)
