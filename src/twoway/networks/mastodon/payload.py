"""Exactly what is sent, and the key beside it. Pure."""

from __future__ import annotations

import re
from datetime import datetime

from twoway.domain.versions import Picture, ReplyTo, Version

_VISIBILITIES = frozenset({"public", "unlisted", "private", "direct"})


def new_key(at: datetime, entropy: int) -> str:
    """A key for the `Idempotency-Key` header, unlike any other."""
    return f"twoway-{int(at.timestamp()):x}-{entropy:016x}"


def to_payload(version: Version, key: str) -> dict[str, object]:
    """The JSON body of `POST /api/v1/statuses`; the key travels in a header beside it."""
    payload: dict[str, object] = {"status": addressed(version), "visibility": visibility_of(version.reply_to)}
    if version.languages:
        payload["language"] = version.languages[0].partition("-")[0]
    if version.pictures:
        payload["media_ids"] = [_media_id(picture) for picture in version.pictures]
    if version.reply_to:
        payload["in_reply_to_id"] = version.reply_to.remote_id
    return payload


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


def visibility_of(reply_to: ReplyTo | None) -> str:
    """A post is public; an answer is seen by no more people than what it answers."""
    if reply_to is None:
        return "public"
    seen = str(reply_to.refs.get("visibility") or "unlisted")
    return seen if seen in _VISIBILITIES else "direct"
