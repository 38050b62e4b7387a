"""Facebook Pages: texts can be tailored and checked for them; accounts cannot be connected yet.

Followed: developers.facebook.com, Graph API reference of Page Feed, Page Photos and Object Comments (v25 and v26), as read on
2026-11-22. Pictures are uploaded unpublished with their description and then attached; the card of a link comes from a field
beside the text. Only Pages can be posted to, never a person's own account.

Nothing was tried on the live network. Not verified: the unit of the 63,206 (code points here), how many pictures and how large
(the smaller of the numbers told), where the text folds. A typed @name tells nobody. A test that allows Pages without a paid
mark two posts with a link a month was reported in December 2025; nothing here counts them.
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
from twoway.domain.payloads import call, first_link, uploaded, with_people
from twoway.domain.versions import Mention, Version
from twoway.plug.signed import greet_house, heard_from_house

_CHECKED = date(2026, 11, 22)
_DOCS = "https://developers.facebook.com/docs/graph-api/reference"
_FEED = f"{_DOCS}/page/feed"

FACTS = Facts(
    slug="facebook",
    name="Facebook",
    glyph="f",
    colours=("#1558b8", "#9cc2ff"),
    home="https://www.facebook.com",
    default_address="https://graph.facebook.com",
    text=TextFacts(
        limit=Limit(
            value=63_206,
            unit=Unit.CODE_POINTS,
            source="https://www.ayrshare.com/docs/help-center/technical-support/character_limits",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        # Practice, in no documentation.
        fold=210,
        grammar=Grammar.WEIGHTED,
    ),
    hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0),
    links=LinkFacts(card_beside_pictures=False, source=_FEED, own_field=True),
    mentions=MentionFacts(
        handle=r"[A-Za-z0-9](?:[A-Za-z0-9.]{0,48}[A-Za-z0-9])?",
        example="sunnybank",
        notifies=False,
        # Other Pages only, and only for apps that were allowed to.
        ids=r"[0-9]{5,20}",
    ),
    media=MediaFacts(
        most=10,
        # 4 MB and 10 MB are told in different places; the smaller one.
        bytes_limit=4_000_000,
        types=("image/jpeg", "image/png", "image/gif"),
        source=f"{_DOCS}/page/photos",
    ),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=(
        "connect an account or send anything yet",
        "post to anything but a Page",
        "mention people who have no Page",
    ),
    sources=((_FEED, _CHECKED), (f"{_DOCS}/page/photos", _CHECKED), (f"{_DOCS}/object/comments", _CHECKED)),
    first_comment=True,
    edits=True,
    page=PageFacts(
        actions=("Like", "Comment", "Share"),
        byline=Byline.NONE,
        typeface="Helvetica Neue, Helvetica, Arial, sans-serif",
        corner=8,
    ),
    app=AppFacts(
        console="https://developers.facebook.com/apps",
        steps=(
            "Open https://developers.facebook.com/apps and sign in as somebody who manages the Page.",
            (
                "Press “Create app”, choose what it is for (“Manage everything on your Page”), and name the "
                "business that it belongs to."
            ),
            (
                "Under “App settings, Basic”, give the address of your privacy policy and an icon; without them the "
                "app stays in development."
            ),
            (
                "Under “Facebook Login for Business, Settings”, paste the address below among the valid OAuth "
                "redirect addresses."
            ),
            "Confirm the business under “Security centre” if it is not confirmed yet.",
            (
                "Ask for each permission under “App review”, with a recording of what it is for. Your own Pages "
                "work before that, for people with a role in the app."
            ),
            "Under “App settings, Basic”, copy the app id and the app secret.",
        ),
        fields=(
            AppField(
                name="app_id",
                label="App ID",
                where="App settings, Basic, at the top",
                pattern="[0-9]{14,18}",
                example="123456789012345",
            ),
            AppField(
                name="app_secret",
                label="App secret",
                where="App settings, Basic, behind “Show”",
                pattern="[0-9a-f]{32}",
                example="0123456789abcdef0123456789abcdef",
                secret=True,
            ),
        ),
        costs="Free",
        review=(
            "Each permission, with a recording of the app, and the business itself; days to weeks. People with a "
            "role in the app need none of it for their own Pages."
        ),
        will_not=(
            "posting as a person: only Pages can be posted to",
            "Pages of others before the review is over",
            "answering in private later than 24 hours after the last message",
        ),
        minutes=45,
        source="https://developers.facebook.com/docs/development/create-an-app",
        checked_on=_CHECKED,
    ),
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The fields of a post, or of a comment; the description of a picture goes with its upload."""
    payload: dict[str, object] = {"message": with_people(version, _page)}
    if version.reply_to:
        if version.pictures:
            # A comment takes one.
            payload["attachment_id"] = uploaded(version.pictures[0])
        return call(f"POST /{version.reply_to.remote_id}/comments", payload)
    if version.pictures:
        payload["attached_media"] = [{"media_fbid": uploaded(picture)} for picture in version.pictures]
    elif link := version.link or first_link(version.text, FACTS):
        payload["link"] = link
    return call("POST /{page}/feed", payload)


def _page(person: Mention) -> str:
    """Somebody's Page, named by its number: the network puts the Page's own name there."""
    is_page = person.name and (person.remote_id or "").isascii() and (person.remote_id or "").isdecimal()
    return f"@[{person.remote_id}]" if is_page else person.written


# How its servers call: a handshake with a token of ours, then bodies signed with the app's secret, in the way of the whole
# house. Followed: developers.facebook.com/docs/graph-api/webhooks/getting-started, read on 2026-11-22; not run live.
greet_hook = greet_house
from_hook = heard_from_house
