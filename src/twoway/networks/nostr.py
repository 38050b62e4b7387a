"""Nostr: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: github.com/nostr-protocol/nips, NIP-01 (events), 10 (threads), 11 (what a relay allows), 19 (names of keys), 24 (tags),
27 (people in a text) and 92 (pictures), as read on 2026-11-22. The payload is the event before it is signed. Its time comes from
the key, so that the same words with the same key are the same event however often they are sent. Markup is not used: readers
would see the signs.

Nothing was tried on the live network. Not verified: the limit. The protocol has none and every relay its own; the number in
the facts is the example of NIP-11, counted in bytes, which is stricter than the characters that the page speaks of. What is out
cannot be changed, and taking it down is only a request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from twoway.domain.facts import (
    Connecting,
    Facts,
    Grammar,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    MediaFacts,
    MentionFacts,
    PageFacts,
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.payloads import uploaded, with_people
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.versions import Mention, Picture, ReplyTo, Version

_CHECKED = date(2026, 11, 22)
_NIPS = "https://github.com/nostr-protocol/nips/blob/master"
_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_NPUB = rf"npub1[{_SIGNS}]{{58}}"
_NPROFILE = rf"nprofile1[{_SIGNS}]{{60,900}}"

FACTS = Facts(
    slug="nostr",
    name="Nostr",
    glyph="N",
    colours=("#6b2fa8", "#d2aef5"),
    home="https://nostr.com",
    default_address="https://nostr.com",
    text=TextFacts(
        limit=Limit(
            value=8196,
            unit=Unit.BYTES,
            source=f"{_NIPS}/11.md",
            checked_on=_CHECKED,
            standing=Standing.UNVERIFIED,
        ),
        grammar=Grammar.FEDIVERSE,
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=3, source=f"{_NIPS}/24.md"),
    mentions=MentionFacts(
        handle=rf"(?:{_NPUB}|\w(?:[\w.-]*\w)?)",
        telling=_NPUB,
        example="sunnybank",
        needs_id=True,
        ids=rf"(?:{_NPUB}|{_NPROFILE}|[0-9a-fA-F]{{64}})",
    ),
    media=MediaFacts(
        # No limit in the protocol: pictures lie at addresses. These are what common clients show well.
        most=10,
        bytes_limit=10_000_000,
        types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        source=f"{_NIPS}/92.md",
    ),
    idempotency=Idempotency.CLIENT_ID,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=(
        "connect an account or send anything yet",
        "change a post once it is out",
        "take a post down for certain",
    ),
    sources=tuple((f"{_NIPS}/{number}.md", _CHECKED) for number in ("01", "10", "11", "19", "24", "27", "92")),
    threads=True,
    page=PageFacts(actions=("Reply", "Repost", "Like", "Zap"), corner=8),
)


def new_key(at: datetime, entropy: int) -> str:
    """The second of the event, and bits that tell two deliveries apart."""
    return f"{int(at.timestamp())}-{entropy:016x}"


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The event of kind 1 before it is signed: what its id is computed from, complete but for the author."""
    keys: list[str] = []

    def written(person: Mention) -> str:
        public_key = _public_key(person.remote_id or "")
        if not public_key:
            return person.written
        keys.append(public_key)
        # A name that was kept may know where its owner can be read; it is passed on whole.
        kept = person.remote_id if re.fullmatch(_NPROFILE, person.remote_id or "") else None
        return f"nostr:{kept or nprofile(public_key)}"

    content = "\n".join([with_people(version, written), *(uploaded(picture, "url") for picture in version.pictures)])
    event: dict[str, object] = {"kind": 1, "content": content, "tags": [*_tags(version, keys)]}
    if (seconds := key.partition("-")[0]).isdecimal():
        event["created_at"] = int(seconds)
    return event


def _tags(version: Version, keys: list[str]) -> Iterator[list[str]]:
    """What is answered, who is named, what it is about, and the pictures."""
    if version.reply_to:
        yield from _thread(version.reply_to)
        keys = [*filter(None, [_public_key(str(version.reply_to.refs.get("pubkey") or ""))]), *keys]
    yield from (["p", one] for one in dict.fromkeys(keys))
    tags = (one.value.lower() for one in entities(version.text, FACTS) if one.kind is EntityKind.HASHTAG)
    yield from (["t", tag] for tag in dict.fromkeys(tags))
    yield from map(_imeta, version.pictures)


def _thread(answered: ReplyTo) -> Iterator[list[str]]:
    yield ["e", answered.root_id, "", "root"]
    if answered.remote_id != answered.root_id:
        yield ["e", answered.remote_id, "", "reply"]


def _imeta(picture: Picture) -> list[str]:
    known = ["imeta", f"url {uploaded(picture, 'url')}", f"m {picture.mime}", f"x {picture.sha256}"]
    if picture.width > 0 and picture.height > 0:
        known.append(f"dim {picture.width}x{picture.height}")
    return [*known, f"alt {picture.alt}"] if picture.alt else known


# -- names of keys (NIP-19) -------------------------------------------------------------------------------------------


def _public_key(name: str) -> str:
    """A public key in hexadecimal, from that, from an npub or from an nprofile; "" when it is none of them."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", name):
        return name.lower()
    return from_name(name) if re.fullmatch(f"{_NPUB}|{_NPROFILE}", name) else ""


def npub(public_key: str) -> str:
    """The name of a public key, as people keep it."""
    return _named("npub", bytes.fromhex(public_key))


def nprofile(public_key: str) -> str:
    """The name of a public key, as it is written in a text."""
    return _named("nprofile", bytes((_KEY_FOLLOWS, 32)) + bytes.fromhex(public_key))


def from_name(name: str) -> str:
    """The public key of an npub or nprofile in hexadecimal; "" when a sign is wrong."""
    prefix, _, written = name.partition("1")
    numbers = [_SIGNS.index(sign) for sign in written]
    data, checksum = numbers[:-6], numbers[-6:]
    if _checksum(prefix, data) != checksum:
        return ""
    held = bytes(_regrouped(data, 5, 8)[: len(data) * 5 // 8])
    return held.hex() if prefix == "npub" else _key_in(held).hex()


#: In an nprofile everything has its kind and its length before it; addresses of relays may stand beside the key.
_KEY_FOLLOWS = 0


def _key_in(held: bytes) -> bytes:
    while len(held) > 2:
        kind, length = held[0], held[1]
        if kind == _KEY_FOLLOWS:
            return held[2:34] if length == 32 == len(held[2:34]) else b""
        held = held[2 + length :]
    return b""


def _named(prefix: str, data: bytes) -> str:
    numbers = _regrouped(data, 8, 5)
    return f"{prefix}1" + "".join(_SIGNS[number] for number in [*numbers, *_checksum(prefix, numbers)])


def _regrouped(numbers: bytes | list[int], from_bits: int, to_bits: int) -> list[int]:
    """The same bits in groups of another size, filled up with zeros."""
    bits = "".join(f"{number:0{from_bits}b}" for number in numbers)
    return [int(bits[at : at + to_bits].ljust(to_bits, "0"), 2) for at in range(0, len(bits), to_bits)]


_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _checksum(prefix: str, data: list[int]) -> list[int]:
    """The checksum of bech32 (BIP-173)."""
    signs = prefix.encode("ascii")
    total = 1
    for number in [*(sign >> 5 for sign in signs), 0, *(sign & 31 for sign in signs), *data, *[0] * 6]:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ number
        for bit, factor in enumerate(_GENERATOR):
            total ^= factor if top >> bit & 1 else 0
    return [(total ^ 1) >> 5 * (5 - place) & 31 for place in range(6)]
