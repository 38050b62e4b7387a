"""The demo story, laid behind a given day: six weeks of Alder & Rye, a complaint in progress, a calendar with a gap.

`story(now, zone)` is pure and gives everything a workspace shows; `seed(stage, story)` puts the network's side of it on
a stage. Ids come from the keys of what is said, so both sides agree without knowing each other.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from twoway.domain.persona import PersonaKind
from twoway.domain.states import ConversationState
from twoway.domain.versions import Connection
from twoway.rehearsal import script, store, talk, telling
from twoway.rehearsal.cast import CAST, SERVER, TOM
from twoway.rehearsal.moods import CROSSER
from twoway.rehearsal.server import Stage
from twoway.rehearsal.store import Plan, Said


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """Somebody who works at the bakery; `role` is owner or editor."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaTold:
    """A hat of the story. `readers` are those to whom it speaks."""

    name: str
    kind: PersonaKind
    about: str
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTold:
    """An account on the practice network; `persona` is the name of its persona."""

    handle: str
    remote_id: str
    name: str
    persona: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTold:
    """Somebody the bakery talks with."""

    handle: str
    remote_id: str
    name: str
    met: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTold:
    """A post that is out. `path` is where it stands under the product's own address."""

    key: str
    account: str
    remote_id: str
    path: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTold:
    """One thing said in a conversation. `by` is a handle; ours carry the key they were sent with."""

    key: str
    remote_id: str
    parent_id: str
    by: str
    path: str
    text: str
    at: datetime
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTold:
    """A note of the team."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTold:
    """What goes back and forth with one person under one post. `root_id` is the remote id of that post."""

    account: str
    person: str
    root_id: str
    state: ConversationState
    messages: tuple[MessageTold, ...]
    notes: tuple[NoteTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingTold:
    """A post that is scheduled, for the accounts with these handles."""

    key: str
    text: str
    at: datetime
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTold:
    """A draft that somebody left."""

    key: str
    text: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkTold:
    """What the owner said about words of a post that she was asked about, with the answer."""

    on: str
    text: str
    at: datetime
    answer: str
    answer_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedTold:
    """A post that a team mate asked the owner about: by whom and when, in which words, and for when.

    `yes_at` is when she said yes, with the words as they are in `changed`; None: it waits for her.
    """

    key: str
    text: str
    at: datetime
    accounts: tuple[str, ...]
    by: str
    asked_at: datetime
    words: str
    remarks: tuple[RemarkTold, ...] = ()
    changed: str = ""
    yes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything the demo workspace shows on its first day."""

    now: datetime
    zone: str
    name: str
    town: str
    topics: tuple[str, ...]
    never_mix: tuple[str, ...]
    team: tuple[TeamMember, ...]
    personas: tuple[PersonaTold, ...]
    accounts: tuple[AccountTold, ...]
    people: tuple[PersonTold, ...]
    posts: tuple[PostTold, ...]
    conversations: tuple[ConversationTold, ...]
    upcoming: tuple[UpcomingTold, ...]
    wished: tuple[WishedTold, ...]
    drafts: tuple[DraftTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An account's place on the stage: how to speak for it, and the cursor behind everything already told."""

    connection: Connection
    cursor: str


WORK, HOME = "Alder & Rye", "Sarah, at home"
DELE = "Dele"

PERSONAS = (
    PersonaTold(
        name=WORK,
        kind=PersonaKind.WORK,
        about="A bakery in Millbrook. Warm, plain, a little dry. We, never I.",
        readers=("Regulars", "New in town", "Cafés we bake for"),
    ),
    PersonaTold(
        name=HOME,
        kind=PersonaKind.PERSONAL,
        about="Garden, choir, children. For friends and family.",
        readers=("Friends", "Family", "The choir"),
    ),
)
ACCOUNTS = (
    (telling.BAKERY, "Alder & Rye", WORK),
    (telling.STALL, "Alder & Rye, on the square", WORK),
    (telling.SARAH, "Sarah K.", HOME),
)


def story(now: datetime, zone: ZoneInfo) -> Story:
    """The story as it stands at `now`, told in the hours of `zone`."""
    posts = tuple(_post(past, now, zone) for past in script.PAST)
    days = _late_bakes(now, zone)
    return Story(
        now=now,
        zone=zone.key,
        name="Alder & Rye",
        town="Millbrook",
        topics=("bread", "baking", "Millbrook"),
        never_mix=("the children", "politics", "nights out"),
        team=(TeamMember(name="Sarah", role="owner"), TeamMember(name=DELE, role="editor")),
        personas=PERSONAS,
        accounts=tuple(
            AccountTold(handle=handle, remote_id=store.member_id(handle), name=name, persona=persona)
            for handle, name, persona in ACCOUNTS
        ),
        people=tuple(
            PersonTold(
                handle=person.handle,
                remote_id=store.member_id(person.handle),
                name=person.name,
                met=person.met,
                about=person.about.format(**days),
            )
            for person in script.PEOPLE
        ),
        posts=tuple(sorted(posts, key=lambda post: post.at)),
        conversations=tuple(
            _conversation(talk, post, now, days)
            for past, post in zip(script.PAST, posts, strict=True)
            for talk in past.talks
        ),
        upcoming=tuple(_upcoming(coming, now, zone) for coming in script.COMING),
        wished=tuple(_wished(wish, now, zone) for wish in script.WISHED),
        drafts=tuple(
            DraftTold(key=_key(name), text=text, accounts=accounts) for name, text, accounts in script.DRAFTS
        ),
    )


def seed(stage: Stage, told: Story) -> Mapping[str, Seat]:
    """Put the network's side of the story on a stage, in place of what an earlier telling left; seats by handle."""
    with store.writing(stage.path) as db:
        for account in told.accounts:
            store.forget(db, account.handle)
            store.add_member(db, account.handle, account.name, "", told.now - timedelta(weeks=7))
        for person in told.people:
            if person.handle not in CAST:
                store.add_member(db, person.handle, person.name, "", told.now - timedelta(weeks=7))
        for said in sorted(_everything(told), key=lambda each: each.at):
            talk.act(db, said)
        _leave_tom_waiting(db, told)
        return {account.handle: _seat(db, account) for account in told.accounts}


def _key(name: str) -> str:
    return f"demo-{name}"


def _path(handle: str, remote_id: str) -> str:
    return f"/rehearsal/{handle.removesuffix(f'@{SERVER}')}/{remote_id}"


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)


def _late_bakes(now: datetime, zone: ZoneInfo) -> dict[str, str]:
    today = now.astimezone(zone).date()
    return {name: _ordinal((today - timedelta(days=ago)).day) for name, ago in script.LATE_BAKES.items()}


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _post(past: telling.Past, now: datetime, zone: ZoneInfo) -> PostTold:
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=past.weekday - 7 * past.weeks) if past.weeks else today - timedelta(days=past.days)
    key = _key(past.key)
    remote_id = store.post_id(past.account, key)
    return PostTold(
        key=key,
        account=past.account,
        remote_id=remote_id,
        path=_path(past.account, remote_id),
        text=past.text,
        at=_at(day, past.at, zone),
    )


def _conversation(told: telling.Talk, post: PostTold, now: datetime, days: Mapping[str, str]) -> ConversationTold:
    messages = tuple(_messages(told, post, now))
    waits_for_us = not messages[-1].is_ours and not told.is_done
    state = ConversationState.OURS if waits_for_us else ConversationState.DONE
    if messages[-1].is_ours:
        state = ConversationState.THEIRS
    return ConversationTold(
        account=post.account,
        person=told.who,
        root_id=post.remote_id,
        state=state,
        messages=messages,
        notes=tuple(
            NoteTold(by=aside.by, text=aside.text.format(**days), at=now - timedelta(minutes=aside.ago))
            for aside in told.asides
        ),
    )


def _messages(told: telling.Talk, post: PostTold, now: datetime) -> Iterator[MessageTold]:
    """They speak first, then it goes back and forth; each answers what came before."""
    parent_id, at = post.remote_id, post.at
    for n, line in enumerate(told.lines):
        at = at + timedelta(minutes=line.after) if line.ago is None else now - timedelta(minutes=line.ago)
        by = post.account if n % 2 else told.who
        key = f"{post.key}-{told.who.partition('@')[0]}-{n}"
        remote_id = store.post_id(by, key)
        yield MessageTold(
            key=key,
            remote_id=remote_id,
            parent_id=parent_id,
            by=by,
            path=_path(by, remote_id),
            text=line.text,
            at=at,
            is_ours=by == post.account,
        )
        parent_id = remote_id


def _upcoming(coming: telling.Coming, now: datetime, zone: ZoneInfo) -> UpcomingTold:
    at = _at(now.astimezone(zone).date() + timedelta(days=coming.days), coming.at, zone)
    return UpcomingTold(
        key=_key(coming.key), text=coming.text.format(day=f"{at:%A}"), at=at, accounts=coming.accounts
    )


def _wished(wish: telling.Wished, now: datetime, zone: ZoneInfo) -> WishedTold:
    at = _at(now.astimezone(zone).date() + timedelta(days=wish.days), wish.at, zone)
    text = wish.text.format(day=f"{at:%A}")
    return WishedTold(
        key=_key(wish.key),
        text=text,
        at=at,
        accounts=wish.accounts,
        by=DELE,
        asked_at=now - timedelta(minutes=wish.ago),
        words=wish.words,
        remarks=tuple(
            RemarkTold(
                on=remark.on,
                text=remark.text,
                at=now - timedelta(minutes=remark.ago),
                answer=remark.answer,
                answer_at=now - timedelta(minutes=remark.answer_ago),
            )
            for remark in wish.remarks
        ),
        changed=text.replace(*wish.changed) if wish.changed else "",
        yes_at=now - timedelta(minutes=wish.answer_ago) if wish.changed else None,
    )


def _everything(told: Story) -> Iterator[Said]:
    for post in told.posts:
        yield Said(id=post.remote_id, handle=post.account, key=post.key, text=post.text, at=post.at)
    for conversation in told.conversations:
        for message in conversation.messages:
            yield Said(
                id=message.remote_id,
                handle=message.by,
                key=message.key,
                text=message.text,
                at=message.at,
                parent_id=message.parent_id,
                root_id=conversation.root_id,
            )


def _leave_tom_waiting(db: sqlite3.Connection, told: Story) -> None:
    """Tom is cross in the story, and he will write again if nobody answers him soon."""
    [complaint] = [c for c in told.conversations if c.person == TOM and c.state is ConversationState.OURS]
    store.set_mood(db, TOM, complaint.account, CROSSER)
    store.add_plan(
        db,
        Plan(
            id=store.derive("plan", complaint.root_id, "tom-waits"),
            at=told.now + timedelta(minutes=18),
            handle=TOM,
            kind="reply",
            parent_id=complaint.messages[-1].remote_id,
            text="An hour now. I can see that you’re here.",
            unless_answered=TOM,
        ),
    )


def _seat(db: sqlite3.Connection, account: AccountTold) -> Seat:
    token, renewal = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    store.add_session(db, token, renewal, account.handle)
    return Seat(
        connection=Connection(
            remote_id=account.remote_id,
            handle=account.handle,
            name=account.name,
            address=f"{SERVER}://stage",
            secrets={"token": token, "renewal": renewal},
        ),
        cursor=str(store.last_number(db, account.handle)),
    )
