"""Names and references of the AT protocol, as it defines them: record keys, blob references, rich text, session claims.

Followed: https://atproto.com/specs/tid, https://atproto.com/specs/data-model and the lexicon `app.bsky.richtext.facet`,
checked 2026-11-22.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from twoway.domain.facts import Facts
from twoway.domain.text.entities import Entity, EntityKind, byte_slice, entities

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
_KEY = re.compile(rf"[{_SIGNS[:16]}][{_SIGNS}]{{12}}")
_FACET = "app.bsky.richtext.facet"
#: CID version 1, raw bytes, SHA-256, 32 bytes long.
_HASHED_RAW = b"\x01\x55\x12\x20"


def record_key(at: datetime, entropy: int) -> str:
    """A timestamp identifier (TID) in the second of `at`: 13 signs that sort by time.

    The entropy fills the microseconds and the clock number, so that two keys of one second are almost surely different.
    """
    micros = int(at.timestamp()) * 1_000_000 + entropy % 1_000_000
    number = micros << 10 | entropy // 1_000_000 % 1024
    return "".join(_SIGNS[number >> shift & 31] for shift in range(60, -1, -5))


def time_of(key: str) -> datetime | None:
    """The time in a record key; None when it is no timestamp identifier."""
    if not _KEY.fullmatch(key):
        return None
    number = 0
    for sign in key:
        number = number << 5 | _SIGNS.index(sign)
    return EPOCH + timedelta(microseconds=number >> 10)


def datetime_text(at: datetime) -> str:
    """A time as records carry it: UTC, milliseconds, Z."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def blob(sha256: str, mime: str, size: int) -> dict[str, object]:
    """What a server answers to the upload of bytes with this hash (in hexadecimal)."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        digest = b""
    link = "b" + base64.b32encode(_HASHED_RAW + digest).decode().lower().rstrip("=")
    return {"$type": "blob", "ref": {"$link": link}, "mimeType": mime, "size": size}


def rich_text(text: str, facts: Facts, people: Mapping[str, str]) -> list[dict[str, object]]:
    """What is clickable in a text, in bytes of UTF-8. `people` are DIDs by handle; who is not among them stays plain text."""
    found: list[dict[str, object]] = []
    for entity in entities(text, facts):
        if (feature := _feature(entity, people)) is not None:
            start, end = byte_slice(text, entity.start, entity.end)
            found.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
    return found


def _feature(entity: Entity, people: Mapping[str, str]) -> dict[str, str] | None:
    match entity.kind:
        case EntityKind.LINK:
            return {"$type": f"{_FACET}#link", "uri": entity.value}
        case EntityKind.HASHTAG:
            return {"$type": f"{_FACET}#tag", "tag": entity.value}
        case EntityKind.CASHTAG:
            return {"$type": f"{_FACET}#tag", "tag": f"${entity.value}"}
        case EntityKind.MENTION if entity.value.lower() in people:
            return {"$type": f"{_FACET}#mention", "did": people[entity.value.lower()]}
    return None


def claims(token: str) -> Mapping[str, object]:
    """What a session token says of itself, unchecked; nothing when it cannot be read."""
    parts = token.split(".")
    middle = parts[1] if len(parts) == 3 else ""
    try:
        found = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
