"""The examples of rules are written with these: a made-up network, a made-up picture and a case about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
from twoway.domain.findings import Case, Scope
from twoway.domain.history import Archive, Said
from twoway.domain.versions import Mention, Picture

#: A short-text network where people search by hashtag. Its name is made up.
SHORT = Facts(
    slug="market-square",
    name="Market Square",
    glyph="◆",
    home="https://market-square.example",
    default_address="https://market-square.example",
    text=TextFacts(
        limit=Limit(
            value=300,
            unit=Unit.CODE_POINTS,
            source="https://market-square.example/limits",
            checked_on=date(2026, 11, 22),
        )
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=3),
    mentions=MentionFacts(handle=r"\w{1,30}", example="alderandrye"),
    media=MediaFacts(most=4, bytes_limit=2_000_000, types=("image/jpeg", "image/png")),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Nothing", minutes=1),
)

#: A made-up long-text network where a hashtag does nothing for the reader.
LONG = replace(
    SHORT,
    slug="town-hall",
    name="Town Hall",
    text=replace(SHORT.text, limit=replace(SHORT.text.limit, value=3000)),
    hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0),
)

#: The handles that give two other made-up networks away.
FOREIGN = {"Birdhouse": r"[\w-]+\.birdhouse\.example", "Guild": r"\w+@[\w-]+(?:\.[\w-]+)+"}


def picture(
    alt: str = "Two rye loaves on a wooden board",
    *,
    mime: str = "image/jpeg",
    size: int = 200_000,
    width: int = 1200,
    height: int = 900,
) -> Picture:
    """A picture that any network takes, unless it is told otherwise."""
    return Picture(sha256="0" * 64, mime=mime, size=size, width=width, height=height, alt=alt)


def example(
    text: str = "",
    *,
    facts: Facts = SHORT,
    scope: Scope = Scope.POST,
    limit: int | None = None,
    bytes_limit: int | None = None,
    pictures: tuple[Picture, ...] = (),
    alt_limit: int | None = None,
    known: tuple[str, ...] = (),
    foreign: Mapping[str, str] = FOREIGN,
    siblings: Mapping[str, str] | None = None,
    words: Mapping[str, tuple[str, ...]] | None = None,
    languages: tuple[str, ...] = ("en",),
    own_handle: str = "alderandrye",
) -> Case:
    """A case about this text on a made-up network that counts code points."""
    return Case(
        text=text,
        facts=facts,
        scope=scope,
        length=len(text),
        limit=facts.text.limit.value if limit is None else limit,
        bytes_length=len(text.encode("utf-8", "surrogatepass")),
        bytes_limit=bytes_limit,
        pictures=pictures,
        mentions=tuple(Mention(handle=handle, remote_id=f"id:{handle}") for handle in known),
        languages=languages,
        alt_limit=alt_limit,
        pictures_limit=facts.media.most,
        picture_bytes_limit=facts.media.bytes_limit,
        foreign_handles=dict(foreign),
        siblings=siblings or {},
        own_handle=own_handle,
        words=words or {},
    )


def reply(text: str = "", **changes: object) -> Case:
    """The same for words that answer somebody; `changes` are fields of the case."""
    return replace(example(text, scope=Scope.REPLY), **changes)  # type: ignore[arg-type]  # replace checks the names


#: When examples with a history are about to be sent: a Monday morning.
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def said(text: str = "Fresh rye at eight", *, days: float = 1, **changes: object) -> Said:
    """Something said so many days before now; a negative number is still to come. `changes` are its other fields."""
    one = Said(text=text, at=NOW - timedelta(days=days), account="@alderandrye on Market Square", is_coming=days < 0)
    return replace(one, **changes)  # type: ignore[arg-type]  # replace checks the names


def after(case: Case, *past: Said) -> Case:
    """The case with a history behind it; it is to be sent now."""
    archive = Archive(past)
    return replace(case, at=NOW, today=NOW.date(), past=archive.posts, alike=archive.like(case.text))


def account(*past: Said, **changes: object) -> Case:
    """How an account behaves that said all this; `changes` are fields of the case."""
    return replace(after(example(scope=Scope.ACCOUNT), *past), **changes)  # type: ignore[arg-type]  # as above
