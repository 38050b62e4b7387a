"""Records as they are put into an account's repository: pure, so that what is shown before is what is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from twoway.domain.atproto import EPOCH, blob, datetime_text, later_key, record_cid, record_key, rich_text, time_of
from twoway.domain.parts import is_one, keys_of, part_version, pieces_of
from twoway.domain.versions import Card, Picture, Receipt, ReplyTo, Version
from twoway.networks.bluesky.facts import FACTS

POST = "app.bsky.feed.post"
APPLY = "com.atproto.repo.applyWrites"
_GALLERY = "app.bsky.embed.gallery"
_MOST_IMAGES = 4
_MOST_LANGUAGES = 3
#: One tag that is none would have the whole post refused.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def new_key(at: datetime, entropy: int) -> str:
    """A record key in the second of `at`, which should be when the post is due: the post's own time is read from it."""
    return record_key(at, entropy)


def part_key(key: str, place: int) -> str:
    """The keys of a thread lie a second apart, so that its parts sort in their order."""
    return later_key(key, place)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The record as it is put into the account's repository, complete but for the account's name; of a thread, all of them.

    A picture's reference is computed from its bytes, so that it is shown here before the upload has answered with it.
    """
    if not is_one(version):
        return {"writes": writes_of("", version, keys_of(version, key, part_key))}
    # swapRecord null: make it, and never write over what is already there.
    return {"collection": POST, "rkey": key, "record": record_of(version, key), "swapRecord": None}


def record_of(version: Version, key: str) -> dict[str, object]:
    """One post as a record."""
    record: dict[str, object] = {"$type": POST, "text": version.text}
    if at := time_of(key):
        record["createdAt"] = datetime_text(at)
    if languages := [one for one in version.languages if _LANGUAGE.fullmatch(one)]:
        record["langs"] = languages[:_MOST_LANGUAGES]
    people = {one.handle.lower(): one.remote_id for one in version.mentions if one.remote_id}
    if facets := rich_text(version.text, FACTS, people):
        record["facets"] = facets
    if version.pictures:
        record["embed"] = _shown(version.pictures)
    elif version.card:
        record["embed"] = {"$type": "app.bsky.embed.external", "external": _external(version.card)}
    if version.reply_to:
        record["reply"] = {place: dict(ref) for place, ref in refs_of(version.reply_to).items()}
    return record


def writes_of(did: str, version: Version, keys: Sequence[str]) -> list[dict[str, object]]:
    """Every part of a thread as a record of its own. What a part answers is named by its contents, before it is there."""
    out: list[Receipt | None] = []
    writes: list[dict[str, object]] = []
    for piece, key in zip(pieces_of(version), keys, strict=True):
        part = part_version(version, piece.place, out) or version
        record = record_of(part, key)
        writes.append({"$type": f"{APPLY}#create", "collection": POST, "rkey": key, "value": record})
        here = {"uri": f"at://{did}/{POST}/{key}", "cid": record_cid(record)}
        out.append(Receipt(remote_id=here["uri"], address="", at=EPOCH, refs=refs_below(part, here)))
    return writes


def refs_below(version: Version, here: Mapping[str, str]) -> dict[str, object]:
    """What an answer to this post needs."""
    return {"parent": here, "root": dict(refs_of(version.reply_to)["root"]) if version.reply_to else here}


def _external(card: Card) -> dict[str, object]:
    """A link's card. The network looks at no page itself: what is not said here is not shown."""
    told: dict[str, object] = {"uri": card.address, "title": card.title, "description": card.about}
    if thumb := card.picture:
        told["thumb"] = dict(thumb.remote or blob(thumb.sha256, thumb.mime, thumb.size))
    return told


def _shown(pictures: Sequence[Picture]) -> dict[str, object]:
    """Pictures as their kind of embed: up to four as every reader has known them, more as a gallery."""
    if len(pictures) <= _MOST_IMAGES:
        return {"$type": "app.bsky.embed.images", "images": [_image(one) for one in pictures]}
    items = [
        {"$type": f"{_GALLERY}#image", "aspectRatio": {"width": 1, "height": 1}, **_image(one)} for one in pictures
    ]
    return {"$type": _GALLERY, "items": items}


def _image(picture: Picture) -> dict[str, object]:
    remote = picture.remote or blob(picture.sha256, picture.mime, picture.size)
    image: dict[str, object] = {"alt": picture.alt, "image": dict(remote)}
    if picture.width > 0 and picture.height > 0:
        image["aspectRatio"] = {"width": picture.width, "height": picture.height}
    return image


def refs_of(reply: ReplyTo) -> dict[str, Mapping[str, str]]:
    """The two references of a reply: the top of the thread and what is answered."""
    found: dict[str, Mapping[str, str]] = {}
    for place, uri in (("root", reply.root_id or reply.remote_id), ("parent", reply.remote_id)):
        ref = reply.refs.get(place)
        cid = ref.get("cid") if isinstance(ref, Mapping) else None
        found[place] = {"uri": uri, "cid": str(cid or "")}
    return found
