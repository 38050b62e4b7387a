"""What Bluesky is: its limits, each with the page where it stands and the day on which that page was read."""

from __future__ import annotations

from datetime import date

from twoway.domain.facts import (
    Byline,
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    LinkFacts,
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
_LEXICONS = "https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky"
_RATES = "https://docs.bsky.app/docs/advanced-guides/rate-limits"
APP_PASSWORDS = "https://bsky.app/settings/app-passwords"
#: The public directory of accounts: where each one lives.
DIRECTORY = "directory"
HANDLE = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"

FACTS = Facts(
    slug="bluesky",
    name="Bluesky",
    glyph="B",
    colours=("#0560b0", "#7cc0ff"),
    home="https://bsky.app",
    default_address="https://bsky.social",
    text=TextFacts(
        limit=Limit(
            value=300,
            unit=Unit.GRAPHEMES,
            source=f"{_LEXICONS}/feed/post.json",
            checked_on=_CHECKED,
            standing=Standing.MEASURED,
        ),
        bytes_limit=Limit(
            value=3000,
            unit=Unit.BYTES,
            source=f"{_LEXICONS}/feed/post.json",
            checked_on=_CHECKED,
            standing=Standing.MEASURED,
        ),
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=3, source=f"{_LEXICONS}/richtext/facet.json"),
    links=LinkFacts(card_beside_pictures=False, card_by_us=True, source=f"{_LEXICONS}/embed/external.json"),
    mentions=MentionFacts(
        handle=HANDLE, telling=r"(?:[a-zA-Z0-9-]+\.)+bsky\.(?:social|team)", example="sunnybank.bsky.social"
    ),
    media=MediaFacts(
        # 4, and 1,000,000 bytes, on older servers; `instance` tells. The schema takes 20, readers are shown 10.
        most=10,
        bytes_limit=2_000_000,
        types=("image/jpeg", "image/png", "image/webp"),
        alt_limit=Limit(
            value=2000,
            unit=Unit.GRAPHEMES,
            source="https://github.com/bluesky-social/social-app/blob/main/src/lib/constants.ts",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        source=f"{_LEXICONS}/embed/gallery.json",
    ),
    idempotency=Idempotency.CLIENT_ID,
    connecting=Connecting(
        questions=(
            Question(name="handle", label="Handle", help="For example sunnybank.bsky.social, without the @."),
            Question(
                name="password",
                label="App password",
                help=f"Not your main password: make one for Twoway at {APP_PASSWORDS}.",
                secret=True,
            ),
            Question(
                name="address",
                label="Server",
                help="Only if your account lives on a server of its own, for example https://pds.example.org.",
                required=False,
            ),
        ),
        needs="Your handle. You sign in on Bluesky's own page, or with an app password; both can be taken back at any time.",
        minutes=2,
        page_questions=(
            Question(
                name="handle",
                label="Handle",
                help="For example sunnybank.bsky.social, without the @. Without one, you say on Bluesky's page who you are.",
                required=False,
            ),
            Question(
                name="address",
                label="Server",
                help="Only to sign in without a handle on a server of your own, for example https://pds.example.org.",
                required=False,
            ),
        ),
        otherwise="an app password",
    ),
    servers={DIRECTORY: "https://plc.directory"},
    threads=True,
    first_comment=True,
    # A post costs 3 points, of 5,000 an hour and 35,000 a day.
    rates=(
        RateFacts(posts=1_666, seconds=3_600, source=_RATES, checked_on=_CHECKED),
        RateFacts(posts=11_666, seconds=86_400, source=_RATES, checked_on=_CHECKED),
    ),
    reactions=("like",),
    cannot=(
        "change a post once it is out: its own app goes on showing the first words (delete it and write it again)",
        "send video or moving pictures",
        "read or send private messages, which need a server that Twoway has never been run against",
        "choose who sees a post: everything is public",
        "tell how often a post was seen",
    ),
    sources=(
        ("https://docs.bsky.app/docs/advanced-guides/posts", _CHECKED),
        ("https://docs.bsky.app/docs/advanced-guides/post-richtext", _CHECKED),
        (_RATES, _CHECKED),
        ("https://atproto.com/specs/record-key", _CHECKED),
        ("https://atproto.com/specs/oauth", _CHECKED),
        ("https://atproto.com/specs/did", _CHECKED),
        (f"{_LEXICONS}/feed/post.json", _CHECKED),
        (f"{_LEXICONS}/embed/gallery.json", _CHECKED),
        (f"{_LEXICONS}/feed/like.json", _CHECKED),
        (f"{_LEXICONS}/feed/searchPosts.json", _CHECKED),
        ("https://github.com/bluesky-social/atproto/blob/main/packages/pds/CHANGELOG.md", _CHECKED),
        ("https://github.com/snarfed/bridgy-fed/issues/947", _CHECKED),
    ),
    page=PageFacts(actions=("Reply", "Repost", "Like", "Save"), byline=Byline.BESIDE, corner=2),
)
