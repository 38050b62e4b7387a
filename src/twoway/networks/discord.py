"""Discord: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: docs.discord.com, Create Message (API v10), allowed mentions and message formatting, as read on 2026-11-22. A bot
writes, because a webhook can neither answer nor be kept from sending twice. Markdown stays as it is written. Nobody is told of
a post but those who were looked up: @everyone and @here are plain words.

Nothing was tried on the live network. Not verified: the unit of the 2,000 (code points here), and for how long a nonce holds
(“a few minutes” by the documentation; the facts say one). Larger files are taken where a server has paid for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from twoway.domain.facts import (
    Byline,
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
    TextFacts,
    Unit,
)
from twoway.domain.payloads import uploaded, with_people
from twoway.domain.versions import Mention, Version

_CHECKED = date(2026, 11, 22)
_DOCS = "https://docs.discord.com/developers"
_MESSAGE = f"{_DOCS}/resources/message"

FACTS = Facts(
    slug="discord",
    name="Discord",
    glyph="D",
    colours=("#4650b8", "#b3baff"),
    home="https://discord.com",
    default_address="https://discord.com/api/v10",
    text=TextFacts(
        limit=Limit(value=2000, unit=Unit.CODE_POINTS, source=f"{_MESSAGE}#create-message", checked_on=_CHECKED),
        markdown=True,
        grammar=Grammar.FEDIVERSE,
    ),
    hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0, source=f"{_DOCS}/reference#message-formatting"),
    mentions=MentionFacts(handle=r"[a-z0-9_](?:[a-z0-9_.]{0,30}[a-z0-9_])?", example="sunnybank", needs_id=True),
    media=MediaFacts(
        most=10,
        bytes_limit=10_000_000,
        types=("image/jpeg", "image/png", "image/gif", "image/webp"),
        alt_limit=Limit(
            value=1024, unit=Unit.CODE_POINTS, source=f"{_MESSAGE}#attachment-object", checked_on=_CHECKED
        ),
        source=f"{_DOCS}/reference#uploading-files",
    ),
    idempotency=Idempotency.KEY_WITH_WINDOW,
    key_window_seconds=60,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "tell everybody at once"),
    sources=(
        (f"{_MESSAGE}#create-message", _CHECKED),
        (f"{_MESSAGE}#allowed-mentions-object", _CHECKED),
        (f"{_DOCS}/reference#message-formatting", _CHECKED),
    ),
    edits=True,
    page=PageFacts(actions=(), byline=Byline.NONE, corner=4),
)


def new_key(at: datetime, entropy: int) -> str:
    """A nonce: 25 signs at most."""
    return f"{int(at.timestamp()) & 0xFFFF_FFFF:08x}-{entropy & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The JSON body of `POST /channels/{id}/messages`."""
    told: list[str] = []

    def written(person: Mention) -> str:
        told.append(person.remote_id or "")
        return f"<@{person.remote_id}>"

    payload: dict[str, object] = {
        "content": with_people(version, written),
        "allowed_mentions": {"parse": [], "users": list(dict.fromkeys(told))},
        "nonce": key,
        "enforce_nonce": True,
    }
    if version.pictures:
        payload["attachments"] = [
            {"id": number, "filename": uploaded(picture, "filename"), "description": picture.alt}
            for number, picture in enumerate(version.pictures)
        ]
    if version.reply_to:
        payload["message_reference"] = {"message_id": version.reply_to.remote_id}
    return payload
