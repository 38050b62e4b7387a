"""TikTok: texts of photo posts can be tailored and checked for it; accounts cannot be connected yet.

Followed: developers.tiktok.com, Content Posting API, photo post (`POST /v2/post/publish/content/init/`), as read on 2026-11-22,
and what others tell of it. Pictures are fetched from a public address. Others cannot be answered through the API.

Nothing was tried on the live network, and every number is from third parties. Sources differ on the length (2,200 for a film,
4,000 for photos) and on the kinds of pictures: the stricter stands in the facts. Not verified: that UTF-16 units are counted,
and whether a typed @name tells somebody. Posts of a program that was not audited stay private, and the person who posts has to
choose who may see it: the payload asks for everybody.
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
from twoway.domain.payloads import uploaded
from twoway.domain.versions import Version

_CHECKED = date(2026, 11, 22)
_DOCS = "https://developers.tiktok.com/doc/content-posting-api-reference-photo-post"
_OTHERS = "https://docs.zernio.com/platforms/tiktok"

FACTS = Facts(
    slug="tiktok",
    name="TikTok",
    glyph="Tt",
    colours=("#0b666d", "#83dfe5"),
    home="https://www.tiktok.com",
    default_address="https://open.tiktokapis.com",
    text=TextFacts(
        limit=Limit(
            value=2200,
            unit=Unit.UTF16,
            source=_OTHERS,
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        grammar=Grammar.WEIGHTED,
        title_limit=Limit(value=90, unit=Unit.UTF16, source=_DOCS, checked_on=_CHECKED),
    ),
    # Between 3 and 5 by practice.
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=3),
    links=LinkFacts(clickable=False, source=_OTHERS),
    mentions=MentionFacts(handle=r"[A-Za-z0-9_](?:[A-Za-z0-9._]{0,22}[A-Za-z0-9_])?", example="sunnybank"),
    media=MediaFacts(
        most=35,
        least=1,
        bytes_limit=20_000_000,
        # Some tell that PNG is taken too, others that it is not.
        types=("image/jpeg", "image/webp"),
        takes_alt=False,
        source=_OTHERS,
        gif_moves=False,
    ),
    idempotency=Idempotency.TWO_PHASE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=(
        "connect an account or send anything yet",
        "post words without a picture",
        "send films",
        "answer people",
        "describe a picture to people who cannot see it",
    ),
    sources=((_DOCS, _CHECKED), (_OTHERS, _CHECKED)),
    answers=False,
    page=PageFacts(
        actions=("Like", "Comment", "Save", "Share"),
        byline=Byline.INSTEAD,
        pictures_first=True,
        card=Card.NONE,
        corner=4,
    ),
    app=AppFacts(
        console="https://developers.tiktok.com/apps",
        steps=(
            "Open developers.tiktok.com, sign up as a developer, and press “Connect an app”.",
            "Give the addresses of your terms and of your privacy policy; both must open.",
            "Add the products “Login Kit” and “Content Posting API”, and switch “Direct Post” on.",
            "Under “Login Kit”, paste the address below as redirect address.",
            (
                "Under “URL properties”, prove that the address Twoway is reached at is yours: pictures are fetched "
                "from there."
            ),
            "Send it for review, and ask for the audit of direct posting as soon as that is over.",
            "Copy the client key and the client secret.",
        ),
        fields=(
            AppField(
                name="client_key",
                label="Client key",
                where="The app's page, under Credentials",
                pattern="[a-z0-9]{16,20}",
                example="awexample0123456",
            ),
            AppField(
                name="client_secret",
                label="Client secret",
                where="The same place",
                pattern="[A-Za-z0-9]{32}",
                example="exampleExample0123456789Example0",
                secret=True,
            ),
        ),
        costs="Free",
        review=(
            "Of the app, days; then an audit of direct posting, two to six weeks. An app that serves only its own "
            "maker is often refused."
        ),
        will_not=(
            "posts that others can see before the audit: they are private, as the accounts have to be that post them",
            "more than five people who post within a day, before the audit",
            "more than about 15 posts a day",
            "answering comments: ordinary apps have no way to",
        ),
        minutes=60,
        source="https://developers.tiktok.com/doc/content-posting-api-get-started",
        checked_on=_CHECKED,
        standing=Standing.THIRD_PARTY,
    ),
    fetches_media=True,
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The JSON body of a photo post."""
    if version.reply_to:
        raise BadInput("TikTok lets no program answer people. Answer there.", field="reply_to")
    return {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {
            **({"title": version.title} if version.title else {}),
            "description": version.text,
            "privacy_level": "PUBLIC_TO_EVERYONE",
            "disable_comment": False,
        },
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_cover_index": 0,
            "photo_images": [uploaded(picture, "url") for picture in version.pictures],
        },
    }
