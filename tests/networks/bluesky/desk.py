"""An account on the real Bluesky as the product holds it, and pictures to post."""

from __future__ import annotations

import hashlib
import secrets
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.counterparts.bluesky_server import Bluesky, Person
from twoway.domain.versions import Connection, Inbound, Picture, Receipt, Version
from twoway.networks import bluesky as network
from twoway.work.http import WebHttp


def png(width: int, height: int, noise: bool = False) -> bytes:
    """A real PNG of one grey, or of noise that does not shrink."""
    rows = (b"\0" + (secrets.token_bytes(width) if noise else b"\x80" * width) for _ in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows), 1)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def picture(content: bytes, width: int, height: int, alt: str) -> Picture:
    digest = hashlib.sha256(content).hexdigest()
    return Picture(sha256=digest, mime="image/png", size=len(content), width=width, height=height, alt=alt)


@dataclass(kw_only=True)
class Desk:
    """An account as the product holds it: a connection, and the way out with its secrets and pictures."""

    base: str
    person: Person
    connection: Connection
    pictures: dict[str, bytes] = field(default_factory=dict)

    def http(self, **other: str) -> WebHttp:
        return way(self.base, {**self.connection.secrets, **other}, self.pictures)

    def publish(self, text: str, key: str = "", **more: object) -> Receipt:
        return network.publish(self.http(), Version(text=text, **more), key or fresh_key())  # type: ignore[arg-type]  # tests name fields

    def holds(self, content: bytes) -> None:
        self.pictures[hashlib.sha256(content).hexdigest()] = content

    def messages(self, *own: str, cursor: str = "") -> list[Inbound]:
        batch = network.fetch(self.http(), cursor, own)
        found = [network.to_message(raw, self.connection.remote_id) for raw in batch.raw]
        return list({one.remote_id: one for one in found if one}.values())


def way(base: str, own: Mapping[str, str], pictures: Mapping[str, bytes] | None = None) -> WebHttp:
    return WebHttp(address=base, secrets=own, pictures=dict(pictures or {}).__getitem__, trusted=frozenset({base}))


def fresh_key() -> str:
    return network.new_key(datetime.now(UTC), secrets.randbits(64))


def desk_of(bluesky: Bluesky, name: str) -> Desk:
    """Somebody new, connected with an app password."""
    person = bluesky.person(name)
    answers = {"handle": f" @{person.handle} ", "password": person.app_password()}
    return Desk(base=bluesky.pds, person=person, connection=network.connect(way(bluesky.pds, {}), answers))
