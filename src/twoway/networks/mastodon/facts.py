"""What is known about Mastodon and the servers that speak its API."""

from __future__ import annotations

from datetime import date

from twoway.domain.facts import (
    Audience,
    Card,
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    MediaFacts,
    MentionFacts,
    PageFacts,
    Question,
    RateFacts,
    Standing,
    TextFacts,
    Unit,
)

_CHECKED = date(2026, 11, 22)
_DOCS = "https://docs.joinmastodon.org"
#: The name of an account on its server, as a regular expression.
NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"

_SERVER = Question(
    name="address",
    label="Server",
    help="The part after your name: for @alder@bakery.social it is bakery.social. Empty means mastodon.social.",
    required=False,
)

FACTS = Facts(
    slug="mastodon",
    name="Mastodon",
    glyph="M",
    colours=("#4f3fc0", "#b9b0ff"),
    home="https://joinmastodon.org",
    default_address="https://mastodon.social",
    text=TextFacts(
        limit=Limit(value=500, unit=Unit.FEDIVERSE, source=f"{_DOCS}/user/posting/", checked_on=_CHECKED),
        link_length=23,
        warning_counts=True,
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=4, source=f"{_DOCS}/user/posting/"),
    mentions=MentionFacts(
        handle=rf"{NAME}(?:@{_DOMAIN}(?:\.{_DOMAIN})*)?",
        telling=rf"{NAME}@{_DOMAIN}(?:\.{_DOMAIN})+",
        example="sunnybank@town.social",
    ),
    media=MediaFacts(
        most=4,
        bytes_limit=10_485_760,
        types=("image/jpeg", "image/png", "image/gif", "image/webp"),
        alt_limit=Limit(
            value=1500,
            unit=Unit.CODE_POINTS,
            source="https://github.com/mastodon/mastodon/blob/main/app/models/media_attachment.rb",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        source=f"{_DOCS}/entities/Instance/",
    ),
    idempotency=Idempotency.KEY_WITH_WINDOW,
    key_window_seconds=3600,
    connecting=Connecting(
        page_questions=(_SERVER,),
        otherwise="an access token",
        questions=(
            _SERVER,
            Question(
                name="token",
                label="Access token",
                help="On your server: Preferences > Development > New application, with read and write ticked. "
                "Open the application and copy “Your access token”.",
                secret=True,
            ),
        ),
        needs="Your account on any Mastodon server: its address, and your being signed in there.",
        minutes=2,
    ),
    threads=True,
    first_comment=True,
    rates=(
        RateFacts(
            posts=300,
            seconds=10_800,
            source="https://github.com/mastodon/mastodon/blob/main/app/lib/rate_limiter.rb",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
    ),
    edits=True,
    audiences=(
        Audience(name="public", label="Everybody"),
        Audience(name="unlisted", label="Everybody, but kept out of public lists and search"),
        Audience(name="private", label="Followers only", is_narrow=True),
        Audience(name="direct", label="Only the people named in it", needs_names=True, is_narrow=True),
    ),
    warnings=True,
    reactions=("like", "boost"),
    passes_on=("boost",),
    cannot=(
        "send video or polls",
        "change who sees a post once it is out",
        "find words in other people's posts where the server has no full-text search; hashtags are found everywhere",
        "tell how often a post was seen",
    ),
    sources=(
        (f"{_DOCS}/methods/statuses/", _CHECKED),
        (f"{_DOCS}/methods/media/", _CHECKED),
        (f"{_DOCS}/methods/notifications/", _CHECKED),
        (f"{_DOCS}/methods/conversations/", _CHECKED),
        (f"{_DOCS}/methods/streaming/", _CHECKED),
        (f"{_DOCS}/methods/search/", _CHECKED),
        (f"{_DOCS}/methods/apps/", _CHECKED),
        (f"{_DOCS}/methods/oauth/", _CHECKED),
        (f"{_DOCS}/api/oauth-scopes/", _CHECKED),
        (f"{_DOCS}/entities/Instance/", _CHECKED),
        (f"{_DOCS}/api/rate-limits/", _CHECKED),
    ),
    page=PageFacts(actions=("Reply", "Boost", "Favourite", "Bookmark"), square=True, card=Card.SLIM, corner=4),
)
