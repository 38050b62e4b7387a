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
