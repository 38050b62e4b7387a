"""Telegram: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: core.telegram.org/bots/api (10.1), `sendMessage`, `sendPhoto`, `sendMediaGroup` and `MessageEntity`, as read on
2026-11-22. What is special in a text (links, people, hashtags) is told beside it by UTF-16 offsets, so nothing is escaped and
nothing can be escaped wrongly. Words beside pictures have a shorter limit.

Nothing was tried on the live network. Not verified: for how long a message can be changed. There is no guard against sending
twice, and pictures have no descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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
    LinkFacts,
    MediaFacts,
    MentionFacts,
    PageFacts,
    TextFacts,
    Unit,
)
from twoway.domain.payloads import call, named_in, uploaded
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.text.spans import Span, span
from twoway.domain.versions import Batch, Mention, Version
from twoway.plug.signed import content, require_same
from twoway.plug.signing_in import HookCall

_CHECKED = date(2026, 11, 22)
_API = "https://core.telegram.org/bots/api"

FACTS = Facts(
    slug="telegram",
    name="Telegram",
    glyph="Tg",
    colours=("#17679c", "#86c8f0"),
    home="https://telegram.org",
    default_address="https://api.telegram.org",
    text=TextFacts(
        limit=Limit(value=4096, unit=Unit.UTF16, source=f"{_API}#sendmessage", checked_on=_CHECKED),
        caption_limit=Limit(value=1024, unit=Unit.UTF16, source=f"{_API}#sendphoto", checked_on=_CHECKED),
        grammar=Grammar.WEIGHTED,
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=3, source=f"{_API}#messageentity"),
    links=LinkFacts(card_beside_pictures=False, source=f"{_API}#linkpreviewoptions"),
    # Who has no username can be named by their number, with their plain name in the text.
    mentions=MentionFacts(handle=r"[A-Za-z][A-Za-z0-9_]{3,31}", example="sunnybank", ids=r"[1-9][0-9]{4,15}"),
    media=MediaFacts(
        most=10,
        bytes_limit=10_000_000,
        types=("image/jpeg", "image/png", "image/webp"),
        takes_alt=False,
        source=f"{_API}#sendphoto",
        ratios=(1 / 20, 20.0),
    ),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "describe a picture to people who cannot see it"),
    sources=(
        (f"{_API}#sendmessage", _CHECKED),
        (f"{_API}#sendphoto", _CHECKED),
        (f"{_API}#sendmediagroup", _CHECKED),
        (f"{_API}#messageentity", _CHECKED),
    ),
    edits=True,
    page=PageFacts(actions=("Comment", "Share"), byline=Byline.NONE, corner=14),
    app=AppFacts(
        console="https://t.me/BotFather",
        steps=(
            "In Telegram, open a chat with @BotFather and send /newbot.",
            "Give the bot a name, and a username that ends with “bot”.",
            "Copy the token that it answers with.",
            (
                "Add the bot as an administrator to the group or broadcast list that it speaks in, with the right "
                "to post."
            ),
            "To let it hear what people write in a group, send /setprivacy to @BotFather and switch it off.",
        ),
        fields=(
            AppField(
                name="token",
                label="Bot token",
                where="BotFather's answer to /newbot, or to /token",
                pattern="[0-9]{8,12}:[A-Za-z0-9_-]{35}",
                example="1234567890:exampleExample_0123456789-Example01",
                secret=True,
            ),
        ),
        costs="Free",
        review="None.",
        will_not=(
            "writing to people who have not written first",
            "reading what was said before the bot came",
            "posting as yourself: it is the bot that speaks",
        ),
        takes_address=False,
        minutes=5,
        source="https://core.telegram.org/bots/features#botfather",
        checked_on=_CHECKED,
    ),
)

_KINDS = {
    EntityKind.LINK: "url",
    EntityKind.MENTION: "mention",
    EntityKind.HASHTAG: "hashtag",
    EntityKind.CASHTAG: "cashtag",
    EntityKind.EMAIL: "email",
}


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The method and its fields, complete but for the chat."""
    answered = {"reply_parameters": {"message_id": _number(version.reply_to.remote_id)}} if version.reply_to else {}
    found = _entities(version)
    photos = [uploaded(picture, "file_id") for picture in version.pictures]
    if not photos:
        return call("sendMessage", {"text": version.text, "entities": found, **answered})
    caption = {"caption": version.text, "caption_entities": found}
    if len(photos) == 1:
        return call("sendPhoto", {"photo": photos[0], **caption, **answered})
    album: list[dict[str, object]] = [{"type": "photo", "media": photo} for photo in photos]
    # A caption on the first is shown below the whole album.
    album[0] |= caption
    return call("sendMediaGroup", {"media": album, **answered})


def _entities(version: Version) -> list[dict[str, object]]:
    """What is special in the text, and who is meant by a plain name, in their order; none lies in another."""
    text = version.text
    named = [one for one in named_in(text, version.mentions) if one.person.name and _is_number(one.person)]
    told = [_told(span(text, "text_mention", one.start, one.end), user=_user(one.person)) for one in named]
    for one in entities(text, FACTS):
        if one.kind in _KINDS and not any(one.start < other.end and other.start < one.end for other in named):
            told.append(_told(span(text, _KINDS[one.kind], one.start, one.end)))
    return sorted(told, key=lambda one: int(str(one["offset"])))


def _told(place: Span, **more: object) -> dict[str, object]:
    return {"type": place.kind, "offset": place.offset, "length": place.length, **more}


def _is_number(person: Mention) -> bool:
    number = person.remote_id or ""
    return number.isascii() and number.isdecimal()


def _user(person: Mention) -> dict[str, object]:
    return {"id": int(person.remote_id or 0), "is_bot": False, "first_name": person.name}


def _number(remote_id: str) -> int | str:
    """Messages have numbers; anything else is left for the network to refuse."""
    return int(remote_id) if remote_id.isascii() and remote_id.isdecimal() else remote_id


def from_hook(call: HookCall, secret: str) -> Batch:
    """An update as it came. Nothing is signed there: our secret stands in a header (core.telegram.org/bots/api#setwebhook)."""
    require_same(call.headers.get("x-telegram-bot-api-secret-token", ""), secret)
    return Batch(raw=(content(call),), cursor="")
