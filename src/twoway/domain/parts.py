"""A version in its parts: what a thread and a first comment are made of, and what each part answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from twoway.domain.facts import Facts
from twoway.domain.versions import Receipt, ReplyTo, Version


class PartKind(StrEnum):
    """What a part is to its reader."""

    PART = "part"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One part of a version, in its place."""

    place: int
    kind: PartKind
    text: str


def is_one(version: Version) -> bool:
    """Whether a version is a single post, with nothing after it."""
    return not version.more and not version.first_comment


def pieces_of(version: Version) -> tuple[Piece, ...]:
    """The parts in the order they go out: the thread from its beginning, then the first comment."""
    texts = [(PartKind.PART, text) for text in version.parts]
    if version.first_comment:
        texts.append((PartKind.COMMENT, version.first_comment))
    return tuple(Piece(place=place, kind=kind, text=text) for place, (kind, text) in enumerate(texts))


def why_not(version: Version, facts: Facts) -> str:
    """Why this network cannot take a version in its parts, in words for people; empty when it can."""
    if not facts.posts and version.reply_to is None:
        return f"{facts.name} only answers people, so nothing is posted there. Leave {facts.name} out."
    if version.more and not facts.threads:
        return f"{facts.name} has no threads. Make one post of it, or leave {facts.name} out."
    if version.first_comment and not facts.first_comment:
        return f"{facts.name} takes no first comment from us. Put those words into the post, or leave them out."
    return ""


def keys_of(version: Version, key: str, part_key: Callable[[str, int], str] | None) -> tuple[str, ...]:
    """A key for each part, chosen once: the first part has the delivery's own."""
    make = part_key or (lambda first, place: f"{first}-{place + 1}")
    return tuple(make(key, piece.place) if piece.place else key for piece in pieces_of(version))


def part_version(version: Version, place: int, out: Sequence[Receipt | None]) -> Version | None:
    """One part as a version of its own, answering what it stands under; None while that is not known.

    `out` holds the receipts of the parts before it. One without a remote id (a person said it is there) is passed over: the
    next part then answers the nearest one that is known.
    """
    first = replace(version, more=(), first_comment="")
    if place == 0:
        return first
    piece = pieces_of(version)[place]
    above = _above(piece, out)
    if above is None:
        return None
    root = version.reply_to.root_id if version.reply_to else _root(above, out)
    reply = ReplyTo(remote_id=above.remote_id, root_id=root, refs=above.refs)
    return replace(first, text=piece.text, pictures=(), card=None, reply_to=reply, title="", link="")


def _above(piece: Piece, out: Sequence[Receipt | None]) -> Receipt | None:
    """What a part answers: the one before it; a comment, the post itself."""
    before = [one for one in out[: piece.place] if one is not None and one.remote_id]
    if not before:
        return None
    return before[0] if piece.kind is PartKind.COMMENT else before[-1]


def _root(above: Receipt, out: Sequence[Receipt | None]) -> str:
    return next((one.remote_id for one in out if one is not None and one.remote_id), above.remote_id)
