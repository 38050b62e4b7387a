"""Facts of made-up networks, one per way of reading a text."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from twoway.domain.facts import (
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    MediaFacts,
    MentionFacts,
    TextFacts,
    Unit,
)

DAY = date(2026, 11, 22)
DOMAIN_HANDLE = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
SERVER_HANDLE = r"[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?(?:@[a-z0-9-]+(?:\.[a-z0-9-]+)+)?"


def limit(value: int, unit: Unit) -> Limit:
    return Limit(value=value, unit=unit, source="made up", checked_on=DAY)


def network(
    slug: str = "square",
    *,
    unit: Unit = Unit.GRAPHEMES,
    most: int = 300,
    bytes_most: int | None = None,
    link_length: int | None = None,
    markdown: bool = False,
    use: HashtagUse = HashtagUse.SEARCH,
    usual: int = 3,
    handle: str = r"[a-z0-9_]{1,20}",
    telling: str | None = None,
) -> Facts:
    return Facts(
        slug=slug,
        name=slug.title(),
        glyph="S",
        home="https://square.example",
        default_address="https://square.example",
        text=TextFacts(
            limit=limit(most, unit),
            bytes_limit=limit(bytes_most, Unit.BYTES) if bytes_most else None,
            link_length=link_length,
            markdown=markdown,
        ),
        hashtags=HashtagFacts(use=use, usual=usual),
        mentions=MentionFacts(handle=handle, telling=telling),
        media=MediaFacts(most=4, bytes_limit=1_000_000, types=("image/png",)),
        idempotency=Idempotency.NONE,
        connecting=Connecting(questions=(), needs="Nothing.", minutes=1),
    )


SKY = network("sky", bytes_most=3000, handle=DOMAIN_HANDLE, telling=r".+\.sky\.example")
HERD = network("herd", unit=Unit.FEDIVERSE, most=500, link_length=23, handle=SERVER_HANDLE, telling=r".+@.+")
WALL = network("wall", unit=Unit.CODE_POINTS, most=3000, use=HashtagUse.NOTHING, usual=0)
BIRD = network("bird", unit=Unit.X_WEIGHTED, most=280, link_length=23, usual=2)
FORUM = network("forum", unit=Unit.CODE_POINTS, most=10_000, markdown=True)


_PIECES = (
    "@", "#", "＃", "$", ".", ",", ":", "!", "(", ")", "[", "](", "*", "**", "_", "`", "~~", "# ", "\n", "\r\n", "\r",
    " ", "\u00a0",    "https://", "http://", "www.", "shop.example", "a.com", "alder.co.uk/menu_(x)", "?q=1#top",
    "t.co/abc", "kemi", "Kemi Okafor",
    "@[Kemi Okafor]", "@kemi.sky.example", "@kemi@herd.example", "bob@shop.com", "#SmallBusiness", "#Rye2026", "not", "£3.50",
    "👩‍👩‍👧", "🇬🇧", "1️⃣", "©", "©\ufe0f", "❤️", "\u200d", "\ufe0f", "\u0301", "\u202e", "\ufeff", "e\u0301", "한국", "日本語",
    "नमस्ते",
    "שלום",
    "\x00", "\ud83d", "\ude00", "ﬁ", "İ", "ß", "café", "1", "24", "x", "A", "-", "/", "'", '"', "\t",
    "\u2028", "·", "・", "\u200c",
)  # fmt: skip


def awkward() -> st.SearchStrategy[str]:
    """Texts made of what goes wrong: signs, joiners, links, people, half characters."""
    return st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=25).map("".join)
