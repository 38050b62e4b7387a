"""Google Business: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: developers.google.com/my-business/reference/rest/v4, local posts and reviews, as read on 2026-11-22. The first link
becomes the button of the post. What is answered is a review.

Nothing was tried on the live network. Not verified: the unit of the 1,500 (code points here) and of an answer's 4,096 (bytes by
the documentation). Posts with a telephone number, with the same words as before or about something else than the business are
rejected after they were taken.
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
from twoway.domain.payloads import call, first_link, language, uploaded
from twoway.domain.versions import Version

_CHECKED = date(2026, 11, 22)
_DOCS = "https://developers.google.com/my-business/reference/rest/v4"
_POSTS = f"{_DOCS}/accounts.locations.localPosts"
_REVIEWS = f"{_DOCS}/accounts.locations.reviews"
_OTHERS = "https://www.ayrshare.com/docs/apis/post/social-networks/google"

FACTS = Facts(
    slug="google-business",
    name="Google Business",
    glyph="G",
    colours=("#17653a", "#93dab0"),
    home="https://business.google.com",
    default_address="https://mybusiness.googleapis.com",
    text=TextFacts(
        limit=Limit(
            value=1500,
            unit=Unit.CODE_POINTS,
            source=_OTHERS,
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        grammar=Grammar.WEIGHTED,
        expects_words=8,
    ),
    hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0, source=_OTHERS),
    links=LinkFacts(clickable=False, own_field=True, source=_POSTS),
    mentions=MentionFacts(handle=r"\w{1,60}", example="sunnybank", notifies=False),
    media=MediaFacts(
        most=1,
        bytes_limit=5_000_000,
        types=("image/jpeg", "image/png"),
        takes_alt=False,
        source="https://docs.getlate.dev/resources/media-guidelines/google-business",
        gif_moves=False,
    ),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "mention people", "describe a picture", "send films"),
    sources=((_POSTS, _CHECKED), (_REVIEWS, _CHECKED), (_OTHERS, _CHECKED)),
    edits=True,
    refuses_repeats=True,
    page=PageFacts(
        actions=("Share",),
        byline=Byline.NONE,
        card=Card.NONE,
        typeface="Roboto, Arial, sans-serif",
        corner=8,
    ),
    app=AppFacts(
        console="https://console.cloud.google.com/apis/credentials",
        steps=(
            (
                "Be an owner or a manager of a listing that was verified 60 days ago or earlier, with the e-mail "
                "address that asks."
            ),
            "Open console.cloud.google.com, make a project, and write its number down.",
            "Ask for access with the form that the page below names, choosing “Application for basic API access”.",
            "When the mail comes, switch the business APIs on under “APIs and services, Library”.",
            (
                "Under “OAuth consent screen”, give a name and addresses; under “Credentials”, make an OAuth client "
                "of the type “Web application” with the address below."
            ),
            "Copy the client id and the client secret; the secret is shown once.",
        ),
        fields=(
            AppField(
                name="client_id",
                label="Client ID",
                where="Credentials, in the client's own page",
                pattern=r"[0-9]{6,21}-[a-z0-9]{20,40}\.apps\.googleusercontent\.com",
                example="123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
            ),
            AppField(
                name="client_secret",
                label="Client secret",
                where="Shown once when the client is made",
                pattern="GOCSPX-[A-Za-z0-9_-]{20,40}|[A-Za-z0-9_-]{24}",
                example="GOCSPX-exampleExample_0123456789",
                secret=True,
            ),
        ),
        costs="Free",
        review="By Google, within 14 days; asked with an address that manages no verified listing, it says no.",
        will_not=(
            "anything before Google has said yes: every call is refused",
            "listings that were verified less than 60 days ago",
            "pictures from a Twoway that nobody can reach from outside",
        ),
        minutes=40,
        source="https://developers.google.com/my-business/content/prereqs",
        checked_on=_CHECKED,
    ),
    fetches_media=True,
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The JSON body of a local post, or of the answer to a review."""
    if version.reply_to:
        return call(f"PUT /v4/{version.reply_to.remote_id}/reply", {"comment": version.text})
    payload: dict[str, object] = {"summary": version.text, "topicType": "STANDARD"}
    if spoken := language(version):
        payload["languageCode"] = spoken
    if link := version.link or first_link(version.text, FACTS):
        payload["callToAction"] = {"actionType": "LEARN_MORE", "url": link}
    if version.pictures:
        payload["media"] = [
            {"mediaFormat": "PHOTO", "sourceUrl": uploaded(picture, "url")} for picture in version.pictures
        ]
    return call("POST /v4/{location}/localPosts", payload)
