"""Names and references of the AT protocol, as it defines them: record keys, blob references, rich text, session claims.

Followed: https://atproto.com/specs/tid, https://atproto.com/specs/data-model and the lexicon `app.bsky.richtext.facet`,
checked 2026-11-22.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from twoway.domain.facts import Facts
from twoway.domain.heads import moment, number
from twoway.domain.text.entities import Entity, EntityKind, byte_slice, entities

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
_KEY = re.compile(rf"[{_SIGNS[:16]}][{_SIGNS}]{{12}}")
_FACET = "app.bsky.richtext.facet"
#: CID version 1, raw bytes, SHA-256, 32 bytes long.
_HASHED_RAW = b"\x01\x55\x12\x20"
#: The same, of a record.
_HASHED_RECORD = b"\x01\x71\x12\x20"


def record_key(at: datetime, entropy: int) -> str:
    """A timestamp identifier (TID) in the second of `at`: 13 signs that sort by time.

    The entropy fills the microseconds and the clock number, so that two keys of one second are almost surely different.
    """
    micros = int(at.timestamp()) * 1_000_000 + entropy % 1_000_000
    number = micros << 10 | entropy // 1_000_000 % 1024
    return _spelled(number)


def key_about(uri: str) -> str:
    """A record key that follows from what the record is about, so that whoever writes it twice writes one."""
    about = hashlib.sha256(uri.encode()).digest()
    at = time_of(uri.rpartition("/")[2]) or EPOCH
    return record_key(at, int.from_bytes(about[:8]))


def _spelled(number: int) -> str:
    return "".join(_SIGNS[number >> shift & 31] for shift in range(60, -1, -5))


def _number(key: str) -> int:
    number = 0
    for sign in key:
        number = number << 5 | _SIGNS.index(sign)
    return number


def time_of(key: str) -> datetime | None:
    """The time in a record key; None when it is no timestamp identifier."""
    if not _KEY.fullmatch(key):
        return None
    return EPOCH + timedelta(microseconds=_number(key) >> 10)


def later_key(key: str, seconds: int) -> str:
    """A record key so many seconds after another; it sorts after it. What is no timestamp identifier gets a number."""
    if not _KEY.fullmatch(key):
        return f"{key}-{seconds}"
    return _spelled(_number(key) + (seconds * 1_000_000 << 10))


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


def record_cid(record: Mapping[str, object]) -> str:
    """The name that a record has by its contents, as its server computes it (https://atproto.com/specs/data-model).

    Records that are written together can point at each other by it before any of them is there.
    """
    digest = hashlib.sha256(_cbor(record)).digest()
    return "b" + base64.b32encode(_HASHED_RECORD + digest).decode().lower().rstrip("=")


def _cbor(value: object) -> bytes:
    """DAG-CBOR: what JSON can say, with links to contents, in the one spelling that is allowed."""
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case str():
            raw = value.encode()
            return _head(3, len(raw)) + raw
        case {"$link": str(link), **more} if not more:
            return _link(link)
        case Mapping():
            keys = sorted((str(key).encode() for key in value), key=lambda key: (len(key), key))
            pairs = (_cbor(key.decode()) + _cbor(value[key.decode()]) for key in keys)
            return _head(5, len(value)) + b"".join(pairs)
        case list() | tuple():
            return _head(4, len(value)) + b"".join(map(_cbor, value))
    raise TypeError(f"a record cannot hold {type(value).__name__}")


def _link(link: str) -> bytes:
    spelled = link.removeprefix("b").upper()
    raw = b"\x00" + base64.b32decode(spelled + "=" * (-len(spelled) % 8))
    return b"\xd8\x2a" + _head(2, len(raw)) + raw


def _head(kind: int, number: int) -> bytes:
    """The first bytes of a value: its kind, and a number in as few bytes as it needs."""
    if number < 24:
        return bytes([kind << 5 | number])
    for mark, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([kind << 5 | mark]) + number.to_bytes(size)
    raise ValueError("a number too large for a record")


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


def whole_links(text: str, facets: object) -> str:
    """A text with its links written out: apps show “example.org/rye/...”, and keep where that leads beside the text."""
    raw, links = text.encode(), sorted(_links(facets), reverse=True)
    before = len(raw)
    for start, end, uri in links:
        if not 0 <= start < end <= before:
            continue
        shown = raw[start:end].decode(errors="replace")
        raw, before = raw[:start] + _written_out(shown, uri).encode() + raw[end:], start
    return raw.decode(errors="replace")


def _links(facets: object) -> Iterator[tuple[int, int, str]]:
    """Where links begin and end, in bytes, and where they lead."""
    for facet in maps(facets):
        index = facet.get("index")
        start, end = (
            (index.get(name) for name in ("byteStart", "byteEnd")) if isinstance(index, Mapping) else ("", "")
        )
        uris = [one.get("uri") for one in maps(facet.get("features")) if one.get("$type") == f"{_FACET}#link"]
        if isinstance(start, int) and isinstance(end, int) and uris and isinstance(uris[0], str):
            yield start, end, uris[0]


def _written_out(shown: str, uri: str) -> str:
    bare = uri.partition("://")[2] or uri
    if shown.rstrip("/") in (uri.rstrip("/"), bare.rstrip("/")):
        return shown
    cut = shown.removesuffix("...").removesuffix("…")
    return uri if cut != shown and (uri.startswith(cut) or bare.startswith(cut)) else f"{shown} ({uri})"


def claims(token: str) -> Mapping[str, object]:
    """What a session token says of itself, unchecked; nothing when it cannot be read."""
    parts = token.split(".")
    middle = parts[1] if len(parts) == 3 else ""
    try:
        found = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def ref(found: object) -> dict[str, str]:
    """A reference to a record: its address and the name of its contents."""
    return {"uri": word(found, "uri"), "cid": word(found, "cid")}


def word(found: object, name: str) -> str:
    """The words under a name; ValueError when there are none."""
    words = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(words, str) or not words:
        raise ValueError(f"no {name} where one belongs")
    return words


def maps(found: object) -> list[Mapping[str, object]]:
    """The objects in what should be a list of them."""
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def when(text: object) -> datetime | None:
    """An aware time, None when it is none."""
    try:
        at = datetime.fromisoformat(str(text))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def instant(seconds: object) -> datetime | None:
    """A time in seconds since 1970; None when it makes no sense."""
    return EPOCH + timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < 10**11 else None


def clock_of(headers: Mapping[str, str]) -> datetime | None:
    """What time it is for the server that answered; None when it does not tell."""
    return moment(headers.get("date", ""))


def asked_to_wait(headers: Mapping[str, str]) -> timedelta:
    """How long the server asks us to stay away, by its own clock."""
    at, asked = clock_of(headers), number(headers.get("retry-after", ""))
    seconds = 300 if asked is None else asked
    if at and (reset := number(headers.get("ratelimit-reset", ""))) is not None:
        seconds = reset - int(at.timestamp())
    return timedelta(seconds=min(max(seconds, 1), 86_400))
