"""A version: exactly the words and pictures that go to one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with its description. `remote` is what the network answered to the upload, None before it.

    `focus` is the point that every cut keeps, from the left and from the top, each 0 to 1; None for the middle.
    `read` is not here on purpose: the bytes come from the `Http` port's pictures, by `sha256`.
    """

    sha256: str
    mime: str
    size: int
    width: int
    height: int
    alt: str = ""
    remote: Mapping[str, object] | None = None
    focus: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands under a post about the page that it links to, where the network takes it from us."""

    address: str
    title: str
    about: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person named in the text by `handle` (without @). `remote_id` is None while the network has not told it.

    With a `name` the text says that plain name instead, without any sign, at `start` (code points). Where the words have
    moved, and where `start` is None, the first place that says the name is meant.
    """

    handle: str
    remote_id: str | None = None
    name: str = ""
    start: int | None = None

    @property
    def written(self) -> str:
        """What a reader of the text sees."""
        return self.name or f"@{self.handle}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTo:
    """What is answered: the network's own references, as the message brought them.

    `refs["prefix"]`, where a network gives it, are the words an answer has to begin with there (the handle of who is
    answered): a box to write in begins with them, so that what is counted and previewed is what is sent. `refs["warning"]`
    are the words behind which it was folded away, and an answer is, too.
    """

    remote_id: str
    root_id: str
    refs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What is counted, previewed and sent: the same string. Languages are BCP 47 tags.

    Of a thread, `text` is the first part, which carries the pictures; each of `more` answers the one before it.
    `first_comment` is our own comment right below the post. `title` stands where a post has one of its own, and `link`
    goes into a field of its own (a button, the picture); both are "" elsewhere. `set_aside` are findings that somebody set
    aside for it: {code: reason}. `audience` is the name of one of `Facts.audiences` ("" for what is usual there), and
    `warning` the words that stand before a text that is folded away ("" for none). `dated` are the parameters behind its links
    that hold the day on which it goes (`domain.dating`).
    """

    text: str
    pictures: tuple[Picture, ...] = ()
    mentions: tuple[Mention, ...] = ()
    languages: tuple[str, ...] = ("en",)
    reply_to: ReplyTo | None = None
    more: tuple[str, ...] = ()
    first_comment: str = ""
    title: str = ""
    link: str = ""
    card: Card | None = None
    set_aside: Mapping[str, str] = field(default_factory=dict)
    audience: str = ""
    warning: str = ""
    dated: tuple[str, ...] = ()

    @property
    def shelved(self) -> tuple[Picture, ...]:
        """Every picture that must lie on our shelf when it is sent."""
        return (*self.pictures, self.card.picture) if self.card and self.card.picture else self.pictures

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts of a thread in order; of anything else, the one text."""
        return (self.text, *self.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The network's yes. `address` is where people can see it; `at` is the network's time of it, aware.

    `refs` are the network's own, with three that others read: `surprise`, what came out other than it was sent; `alarm`, the
    same where somebody should look at once, as when more people see it than were meant to; `pictures`, by sha256 what
    `Picture.remote` has to be for a change that keeps them. `rest`: the network says that with this our allowance is used
    up, and for how long.
    """

    remote_id: str
    address: str
    at: datetime
    refs: Mapping[str, object] = field(default_factory=dict)
    rest: timedelta | None = None


def known_there(version: Version, refs: Mapping[str, Any]) -> Version:
    """The version with the pictures that its network has already, as the receipt named them: `refs["pictures"]` by sha256."""
    named = refs.get("pictures")
    if not isinstance(named, dict):
        return version
    known = (replace(one, remote=named.get(one.sha256) or one.remote) for one in version.pictures)
    return replace(version, pictures=tuple(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody on a network, as the network names them. `handle` is without @."""

    remote_id: str
    handle: str
    name: str = ""
    address: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message from someone, normalised. `about_id` is the remote id of our own post it hangs under, if known.

    `reply_to` is what an answer to this message needs. `ours` says that we wrote it (found again in a thread).
    `under_id` is the remote id of what it directly answers, empty when it answers nothing. `edited_at`: when its author last
    changed it, where the network tells.
    """

    remote_id: str
    root_id: str
    author: Author
    text: str
    at: datetime
    address: str = ""
    about_id: str = ""
    kind: str = "reply"
    private: bool = False
    ours: bool = False
    under_id: str = ""
    edited_at: datetime | None = None
    reply_to: ReplyTo


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one fetch brought: raw answers as the network gave them, and where to go on next time."""

    raw: tuple[Mapping[str, object], ...]
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connected account: who we are there, and the secrets that let us speak. `expires_at` None: no fixed end.

    `address` is the server's base address, to which later calls go (`http.address`, unless the server named another).
    `limits` holds what this server or account allows beyond FACTS: text, link_length, pictures, picture_bytes, alt.
    """

    remote_id: str
    handle: str
    name: str
    address: str
    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What a connected account is called there now; "" for what the network does not tell today.

    `moved_to`: the handle of another account that it says to have moved to.
    """

    remote_id: str
    handle: str
    name: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of one of our posts so far; None where the network does not tell it."""

    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None


def to_data(version: Version) -> dict[str, object]:
    """A version as plain data, for keeping it frozen while it waits."""
    return asdict(version)


def from_data(data: Mapping[str, Any]) -> Version:
    """The version that `to_data` wrote."""
    reply = data.get("reply_to")
    return Version(
        text=data["text"],
        pictures=tuple(map(picture_from_data, data.get("pictures", ()))),
        mentions=tuple(Mention(**mention) for mention in data.get("mentions", ())),
        languages=tuple(data.get("languages", ("en",))),
        reply_to=ReplyTo(**reply) if reply else None,
        more=tuple(data.get("more", ())),
        first_comment=data.get("first_comment", ""),
        title=data.get("title", ""),
        link=data.get("link", ""),
        card=_card(data.get("card")),
        set_aside=data.get("set_aside", {}),
        audience=data.get("audience", ""),
        warning=data.get("warning", ""),
        dated=tuple(data.get("dated", ())),
    )


def picture_from_data(data: Mapping[str, Any]) -> Picture:
    """A picture that was kept as plain data."""
    focus = data.get("focus")
    return Picture(**{**data, "focus": (float(focus[0]), float(focus[1])) if focus else None})


def _card(data: Mapping[str, Any] | None) -> Card | None:
    if not data:
        return None
    picture = data.get("picture")
    return Card(**{**data, "picture": picture_from_data(picture) if picture else None})
