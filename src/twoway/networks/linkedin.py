r"""LinkedIn: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: learn.microsoft.com, Posts API (view li-lms-2026-01), little text format (view li-lms-2026-05) and Comments API, as
read on 2026-11-22. In a post's `commentary` reserved signs carry a backslash, hashtags and people are templates: without that
the post is cut off at the first bracket, and nobody is told. A comment is plain text and is not escaped.

Nothing was tried on the live network. Not verified: the unit that the 3,000 are counted in (code points here, as others do),
whether an address with `_` in it stays one when it is escaped as the documentation says, the limit of a description, the
number of pictures, where the text folds. A link gets no card by itself, and none is made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import quote

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
from twoway.domain.payloads import Piece, call, pieces, uploaded
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.text.little import Part, PartKind, render
from twoway.domain.versions import Picture, ReplyTo, Version

_CHECKED = date(2026, 11, 22)
_DOCS = "https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares"
_LITTLE = f"{_DOCS}/little-text-format?view=li-lms-2026-05"
_OTHERS = "https://www.ayrshare.com/docs/help-center/technical-support/character_limits"
_PERSON = "urn:li:person:"
_COMPANY = "urn:li:organization"

FACTS = Facts(
    slug="linkedin",
    name="LinkedIn",
    glyph="in",
    colours=("#0a5ba8", "#8cc4f7"),
    home="https://www.linkedin.com",
    default_address="https://api.linkedin.com",
    text=TextFacts(
        limit=Limit(
            value=3000,
            unit=Unit.CODE_POINTS,
            source=_OTHERS,
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        comment_limit=Limit(
            value=1250,
            unit=Unit.CODE_POINTS,
            source=_OTHERS,
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        # Practice, in no documentation. The smallest number that is told.
        fold=140,
        grammar=Grammar.WEIGHTED,
        expects_words=12,
    ),
    # They can be tapped, but nobody follows them any more, and inside a sentence they only get in the way.
    hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0, source=_LITTLE),
    links=LinkFacts(card_beside_pictures=False, card_by_us=True, source=f"{_DOCS}/posts-api?view=li-lms-2026-01"),
    # A handle is the name exactly as it stands on the network; without its URN it is plain text.
    mentions=MentionFacts(
        handle=r"[\w-]{1,100}",
        example="sunnybank",
        needs_id=True,
        ids=r"urn:li:(?:person|organization|organizationBrand):[\w-]+",
    ),
    media=MediaFacts(
        most=20,
        bytes_limit=5_000_000,
        types=("image/jpeg", "image/png", "image/gif"),
        alt_limit=Limit(
            value=4086,
            unit=Unit.CODE_POINTS,
            source=f"{_DOCS}/multiimage-post-api?view=li-lms-2026-01",
            checked_on=_CHECKED,
            standing=Standing.UNVERIFIED,
        ),
        source="https://www.ayrshare.com/docs/media-guidelines/linkedin",
    ),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "make a card for a link", "mention people in a comment"),
    sources=(
        (f"{_DOCS}/posts-api?view=li-lms-2026-01", _CHECKED),
        (_LITTLE, _CHECKED),
        (f"{_DOCS}/comments-api?view=li-lms-2026-01", _CHECKED),
    ),
    is_for_work=True,
    first_comment=True,
    edits=True,
    page=PageFacts(
        actions=("Like", "Comment", "Repost", "Send"),
        byline=Byline.NONE,
        square=True,
        card=Card.SLIM,
        corner=8,
    ),
    app=AppFacts(
        console="https://www.linkedin.com/developers/apps",
        steps=(
            (
                "Open linkedin.com/developers/apps and press “Create app”. It has to belong to a company page that "
                "you manage."
            ),
            (
                "Let a super admin of that page confirm it: open “Settings”, press “Verify”, and send them the "
                "address that is shown."
            ),
            (
                "Under “Products”, add “Sign In with LinkedIn using OpenID Connect” and “Share on LinkedIn”; for a "
                "company page, ask for “Community Management API” as well, in an app of its own."
            ),
            "Under “Auth”, paste the address below among the authorized redirect addresses.",
            "Under “Auth”, copy the client id and the primary client secret.",
        ),
        fields=(
            AppField(
                name="client_id",
                label="Client ID",
                where="Auth, at the top",
                pattern="[0-9a-z]{12,16}",
                example="77exampl3id0ab",
            ),
            AppField(
                name="client_secret",
                label="Primary client secret",
                where="Auth, below the client id",
                pattern=r"WPL_AP[0-9A-Z]\.[A-Za-z0-9_+/=.-]{10,60}|[A-Za-z0-9]{16}",
                example="WPL_AP1.exampleExample01.MDEyMzQ=",
                secret=True,
            ),
        ),
        costs="Free",
        review=(
            "None for your own words. For a company page, LinkedIn looks at the business and at a recording of the "
            "app; only registered businesses may ask, and it takes weeks."
        ),
        will_not=(
            "staying connected by itself: after 60 days you sign in again, unless LinkedIn made you a partner",
            "reading comments below what you say as a person",
            "posting for a company page before LinkedIn has said yes",
        ),
        minutes=30,
        source="https://learn.microsoft.com/en-us/linkedin/marketing/community-management-app-review",
        checked_on=_CHECKED,
    ),
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The post, or the comment; complete but for the account's own URN."""
    if version.reply_to:
        return _comment(version, version.reply_to)
    payload: dict[str, object] = {
        "commentary": _little(version),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if version.pictures:
        payload["content"] = _content([_image(picture) for picture in version.pictures])
    return call("POST /rest/posts", payload)


def _content(images: list[dict[str, str]]) -> dict[str, object]:
    return {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}}


def _image(picture: Picture) -> dict[str, str]:
    return {"id": uploaded(picture), **({"altText": picture.alt} if picture.alt else {})}


def _comment(version: Version, answered: ReplyTo) -> Mapping[str, object]:
    """Plain text: a backslash would be seen."""
    payload: dict[str, object] = {"object": answered.root_id, "message": {"text": version.text}}
    if answered.remote_id != answered.root_id:
        payload["parentComment"] = answered.remote_id
    if version.pictures:
        payload["content"] = [{"entity": {"image": uploaded(picture)}} for picture in version.pictures]
    return call(f"POST /rest/socialActions/{quote(answered.remote_id, safe='')}/comments", payload)


def _little(version: Version) -> str:
    return render(part for piece in pieces(version) for part in _parts(piece))


def _parts(piece: Piece) -> Iterator[Part]:
    if piece.person is None:
        yield from _words(piece.words)
        return
    urn = piece.person.remote_id or ""
    if urn.startswith((_PERSON, _COMPANY)):
        yield Part(kind=PartKind.MENTION, words=piece.words, urn=urn)
    else:
        yield Part(kind=PartKind.TEXT, words=piece.written)


def _words(text: str) -> Iterator[Part]:
    """The text cut at its hashtags."""
    done = 0
    for one in entities(text, FACTS):
        if one.kind is not EntityKind.HASHTAG or not one.text.startswith("#"):
            continue
        yield Part(kind=PartKind.TEXT, words=text[done : one.start])
        yield Part(kind=PartKind.HASHTAG, words=one.value)
        done = one.end
    yield Part(kind=PartKind.TEXT, words=text[done:])
