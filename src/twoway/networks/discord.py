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

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from twoway.domain.errors import BadInput
from twoway.domain.facts import (
    AppFacts,
    AppField,
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
from twoway.domain.versions import Batch, Mention, Version
from twoway.plug.signed import content, require_fresh
from twoway.plug.signing_in import HookCall, HookReply

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
        (
            "https://docs.discord.com/developers/gateway/getting-started-with-privileged-intent-review",
            date(2026, 11, 23),
        ),
    ),
    edits=True,
    page=PageFacts(actions=(), byline=Byline.NONE, corner=4),
    app=AppFacts(
        console="https://discord.com/developers/applications",
        steps=(
            "Open discord.com/developers/applications and press “New application”.",
            "Under “General information”, copy the application id and the public key.",
            (
                "Under “Bot”, press “Reset token” and copy the token; it is shown once. Switch “Message content "
                "intent” on."
            ),
            (
                "Under “OAuth2, URL generator”, choose “bot” with the rights to view, to send messages, to attach "
                "files and to read the history."
            ),
            "Open the address that it makes, and add the bot to your server.",
        ),
        fields=(
            AppField(
                name="application_id",
                label="Application ID",
                where="General information",
                pattern="[0-9]{17,20}",
                example="123456789012345678",
            ),
            AppField(
                name="public_key",
                label="Public key",
                where="General information, below the id",
                pattern="[0-9a-f]{64}",
                example="0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            ),
            AppField(
                name="token",
                label="Bot token",
                where="Bot, shown once after “Reset token”",
                pattern=r"[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,40}",
                example="ZXhhbXBsZS1leGFtcGxlLWlk.EXAMPL.example-Example_0123456789-EXAMPLE",
                secret=True,
            ),
        ),
        costs="Free",
        review=(
            "None while fewer than 10,000 people are on the servers that it was added to; then Discord looks at why it reads "
            "messages. Since June 2026 people are counted, before it was servers."
        ),
        will_not=(
            "telling everybody on a server at once: Twoway never does",
            "writing where the bot was not added",
        ),
        takes_address=False,
        minutes=10,
        source="https://docs.discord.com/developers/quick-start/getting-started",
        checked_on=date(2026, 11, 23),
    ),
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


def greet_hook(call: HookCall, secret: str) -> HookReply | None:
    """The answer to a ping. Discord also sends pings that are signed wrongly, to see whether they are refused."""
    told = _told(call, secret)
    return HookReply(body=b'{"type":1}', kind="application/json") if told.get("type") == 1 else None


def from_hook(call: HookCall, secret: str) -> Batch:
    """An event as it came, signed by Discord; `secret` is the app's public key in hex."""
    return Batch(raw=(_told(call, secret),), cursor="")


def _told(call: HookCall, secret: str) -> Mapping[str, object]:
    told_at = call.headers.get("x-signature-timestamp", "")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(secret))
        key.verify(bytes.fromhex(call.headers.get("x-signature-ed25519", "")), told_at.encode() + call.body)
    except (InvalidSignature, ValueError) as error:
        raise BadInput("The signature of a call did not hold.") from error
    require_fresh(told_at, call.at)
    return content(call)
