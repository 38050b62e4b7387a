"""YouTube: descriptions of films can be tailored and checked for it; accounts cannot be connected yet.

Followed: developers.google.com/youtube/v3/docs, `videos` and `comments`, as read on 2026-11-22. The text is the description
and is counted in bytes; the title is the post's own, or else its first line. Films are not handled here: Twoway has none.

Nothing was tried on the live network. Not verified: how many hashtags are shown (three) and how many make all of them void
(more than sixty), from what point on links can be followed, where the description folds. Films sent by a program that was not
audited stay private.
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
    MediaFacts,
    MentionFacts,
    PageFacts,
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.payloads import call, headline, language
from twoway.domain.versions import Version

_CHECKED, _CHECKED_AGAIN = date(2026, 11, 22), date(2026, 11, 23)
_DOCS = "https://developers.google.com/youtube/v3/docs"
_TITLE = 100

FACTS = Facts(
    slug="youtube",
    name="YouTube",
    glyph="Yt",
    colours=("#b3131a", "#ff9f9f"),
    home="https://www.youtube.com",
    default_address="https://www.googleapis.com",
    text=TextFacts(
        limit=Limit(value=5000, unit=Unit.BYTES, source=f"{_DOCS}/videos#snippet.description", checked_on=_CHECKED),
        comment_limit=Limit(
            value=10_000,
            unit=Unit.BYTES,
            source=f"{_DOCS}/comments#snippet.textOriginal",
            checked_on=_CHECKED,
            standing=Standing.UNVERIFIED,
        ),
        title_limit=Limit(
            value=_TITLE, unit=Unit.CODE_POINTS, source=f"{_DOCS}/videos#snippet.title", checked_on=_CHECKED
        ),
        # Practice, in no documentation.
        fold=120,
        grammar=Grammar.FEDIVERSE,
        refused="<>",
    ),
    hashtags=HashtagFacts(
        use=HashtagUse.SEARCH, usual=3, most=60, source="https://support.google.com/youtube/answer/6390658"
    ),
    mentions=MentionFacts(handle=r"\w(?:[\w.-]{0,28}\w)?", example="sunnybank"),
    media=MediaFacts(most=0, bytes_limit=0, types=(), takes_alt=False),
    idempotency=Idempotency.TWO_PHASE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "send films or pictures"),
    sources=(
        (f"{_DOCS}/videos", _CHECKED),
        (f"{_DOCS}/videos/insert", _CHECKED),
        (f"{_DOCS}/comments", _CHECKED),
        # Films have an allowance of their own now; the page about sending one still tells the old price of 1,600 units.
        ("https://developers.google.com/youtube/v3/determine_quota_cost", _CHECKED_AGAIN),
    ),
    first_comment=True,
    edits=True,
    page=PageFacts(
        actions=("Like", "Dislike", "Comment", "Share"),
        byline=Byline.NONE,
        card=Card.NONE,
        typeface="Roboto, Arial, sans-serif",
        corner=12,
    ),
    app=AppFacts(
        console="https://console.cloud.google.com/apis/credentials",
        steps=(
            "Open console.cloud.google.com and make a project.",
            "Under “APIs and services, Library”, switch “YouTube Data API v3” on.",
            "Under “OAuth consent screen”, give a name and addresses, and add yourself as a test user.",
            (
                "Under “Credentials”, press “Create credentials, OAuth client ID”, choose “Web application”, and "
                "paste the address below among the authorised redirect addresses."
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
        costs="Free: 100 films and 100 searches a day, and 10,000 units for the rest: an answer or a change costs 50",
        review=(
            "An audit by Google before films of an app that it does not know can be seen by others; sign-ins of a "
            "project in testing end after seven days."
        ),
        will_not=(
            "films that others can see before the audit: they stay private",
            "more than 100 films a day; Google gives more to whoever asks and is audited",
            "texts without a film",
        ),
        minutes=30,
        source="https://developers.google.com/youtube/registering_an_application",
        checked_on=_CHECKED_AGAIN,
    ),
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """What is said of a film when it is sent, or the answer to a comment."""
    if version.reply_to:
        snippet = {"parentId": version.reply_to.root_id, "textOriginal": version.text}
        return call("POST /youtube/v3/comments?part=snippet", {"snippet": snippet})
    snippet = {"title": version.title or headline(version.text, _TITLE), "description": version.text}
    if spoken := language(version):
        snippet["defaultLanguage"] = spoken
    status = {"privacyStatus": "public", "selfDeclaredMadeForKids": False}
    return call("POST /upload/youtube/v3/videos?part=snippet,status", {"snippet": snippet, "status": status})
