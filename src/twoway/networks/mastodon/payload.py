"""Exactly what is sent, and the key beside it. Pure."""

from __future__ import annotations

import re
from datetime import datetime

from twoway.domain.versions import Picture, Version

#: Who sees a post, from the fewest people to the most.
AUDIENCES = ("direct", "private", "unlisted", "public")


def new_key(at: datetime, entropy: int) -> str:
    """A key for the `Idempotency-Key` header, unlike any other."""
    return f"twoway-{int(at.timestamp()):x}-{entropy:016x}"


def to_payload(version: Version, key: str) -> dict[str, object]:
    """The JSON body of `POST /api/v1/statuses`; the key travels in a header beside it."""
    payload: dict[str, object] = {"status": addressed(version), "visibility": visibility_of(version)}
    payload |= warned(version)
    if version.languages:
        payload["language"] = version.languages[0].partition("-")[0]
    if version.pictures:
        payload["media_ids"] = [_media_id(picture) for picture in version.pictures]
    if version.reply_to:
        payload["in_reply_to_id"] = version.reply_to.remote_id
    return payload


def to_change(version: Version) -> dict[str, object]:
    """The JSON body of `PUT /api/v1/statuses/:id`. What is left out there stays, so that what is gone is said, too."""
    attached = [picture for picture in version.pictures if (picture.remote or {}).get("id")]
    return {
        "status": addressed(version),
        "spoiler_text": version.warning,
        "sensitive": bool(version.warning),
        "media_ids": [_media_id(picture) for picture in version.pictures],
        "media_attributes": [{"id": _media_id(one), "description": one.alt} | described(one) for one in attached],
        **({"language": version.languages[0].partition("-")[0]} if version.languages else {}),
    }


def warned(version: Version) -> dict[str, object]:
    """The words that stand before a text that is folded away; its pictures are hidden with it."""
    return {"spoiler_text": version.warning, "sensitive": True} if version.warning else {}


def described(picture: Picture) -> dict[str, str]:
    """What goes with a picture: its description, and the point that every cut keeps.

    Servers count that point from the middle, to the right and upwards, each from -1 to 1.
    """
    told = {"description": picture.alt} if picture.alt else {}
    if picture.focus is not None:
        left, top = picture.focus
        told["focus"] = f"{2 * left - 1:.3f},{1 - 2 * top:.3f}"
    return told


def _media_id(picture: Picture) -> str:
    """The server's name for a picture; before the upload a placeholder, seen in previews alone."""
    return str((picture.remote or {}).get("id") or f"upload-{picture.sha256[:12]}")


def addressed(version: Version) -> str:
    """The text, with the handle of the one who is answered in front where the text does not hold it."""
    acct = str(version.reply_to.refs.get("acct") or "") if version.reply_to else ""
    if not acct or _names(version.text, acct):
        return version.text
    return f"@{acct} {version.text}"


def _names(text: str, acct: str) -> bool:
    """Whether a text mentions this account. A bare name is another one than the same name on another server."""
    return re.search(rf"(?<![\w@/])@{re.escape(acct)}(?![\w@]|[.-]\w)", text, re.IGNORECASE) is not None


def visibility_of(version: Version) -> str:
    """Who was chosen to see it, else everybody; an answer is seen by no more people than what it answers."""
    if version.reply_to is None:
        return _known(version.audience or AUDIENCES[-1])
    seen = _known(str(version.reply_to.refs.get("visibility") or "unlisted"))
    return min(seen, _known(version.audience or seen), key=AUDIENCES.index)


def _known(audience: str) -> str:
    """A word of some other server is taken for the fewest people: never may more see it than were meant to."""
    return audience if audience in AUDIENCES else AUDIENCES[0]


def is_wider(made: str, meant: str) -> bool:
    """Whether more people see a post than were meant to. What is not known may be anything."""
    if made == meant:
        return False
    return made not in AUDIENCES or AUDIENCES.index(made) > AUDIENCES.index(meant)
