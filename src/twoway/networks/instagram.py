"""Instagram: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: developers.facebook.com, content publishing for Instagram and the media and comment references, as read on
2026-11-22. A post needs a picture, which the network fetches from a public address. The payload is what the container is made
of that is then published; in a carousel the containers of its pictures are made first, and their ids take their places.

Nothing was tried on the live network. Not verified: the unit of the 2,200 (code points here), where the text folds. Sources
differ on hashtags (5, before it was 30) and on people named (3 or 20): the stricter number stands in the facts. A link is dead
text. Words cannot be changed or taken down through the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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
from twoway.domain.payloads import call, uploaded
from twoway.domain.versions import Picture, Version
from twoway.plug.signed import greet_house, heard_from_house

_CHECKED = date(2026, 11, 22)
_PUBLISHING = "https://developers.facebook.com/docs/instagram-platform/content-publishing"
_OTHERS = "https://www.ayrshare.com/docs/help-center/technical-support/character_limits"
_OTHERS_POSTING = "https://www.ayrshare.com/docs/apis/post/social-networks/instagram"


_MEDIA = "POST /{account}/media"


def _told(value: int) -> Limit:
    return Limit(
        value=value,
        unit=Unit.CODE_POINTS,
        source=_OTHERS,
        checked_on=_CHECKED,
        standing=Standing.THIRD_PARTY,
    )


FACTS = Facts(
    slug="instagram",
    name="Instagram",
    glyph="Ig",
    colours=("#a8256b", "#f5a8d0"),
    home="https://www.instagram.com",
    default_address="https://graph.instagram.com",
    text=TextFacts(
        limit=_told(2200),
        comment_limit=_told(2196),
        # Practice, in no documentation.
        fold=125,
        grammar=Grammar.WEIGHTED,
    ),
    # 30 until December 2025. Older pages still say so; the newest number is the stricter one.
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=5, most=5, source=_OTHERS_POSTING),
    links=LinkFacts(clickable=False, source=_OTHERS_POSTING),
    mentions=MentionFacts(
        handle=r"[A-Za-z0-9_](?:[A-Za-z0-9._]{0,28}[A-Za-z0-9_])?",
        example="sunnybank",
        # The vendor's page said 20.
        most=3,
    ),
    media=MediaFacts(
        most=10,
        least=1,
        bytes_limit=8_000_000,
        types=("image/jpeg",),
        alt_limit=_told(1000),
        source=_PUBLISHING,
        ratios=(4 / 5, 1.91),
        gif_moves=False,
    ),
    idempotency=Idempotency.TWO_PHASE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=(
        "connect an account or send anything yet",
        "post words without a picture",
        "post from an account that is not a professional one",
        "change or take down a post",
    ),
    sources=((_PUBLISHING, _CHECKED), (_OTHERS_POSTING, _CHECKED), (_OTHERS, _CHECKED)),
    jargon=("story", "stories", "reel", "reels", "link in bio", "DM", "DMs"),
    first_comment=True,
    page=PageFacts(
        actions=("Like", "Comment", "Share", "Save"),
        byline=Byline.INSTEAD,
        pictures_first=True,
        card=Card.NONE,
        corner=4,
    ),
    app=AppFacts(
        console="https://developers.facebook.com/apps",
        steps=(
            "In the Instagram app, make the account a professional one (Settings, Account type and tools).",
            (
                "Open https://developers.facebook.com/apps and press “Create app”; choose “Manage messaging and content on "
                "Instagram”."
            ),
            (
                "Open “API setup with Instagram login”, and under “Set up business login” paste the address below "
                "as redirect address."
            ),
            "Add the account as a tester under “App roles”, and accept the invitation in the Instagram app.",
            (
                "Copy the Instagram app id and the Instagram app secret from the top of that page. They are others "
                "than those of the app itself."
            ),
        ),
        fields=(
            AppField(
                name="app_id",
                label="Instagram app ID",
                where="API setup with Instagram login, at the top",
                pattern="[0-9]{14,18}",
                example="123456789012345",
            ),
            AppField(
                name="app_secret",
                label="Instagram app secret",
                where="The same page, behind “Show”",
                pattern="[0-9a-f]{32}",
                example="0123456789abcdef0123456789abcdef",
                secret=True,
            ),
        ),
        costs="Free",
        review=(
            "Each permission, with a recording, and the business itself, before other people's accounts can be "
            "connected. Testers need none."
        ),
        will_not=(
            "accounts that are not professional ones",
            "posts without a picture or a film",
            "a Twoway that nobody can reach from outside: pictures are fetched from a public address with https",
            "more posts a day than the account is allowed; the number is asked for, not known",
        ),
        minutes=40,
        source=(
            "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started"
        ),
        checked_on=_CHECKED,
    ),
    fetches_media=True,
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The fields of a container, or of an answer to a comment."""
    if version.reply_to:
        return call(f"POST /{version.reply_to.remote_id}/replies", {"message": version.text})
    pictures = [_picture(picture) for picture in version.pictures]
    if len(pictures) > 1:
        children = [picture | {"is_carousel_item": True} for picture in pictures]
        return call(_MEDIA, {"media_type": "CAROUSEL", "caption": version.text, "children": children})
    return call(_MEDIA, {"caption": version.text, **(pictures[0] if pictures else {})})


def _picture(picture: Picture) -> dict[str, object]:
    """A picture by the public address that it is fetched from."""
    return {"image_url": uploaded(picture, "url"), **({"alt_text": picture.alt} if picture.alt else {})}


# How its servers call: a handshake with a token of ours, then bodies signed with the app's secret, in the way of the whole
# house. Followed: developers.facebook.com/docs/graph-api/webhooks/getting-started, read on 2026-11-22; not run live.
greet_hook = greet_house
from_hook = heard_from_house
