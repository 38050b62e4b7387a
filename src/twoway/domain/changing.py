"""Changing what is out: the kinds of changes, their states and moves, and which parts of a version they touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.parts import pieces_of
from twoway.domain.versions import Mention, Version


class ChangeKind(StrEnum):
    """What somebody wants of a post that is out."""

    EDIT = "edit"
    TAKE_DOWN = "take down"


class ChangeState(StrEnum):
    """Where a change stands."""

    WAITING = "waiting"
    SENDING = "sending"
    UNSURE = "unsure"
    DONE = "done"
    HELD = "held"
    REFUSED = "refused"
    CANCELLED = "cancelled"


#: A change says what is to be there in the end, so what is unsure is said again: the same words twice are the same words.
CHANGE_MOVES: Mapping[ChangeState, frozenset[ChangeState]] = {
    ChangeState.WAITING: frozenset({ChangeState.SENDING, ChangeState.HELD, ChangeState.CANCELLED}),
    ChangeState.SENDING: frozenset(
        {ChangeState.DONE, ChangeState.WAITING, ChangeState.UNSURE, ChangeState.REFUSED, ChangeState.HELD}
    ),
    ChangeState.UNSURE: frozenset({ChangeState.WAITING}),
    # Out of held by a person: it is tried again, it was looked at and is there, or it is left.
    ChangeState.HELD: frozenset({ChangeState.WAITING, ChangeState.DONE, ChangeState.CANCELLED}),
    ChangeState.DONE: frozenset(),
    ChangeState.REFUSED: frozenset(),
    ChangeState.CANCELLED: frozenset(),
}

#: In these, a second change of the same post has to wait for the first.
OPEN = (ChangeState.WAITING, ChangeState.SENDING, ChangeState.UNSURE, ChangeState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a post is to say from now on: a text for each part in order, a description for each picture, the warning."""

    texts: tuple[str, ...]
    alts: tuple[str, ...] = ()
    warning: str = ""


def wanted_of(version: Version) -> Wanted:
    """What a version says now."""
    return Wanted(
        texts=tuple(piece.text for piece in pieces_of(version)),
        alts=tuple(picture.alt for picture in version.pictures),
        warning=version.warning,
    )


def with_words(version: Version, wanted: Wanted, mentions: Sequence[Mention] = ()) -> Version:
    """The version with other words. BadInput where parts or descriptions do not fit those that are out.

    `mentions` are the people known in the new words; whoever was named before and still is stays named.
    """
    pieces = pieces_of(version)
    if len(wanted.texts) != len(pieces):
        raise BadInput(f"{len(pieces)} parts are out, so {len(pieces)} texts are needed.", field="text")
    if len(wanted.alts) != len(version.pictures):
        raise BadInput(f"{len(version.pictures)} pictures are out; describe each of them.", field="alt")
    texts = tuple(text.strip() for text in wanted.texts)
    if not all(texts) and not (version.pictures and all(texts[1:])):
        raise BadInput("Nothing is left of it. To have it gone, take it down instead.", field="text")
    comment = texts[-1] if version.first_comment else ""
    first, *more = texts[:-1] if version.first_comment else texts
    return replace(
        version,
        text=first,
        more=tuple(more),
        first_comment=comment,
        warning=wanted.warning.strip(),
        pictures=tuple(replace(one, alt=alt.strip()) for one, alt in zip(version.pictures, wanted.alts, strict=True)),
        mentions=_mentions(version, texts, mentions),
    )


def _mentions(version: Version, texts: Sequence[str], known: Sequence[Mention]) -> tuple[Mention, ...]:
    named = {one.written for one in known}
    stay = [
        replace(one, start=None)
        for one in version.mentions
        if one.written not in named and any(one.written in text for text in texts)
    ]
    return (*known, *stay)


def places_changed(old: Version, new: Version) -> tuple[int, ...]:
    """Which parts have to be said anew, by their places. A warning stands before every part."""
    befores, afters = pieces_of(old), pieces_of(new)
    if old.warning != new.warning:
        return tuple(piece.place for piece in afters)
    changed = {now.place for was, now in zip(befores, afters, strict=True) if was.text != now.text}
    if [one.alt for one in old.pictures] != [one.alt for one in new.pictures]:
        changed.add(0)
    return tuple(sorted(changed))


def with_place_done(version: Version, new: Version, place: int) -> Version:
    """What is out once one part of a change is made."""
    pieces = pieces_of(new)
    text = pieces[place].text
    done = replace(version, warning=new.warning, mentions=new.mentions)
    if place == 0:
        return replace(done, text=text, pictures=new.pictures)
    if place <= len(version.more):
        more = [*version.more]
        more[place - 1] = text
        return replace(done, more=tuple(more))
    return replace(done, first_comment=text)


def until_when(sent_at: datetime | None, facts: Facts) -> datetime | None:
    """Until when the words of a post may be changed there; None where there is no end."""
    if sent_at is None or facts.edit_seconds is None:
        return None
    return sent_at + timedelta(seconds=facts.edit_seconds)


def may_turn(old: ChangeState, new: ChangeState) -> bool:
    """Whether a change may move from old to new."""
    return new in CHANGE_MOVES[old]
