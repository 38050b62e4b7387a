"""Pinterest: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: the API description 5.23 (`POST /v5/pins`, github.com/pinterest/api-description), as read on 2026-11-22. A pin needs
a picture and a board. The first link goes into the pin's own field; in the description it is dead text. Others cannot be
answered through the API.

Nothing was tried on the live network. Sources differ on the length of a description (500 or 800): the shorter one stands in
the facts. Not verified: the size of a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from twoway.domain.errors import BadInput
from twoway.domain.facts import (
    AppFacts,
    AppField,
    Byline,
    Card,
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
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.payloads import first_link, uploaded
from twoway.domain.versions import Picture, Version

_CHECKED = date(2026, 11, 22)
_API = "https://github.com/pinterest/api-description"
_OTHERS = "https://www.ayrshare.com/docs/apis/post/social-networks/pinterest"

FACTS = Facts(
    slug="pinterest",
    name="Pinterest",
    glyph="P",
    colours=("#a3122c", "#f7a6b4"),
    home="https://www.pinterest.com",
    default_address="https://api.pinterest.com",
    text=TextFacts(
        # The API's own description says 800, others 500.
        limit=Limit(
            value=500,
            unit=Unit.CODE_POINTS,
            source=_OTHERS,
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        grammar=Grammar.WEIGHTED,
        expects_words=8,
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=2),
    links=LinkFacts(clickable=False, own_field=True, source=_OTHERS),
    mentions=MentionFacts(handle=r"[A-Za-z0-9_]{1,30}", example="sunnybank", notifies=False),
    media=MediaFacts(
        most=5,
        least=1,
        bytes_limit=10_000_000,
        types=("image/jpeg", "image/png"),
        alt_limit=Limit(value=500, unit=Unit.CODE_POINTS, source=_API, checked_on=_CHECKED),
        source=_OTHERS,
    ),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "post words without a picture", "answer people"),
    sources=((_API, _CHECKED), (_OTHERS, _CHECKED)),
    edits=True,
    answers=False,
    page=PageFacts(
        actions=("Save", "Comment", "Share"),
        byline=Byline.NONE,
        pictures_first=True,
        card=Card.NONE,
        corner=24,
    ),
    app=AppFacts(
        console="https://developers.pinterest.com/apps/",
        steps=(
            "Use a business account; a private one cannot own an app. Confirm its e-mail address.",
            "Open developers.pinterest.com/apps, accept the terms, and press “Connect app”.",
            "Say what it is for, and ask for trial access. It is looked at on working days.",
            "When the mail comes, open “Manage, Configure” and paste the address below among the redirect addresses.",
            "Copy the app id and the app secret key.",
            "For pins that others can see, ask for standard access with a recording of the app.",
        ),
        fields=(
            AppField(
                name="app_id",
                label="App ID",
                where="My apps, on the app's card",
                pattern="[0-9]{6,12}",
                example="1234567",
            ),
            AppField(
                name="app_secret",
                label="App secret key",
                where="Manage, Configure, behind “Show”",
                pattern="[0-9a-f]{40}",
                example="0123456789abcdef0123456789abcdef01234567",
                secret=True,
            ),
        ),
        costs="Free",
        review="Trial access on working days; standard access after a recording was looked at.",
        will_not=(
            "pins that others can see, and more than 1,000 calls a day, on trial access",
            "answering comments or messages: there is no API for it",
            "posting without a board",
        ),
        minutes=25,
        source="https://developers.pinterest.com/docs/getting-started/introduction/",
        checked_on=_CHECKED,
    ),
)

_LONGEST_LINK = 2048


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The JSON body of `POST /v5/pins`, complete but for the board."""
    if version.reply_to:
        raise BadInput("Pinterest lets no program answer people. Answer there.", field="reply_to")
    payload: dict[str, object] = {"description": version.text}
    link = version.link or first_link(version.text, FACTS)
    if link and len(link) <= _LONGEST_LINK:
        payload["link"] = link
    if version.pictures:
        payload["alt_text"] = version.pictures[0].alt
        payload["media_source"] = _source(version.pictures)
    return payload


def _source(pictures: tuple[Picture, ...]) -> dict[str, object]:
    """One picture, or several to leaf through; each by the public address that it is fetched from."""
    if len(pictures) == 1:
        return {"source_type": "image_url", "url": uploaded(pictures[0], "url")}
    items = [{"url": uploaded(picture, "url"), "description": picture.alt} for picture in pictures]
    return {"source_type": "multiple_image_urls", "items": items}
