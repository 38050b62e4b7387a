"""What a page that shows the Rehearsal network asks for, and the two things its director does: order and act.

Plain functions over a stage; a door turns them into HTML or lines of text. Nobody needs to sign in to read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from twoway.domain.errors import BadInput
from twoway.rehearsal import api, store, talk
from twoway.rehearsal import orders as failing
from twoway.rehearsal.cast import CAST, SERVER
from twoway.rehearsal.orders import SAYS, Kind, Order
from twoway.rehearsal.server import Stage
from twoway.rehearsal.store import Said

#: Moods in words, from none to the worst.
MOODS = ("content", "put out", "cross", "done with you")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureShown:
    """A picture of a post: what it shows is known by its description and its fingerprint."""

    sha256: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post or reply as a page shows it. `depth` is how far it is indented; `is_cast` says that nobody real wrote it."""

    id: str
    handle: str
    name: str
    text: str
    at: datetime
    address: str
    path: str
    is_cast: bool
    likes: int = 0
    replies: int = 0
    depth: int = 0
    parent_id: str = ""
    warning: str = ""
    was_changed: bool = False
    pictures: tuple[PictureShown, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody who can be played by hand, with the accounts they are cross with: {handle: mood in words}."""

    handle: str
    name: str
    about: str
    moods: dict[str, str]


def timeline(stage: Stage, limit: int = 50) -> tuple[Shown, ...]:
    """The newest posts of everybody, without replies."""
    stage.catch_up()
    with store.reading(stage.path) as db:
        return tuple(_shown(stage, db, said) for said in store.latest(db, limit))


def posts_of(stage: Stage, handle: str, limit: int = 50) -> tuple[Shown, ...]:
    """The newest posts of one member; `handle` with or without the part after the @."""
    whole = handle if handle.endswith(f"@{SERVER}") else f"{handle}@{SERVER}"
    stage.catch_up()
    with store.reading(stage.path) as db:
        return tuple(_shown(stage, db, said) for said in store.latest_of(db, whole, limit))


def thread(stage: Stage, post_id: str) -> tuple[Shown, ...]:
    """A post with everything above and under it, each answer after what it answers; empty when there is no such post."""
    stage.catch_up()
    with store.reading(stage.path) as db:
        said = store.post(db, post_id)
        if said is None or said.is_gone:
            return ()
        return tuple(_shown(stage, db, each, depth) for depth, each in _in_order(store.thread(db, said.root_id)))


def order(stage: Stage, kind: str, count: int = 1, *, touches: str = "", seconds: float | None = None) -> None:
    """Order a failure for the next `count` requests; BadInput when there is no such failure."""
    try:
        wanted, which = Kind(kind), failing.Touches(touches) if touches else None
    except ValueError as error:
        raise BadInput(
            f"There is no failure called “{kind}”. Known ones: {', '.join(Kind)}.", field="kind"
        ) from error
    if not 0 < count <= 1000:
        raise BadInput("Order between 1 and 1000 of them.", field="count")
    with store.writing(stage.path) as db:
        failing.place(db, wanted, count, touches=which, seconds=seconds)


def orders(stage: Stage) -> tuple[Order, ...]:
    """The failures still to come, oldest first."""
    with store.reading(stage.path) as db:
        return failing.standing(db)


def cancel_orders(stage: Stage) -> None:
    """Let everything go well again."""
    with store.writing(stage.path) as db:
        failing.cancel(db)


def failures() -> tuple[tuple[str, str], ...]:
    """What can be ordered, each with a sentence."""
    return tuple((kind.value, says) for kind, says in SAYS.items())


def people(stage: Stage) -> tuple[Player, ...]:
    """The people of the network and their moods."""
    stage.catch_up()
    with store.reading(stage.path) as db:
        return tuple(
            Player(
                handle=person.handle,
                name=person.name,
                about=person.about,
                moods={
                    towards: MOODS[min(level, len(MOODS) - 1)]
                    for towards, level in store.moods(db, person.handle).items()
                    if level
                },
            )
            for person in CAST.values()
        )


def act_as(stage: Stage, who: str, post_id: str, text: str) -> Shown:
    """Let one of the people say something under a post, played by hand."""
    if who not in CAST:
        raise BadInput(f"Nobody called “{who}” lives here. Choose one of the people of the network.", field="who")
    try:
        words = api.as_text("text", text).strip()
        api.check_length(words)
    except api.No as no:
        raise BadInput(no.message, field="text") from no
    if not words:
        raise BadInput("Write what they say.", field="text")
    stage.catch_up()
    with store.writing(stage.path) as db:
        parent = store.post(db, post_id)
        if parent is None or parent.is_gone:
            raise BadInput("This post is no longer there. Choose another one.", field="post_id")
        key = token_hex(8)
        said = Said(
            id=store.post_id(who, key),
            handle=who,
            key=key,
            text=words,
            at=stage.clock().now,
            parent_id=parent.id,
            root_id=parent.root_id,
        )
        talk.act(db, said)
        return _shown(stage, db, said, depth=1)


def _in_order(said: Sequence[Said]) -> list[tuple[int, Said]]:
    """Each answer right after what it answers, with its depth. What answers something that is gone moves up."""
    here = {each.id for each in said}
    under: dict[str, list[Said]] = {}
    for each in said:
        under.setdefault(each.parent_id if each.parent_id in here else "", []).append(each)
    ordered: list[tuple[int, Said]] = []
    waiting = [(0, each) for each in reversed(under.get("", []))]
    while waiting:
        depth, each = waiting.pop()
        ordered.append((depth, each))
        waiting.extend((depth + 1, below) for below in reversed(under.get(each.id, [])))
    return ordered


def _shown(stage: Stage, db: sqlite3.Connection, said: Said, depth: int = 0) -> Shown:
    author = api.member_called(db, said.handle)
    path = f"/rehearsal/{said.handle.removesuffix(f'@{SERVER}')}/{said.id}"
    return Shown(
        id=said.id,
        handle=author.handle,
        name=author.name,
        text=said.text,
        at=said.at,
        address=stage.address + path,
        path=path,
        is_cast=said.handle in CAST,
        likes=store.likes(db, said.id),
        replies=store.reply_count(db, said.id),
        depth=depth,
        parent_id=said.parent_id,
        warning=said.warning,
        was_changed=bool(store.said_before(db, said.id)),
        pictures=tuple(_picture(picture) for picture in said.pictures),
    )


def _picture(placed: Mapping[str, object]) -> PictureShown:
    width, height = placed.get("width"), placed.get("height")
    return PictureShown(
        sha256=str(placed.get("sha256", "")),
        alt=str(placed.get("alt", "")),
        width=width if isinstance(width, int) else 0,
        height=height if isinstance(height, int) else 0,
    )
