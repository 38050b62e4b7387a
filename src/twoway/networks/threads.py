"""Threads: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: developers.facebook.com, Threads API, posts (2026-04-14), text attachments (2026-07-02) and reply management, as
read on 2026-11-22. The payload is what the container is made of that is then published; in a carousel the containers of its
pictures are made first, and their ids take their places. Pictures are fetched from a public address.

Nothing was tried on the live network. The documentation says 500 characters and that emoji count as their UTF-8 bytes; that is
taken by the letter, which is the stricter reading. Not verified: the limit of a description. Only the first hashtag becomes the
topic. A post with more than five different links is refused since 2025-12-22.
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
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.payloads import uploaded
from twoway.domain.versions import Picture, Version
from twoway.plug.signed import greet_house, heard_from_house

_CHECKED = date(2026, 11, 22)
_DOCS = "https://developers.facebook.com/documentation/threads"
_POSTS = f"{_DOCS}/posts"

FACTS = Facts(
    slug="threads",
    name="Threads",
    glyph="Th",
    colours=("#3d3d3d", "#cfcfcf"),
    home="https://www.threads.com",
    default_address="https://graph.threads.net",
    text=TextFacts(
        # By the letter of the page. If the network should count an emoji as one sign after all, this is the stricter reading.
        limit=Limit(value=500, unit=Unit.EMOJI_AS_BYTES, source=_POSTS, checked_on=_CHECKED),
        grammar=Grammar.WEIGHTED,
    ),
    # One topic a post. Whether more are refused or shown as plain words is told differently; the stricter reading.
    hashtags=HashtagFacts(
        use=HashtagUse.SEARCH,
        usual=1,
        most=1,
        source="https://www.ayrshare.com/docs/apis/post/social-networks/threads",
    ),
    links=LinkFacts(most=5, card_beside_pictures=False, source=f"{_DOCS}/create-posts/text-attachments"),
    mentions=MentionFacts(handle=r"[A-Za-z0-9_](?:[A-Za-z0-9._]{0,28}[A-Za-z0-9_])?", example="sunnybank"),
    media=MediaFacts(
        # Others tell 10; the vendor's own page says 20.
        most=20,
        bytes_limit=8_000_000,
        types=("image/jpeg", "image/png"),
        alt_limit=Limit(
            value=1000,
            unit=Unit.CODE_POINTS,
            source=_POSTS,
            checked_on=_CHECKED,
            standing=Standing.UNVERIFIED,
        ),
        source=_POSTS,
        ratios=(0.1, 10.0),
        gif_moves=False,
    ),
    idempotency=Idempotency.TWO_PHASE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "change a post once it is out"),
    sources=(
        (_POSTS, _CHECKED),
        (f"{_DOCS}/create-posts/text-attachments", _CHECKED),
        (f"{_DOCS}/reply-management", _CHECKED),
    ),
    threads=True,
    page=PageFacts(actions=("Like", "Reply", "Repost", "Share"), byline=Byline.INSTEAD, corner=16),
    app=AppFacts(
        console="https://developers.facebook.com/apps",
        steps=(
            "Open https://developers.facebook.com/apps, press “Create app”, and choose “Access the Threads API”.",
            (
                "Under “Use cases, Customize, Settings”, paste the address below as redirect address, and again for "
                "uninstalling and deleting."
            ),
            (
                "Add the account as a Threads tester under “App roles”, and accept in the Threads app under "
                "Settings, Website permissions."
            ),
            "Under “Permissions”, add basic, content publishing, manage replies and read replies.",
            (
                "Under “App settings, Basic”, copy the Threads app id and the Threads app secret. They stand below "
                "those of the app itself."
            ),
        ),
        fields=(
            AppField(
                name="app_id",
                label="Threads app ID",
                where="App settings, Basic, in the part about Threads",
                pattern="[0-9]{14,18}",
                example="123456789012345",
            ),
            AppField(
                name="app_secret",
                label="Threads app secret",
                where="The same page, behind “Show”",
                pattern="[0-9a-f]{32}",
                example="0123456789abcdef0123456789abcdef",
                secret=True,
            ),
        ),
        costs="Free",
        review="Before accounts of others can be connected; testers need none.",
        will_not=(
            "more than 250 posts and 1,000 answers in 24 hours",
            (
                "pictures from a Twoway that nobody can reach from outside: they are fetched from a public address "
                "with https"
            ),
            "access for longer than 60 days without a renewal",
        ),
        minutes=30,
        source="https://developers.facebook.com/docs/threads/get-started",
        checked_on=_CHECKED,
    ),
    fetches_media=True,
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The fields of `POST /{account}/threads`."""
    pictures = [_picture(picture) for picture in version.pictures]
    payload: dict[str, object] = {"media_type": "TEXT", "text": version.text}
    if len(pictures) == 1:
        payload |= pictures[0]
    elif pictures:
        payload |= {"media_type": "CAROUSEL", "children": [one | {"is_carousel_item": True} for one in pictures]}
    if version.reply_to:
        payload["reply_to_id"] = version.reply_to.remote_id
    return payload


def _picture(picture: Picture) -> dict[str, object]:
    """A picture by the public address that it is fetched from."""
    described: dict[str, object] = {"media_type": "IMAGE", "image_url": uploaded(picture, "url")}
    return described | ({"alt_text": picture.alt} if picture.alt else {})


# How its servers call: a handshake with a token of ours, then bodies signed with the app's secret, in the way of the whole
# house. Followed: developers.facebook.com/docs/graph-api/webhooks/getting-started, read on 2026-11-22; not run live.
greet_hook = greet_house
from_hook = heard_from_house
