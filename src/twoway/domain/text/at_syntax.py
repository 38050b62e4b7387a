"""What may be a name, an identifier or a time in the AT protocol.

Followed: atproto.com/specs/handle, /did and /lexicon#datetime with bluesky-social/atproto's interop tests, checked 2026-11-22.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HANDLE = re.compile(rf"(?:{_LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?")
_DID = re.compile("did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]")
_DATETIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2})-(?P<day>[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,20})?"
    r"(?P<zone>Z|(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}))"
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
    """A real time with seconds and a zone, not near the year zero; an unknown zone (`-00:00`) is none."""
    match = _DATETIME.fullmatch(text) if len(text) <= _LONGEST_DATETIME else None
    if match is None or match["zone"] == "-00:00" or text.startswith("000"):
        return False
    if match["sign"] and (int(match["hours"]) > 23 or int(match["minutes"]) > 59):
        return False
    return _is_real(f"{match['date']}-01T{match['time']}", int(match["day"]))


def _is_real(first_of_month: str, day: int) -> bool:
    """Days up to 31 are taken in every month, as the official implementation takes them."""
    try:
        begins = datetime.strptime(first_of_month, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return first_of_month.endswith("T24:00:00") and _is_real(first_of_month[:-8] + "00:00:00", day)
    return 1 <= day <= 31 and begins + timedelta(days=day) is not None
