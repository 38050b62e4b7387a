"""How the talk on the Rehearsal network goes on: what is said, who is told, and what people do when their time has come.

Every function works inside a transaction that its caller opened. What people will do is written down as plans when
they hear of something; `catch_up` turns due plans into posts. So nothing has to run in the background, and two
processes see the same.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from twoway.rehearsal import moods, store
from twoway.rehearsal.cast import CAST, SERVER, TOM
from twoway.rehearsal.store import Plan, Said

_NAMED = re.compile(rf"(?<![\w@.])@([a-z0-9][a-z0-9._-]*@{SERVER})(?!\.?[\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time it is, and how fast people are: at a pace of 0.1 they take a tenth of their time."""

    now: datetime
    pace: float


def named(text: str) -> list[str]:
    """The handles of this network that a text names, in order."""
    return list(dict.fromkeys(handle.lower() for handle in _NAMED.findall(text)))


def say(db: sqlite3.Connection, clock: Clock, said: Said) -> None:
    """Put words of a member on the network, tell those they are for, and let people think about them."""
    store.add_post(db, said)
    _tell(db, said)
    if said.handle in CAST:
        return
    parent = store.post(db, said.parent_id) if said.parent_id else None
    if parent is None:
        _plan(db, clock, said, moods.reactions(_heard(db, clock, said)))
    elif parent.handle in CAST:
        back = moods.answer(_answered(db, said, parent))
        _plan(db, clock, said, [back] if back else [])


def catch_up(db: sqlite3.Connection, now: datetime) -> None:
    """Let people do what they had planned to do by now, in the order in which they meant to."""
    while due := store.take_due(db, now):
        for plan in due:
            _do(db, plan)


def act(db: sqlite3.Connection, said: Said) -> None:
    """Put words on the network that nobody thinks about: those of a person played by hand, or of an old story."""
    if store.add_post(db, said):
        _tell(db, said)


def _do(db: sqlite3.Connection, plan: Plan) -> None:
    parent = store.post(db, plan.parent_id)
    if parent is None or parent.is_gone:
        return
    root = store.post(db, parent.root_id)
    if root is None or root.is_gone or _was_answered(db, plan, root):
        return
    if plan.mood is not None:
        store.set_mood(db, plan.handle, root.handle, plan.mood)
    if plan.kind == "like":
        if store.add_like(db, parent.id, plan.handle):
            store.tell(db, parent.handle, "like", parent.id, plan.handle, plan.at)
        return
    reply = Said(
        id=plan.id, handle=plan.handle, text=plan.text, at=plan.at, parent_id=parent.id, root_id=parent.root_id
    )
    store.add_post(db, reply)
    _tell(db, reply)


def _was_answered(db: sqlite3.Connection, plan: Plan, root: Said) -> bool:
    if not plan.unless_answered:
        return False
    return bool(store.answer_ids(db, root.id, plan.unless_answered, root.handle, plan.at))


def _tell(db: sqlite3.Connection, said: Said) -> None:
    """One line for everybody concerned: whom it answers, under whose post it stands, whom it names."""
    kinds: dict[str, str] = dict.fromkeys(named(said.text), "mention")
    for above in (said.root_id, said.parent_id):
        post = store.post(db, above) if above and above != said.id else None
        if post is not None:
            kinds[post.handle] = "reply"
    for handle, kind in kinds.items():
        if handle != said.handle and handle not in CAST:
            store.tell(db, handle, kind, said.id, said.handle, said.at)


def _heard(db: sqlite3.Connection, clock: Clock, said: Said) -> moods.Heard:
    before = [line for who in CAST for line in store.said_under(db, said.handle, who)]
    return moods.Heard(
        key=said.id,
        text=said.text,
        named=frozenset(named(said.text)),
        said=frozenset(line.text for line in before),
        tom_mood=store.mood(db, TOM, said.handle),
        tom_was_ignored=any(_is_ignored(db, clock, line, said.handle) for line in before if line.handle == TOM),
    )


def _is_ignored(db: sqlite3.Connection, clock: Clock, line: Said, owner: str) -> bool:
    """Whether Tom has waited too long for a word about this. What is older than a week he has forgotten."""
    waits = clock.now - line.at
    if not moods.IGNORED_AFTER * clock.pace < waits < timedelta(days=7):
        return False
    return not store.answer_ids(db, line.root_id, TOM, owner, clock.now)


def _answered(db: sqlite3.Connection, said: Said, parent: Said) -> moods.Answered:
    earlier = store.answer_ids(db, said.root_id, parent.handle, said.handle, said.at)
    backs = [line for line in store.thread(db, said.root_id) if line.handle == parent.handle]
    return moods.Answered(
        key=said.id,
        who=parent.handle,
        ours=said.text,
        mood=store.mood(db, parent.handle, said.handle),
        times=sum(line.parent_id in earlier for line in backs),
    )


def _plan(db: sqlite3.Connection, clock: Clock, said: Said, reactions: Iterable[moods.Reaction]) -> None:
    """Write down what people will do about `said`. The step is in the id: the same step twice is one step."""
    for reaction in reactions:
        # Within a thread, so that two quick answers of ours bring one of theirs.
        about = said.root_id or said.id
        above = store.derive("plan", about, reaction.follows) if reaction.follows else said.id
        store.add_plan(
            db,
            Plan(
                id=store.derive("plan", about, reaction.step),
                at=clock.now + reaction.after * clock.pace,
                handle=reaction.who,
                kind=reaction.kind,
                parent_id=above,
                text=reaction.text,
                mood=reaction.mood,
                unless_answered=reaction.unless_answered,
            ),
        )
