"""Numbers, times and addresses that anybody may have written: what makes no sense is nothing, and never a fault."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

#: No head of an answer tells anything that has more digits.
_MOST_DIGITS = 15


def number(words: str) -> int | None:
    """A whole number that is not negative, in plain digits."""
    words = words.strip()
    is_number = words.isascii() and words.isdigit() and len(words) <= _MOST_DIGITS
    return int(words) if is_number else None


def moment(words: str) -> datetime | None:
    """A time as heads of answers tell it (RFC 9110, 5.6.7), in UTC."""
    try:
        at = parsedate_to_datetime(words)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def parts_of(address: str) -> SplitResult:
    """The parts of an address; all of them empty where it is none, such as one whose brackets do not close."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
