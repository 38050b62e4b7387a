"""The memory of the Rehearsal network: one SQLite file that every process of the product shares.

Plain rows and the few questions asked of them. Nothing here decides anything; that is `talk` and `moods`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Seconds one process waits for another to finish writing.
PATIENCE = 15.0

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS member (
    handle TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, about TEXT NOT NULL, joined_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS session (
    token TEXT PRIMARY KEY, renewal TEXT NOT NULL UNIQUE, handle TEXT NOT NULL, state TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS picture (
    id TEXT PRIMARY KEY, handle TEXT NOT NULL, facts TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS post (
    id TEXT PRIMARY KEY, handle TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
    parent_id TEXT NOT NULL, root_id TEXT NOT NULL, pictures TEXT NOT NULL, languages TEXT NOT NULL,
    is_gone INTEGER NOT NULL DEFAULT 0, warning TEXT NOT NULL DEFAULT '', UNIQUE (handle, key)
);
CREATE TABLE IF NOT EXISTS said_before (
    number INTEGER PRIMARY KEY AUTOINCREMENT, post_id TEXT NOT NULL, until INTEGER NOT NULL, text TEXT NOT NULL,
    pictures TEXT NOT NULL, warning TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS said_before_post ON said_before (post_id, number);
CREATE INDEX IF NOT EXISTS post_root ON post (root_id, at);
CREATE INDEX IF NOT EXISTS post_at ON post (at);
CREATE TABLE IF NOT EXISTS liking (
    post_id TEXT NOT NULL, handle TEXT NOT NULL, PRIMARY KEY (post_id, handle)
);
CREATE TABLE IF NOT EXISTS told (
    number INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL, kind TEXT NOT NULL, post_id TEXT NOT NULL,
    by TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS told_handle ON told (handle, number);
CREATE TABLE IF NOT EXISTS plan (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, handle TEXT NOT NULL, kind TEXT NOT NULL, parent_id TEXT NOT NULL,
    text TEXT NOT NULL, mood INTEGER, unless_answered TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS plan_at ON plan (at);
CREATE TABLE IF NOT EXISTS mood (
    handle TEXT NOT NULL, towards TEXT NOT NULL, level INTEGER NOT NULL, PRIMARY KEY (handle, towards)
);
CREATE TABLE IF NOT EXISTS ordered (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, touches TEXT NOT NULL, count INTEGER NOT NULL, seconds REAL NOT NULL
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on the network. `id` never changes; the handle is what people write after the @."""

    id: str
    handle: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A post or a reply as it stands on the network. A reply has a parent; the root is the post it all hangs under."""

    id: str
    handle: str
    text: str
    at: datetime
    key: str = ""
    parent_id: str = ""
    root_id: str = ""
    pictures: Sequence[Mapping[str, object]] = ()
    languages: Sequence[str] = ("en",)
    is_gone: bool = False
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a post said until a time."""

    text: str
    until: datetime
    pictures: Sequence[Mapping[str, object]] = ()
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Something a person will do at a time to come: `kind` is reply or like.

    It is dropped when the person whose handle is `unless_answered` has had an answer in this thread by then. `mood` is
    how cross the one who speaks is from then on; None leaves it.
    """

    id: str
    at: datetime
    handle: str
    kind: str
    parent_id: str
    text: str = ""
    mood: int | None = None
    unless_answered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of a member's notifications. Numbers only grow, in the order in which people could see them."""

    number: int
    kind: str
    post_id: str
    by: str
    at: datetime = field(default=_EPOCH)


def micros(at: datetime) -> int:
    """A time as whole microseconds, so that order in the file is order in time."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(value: int) -> datetime:
    """The aware time that `micros` was given."""
    return _EPOCH + timedelta(microseconds=value)


def derive(*parts: str) -> str:
    """A short id that always comes out the same for the same parts."""
    digest = hashlib.sha256("\x00".join(parts).encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower().rstrip("=")


def post_id(handle: str, key: str) -> str:
    """The id that a post by `handle` with this key has, before and after it is sent."""
    return derive("post", handle, key)


def member_id(handle: str) -> str:
    """The id of a member, which stays when a handle changes."""
    return derive("member", handle)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One consistent look at the file."""
    with _opened(path) as db:
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("ROLLBACK")


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One change: all of it or nothing, and one process at a time.

    The lock is taken at the start. A transaction that reads first and writes later fails under contention, whatever
    time it is given, because what it read is old by then.
    """
    with _opened(path) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        # The version stands in the file, so a file that was taken away is made anew by whoever comes next.
        if db.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
            _prepare(db)
        yield db
    finally:
        db.close()


def _prepare(db: sqlite3.Connection) -> None:
    # Readers need not wait for writers in this mode, and it stays in the file. It is "locked" when somebody else is
    # just preparing the file, who then has set the mode already.
    with suppress(sqlite3.OperationalError):
        db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    if db.execute("PRAGMA user_version").fetchone()[0] == 1:
        db.execute("ALTER TABLE post ADD COLUMN warning TEXT NOT NULL DEFAULT ''")
    for statement in _SCHEMA.split(";"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {_VERSION:d}")
    db.execute("COMMIT")


# Members and sessions


def member(db: sqlite3.Connection, handle: str) -> Member | None:
    """Who has this handle, if anybody."""
    row = db.execute("SELECT id, handle, name, about FROM member WHERE handle = ?", (handle,)).fetchone()
    return Member(**dict(row)) if row else None


def add_member(db: sqlite3.Connection, handle: str, name: str, about: str, now: datetime) -> None:
    """Let somebody join; the name of one who is here already becomes the new one."""
    db.execute(
        "INSERT INTO member (handle, id, name, about, joined_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (handle) DO UPDATE SET name = excluded.name, about = excluded.about",
        (handle, member_id(handle), name, about, micros(now)),
    )


def add_session(db: sqlite3.Connection, token: str, renewal: str, handle: str) -> None:
    """Open the door for `handle` with this token."""
    db.execute("INSERT INTO session VALUES (?, ?, ?, 'open')", (token, renewal, handle))


def session_handle(db: sqlite3.Connection, token: str) -> str | None:
    """Whose open session this token belongs to."""
    row = db.execute("SELECT handle FROM session WHERE token = ? AND state = 'open'", (token,)).fetchone()
    return row["handle"] if row else None


def end_session(db: sqlite3.Connection, token: str, *, for_good: bool) -> None:
    """End a session; one that is not ended for good can be renewed."""
    state = "over" if for_good else "ended"
    db.execute("UPDATE session SET state = ? WHERE token = ?", (state, token))


def take_renewal(db: sqlite3.Connection, renewal: str) -> str | None:
    """Whose session may be renewed with this; it works once."""
    row = db.execute(
        "UPDATE session SET state = 'over' WHERE renewal = ? AND state <> 'over' RETURNING handle", (renewal,)
    ).fetchone()
    return row["handle"] if row else None


# Pictures


def add_picture(db: sqlite3.Connection, handle: str, facts: Mapping[str, object]) -> str:
    """Keep what is known of a picture; the same picture of the same member has the same id."""
    picture_id = derive("picture", handle, str(facts["sha256"]))
    db.execute("INSERT OR REPLACE INTO picture VALUES (?, ?, ?)", (picture_id, handle, json.dumps(dict(facts))))
    return picture_id


def picture(db: sqlite3.Connection, handle: str, picture_id: str) -> Mapping[str, object] | None:
    """The facts of a member's own picture."""
    row = db.execute("SELECT facts FROM picture WHERE id = ? AND handle = ?", (picture_id, handle)).fetchone()
    if row is None:
        return None
    facts: Mapping[str, object] = json.loads(row["facts"])
    return facts


# Posts


def add_post(db: sqlite3.Connection, said: Said) -> bool:
    """Put a post on the network; one that is there already stays as it is, and the answer is False."""
    added = db.execute(
        "INSERT OR IGNORE INTO post (id, handle, key, text, at, parent_id, root_id, pictures, languages, warning) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            said.id,
            said.handle,
            said.key or said.id,
            said.text,
            micros(said.at),
            said.parent_id,
            said.root_id or said.id,
            json.dumps([dict(p) for p in said.pictures]),
            json.dumps(list(said.languages)),
            said.warning,
        ),
    )
    return added.rowcount == 1


def say_instead(db: sqlite3.Connection, said: Said, now: datetime) -> bool:
    """Let a post say something else from now on, and keep what it said; False when it says so already."""
    old = post(db, said.id)
    if old is None or _words(old) == _words(said):
        return False
    text, pictures, warning = _words(old)
    db.execute(
        "INSERT INTO said_before (post_id, until, text, pictures, warning) VALUES (?, ?, ?, ?, ?)",
        (said.id, micros(now), text, pictures, warning),
    )
    text, pictures, warning = _words(said)
    db.execute("UPDATE post SET text = ?, pictures = ?, warning = ? WHERE id = ?", (text, pictures, warning, said.id))
    return True


def _words(said: Said) -> tuple[str, str, str]:
    return said.text, json.dumps([dict(p) for p in said.pictures]), said.warning


def said_before(db: sqlite3.Connection, wanted: str) -> list[Before]:
    """What a post said before it was changed, the oldest first."""
    rows = db.execute("SELECT * FROM said_before WHERE post_id = ? ORDER BY number", (wanted,))
    return [
        Before(
            text=row["text"],
            until=moment(row["until"]),
            pictures=tuple(json.loads(row["pictures"])),
            warning=row["warning"],
        )
        for row in rows
    ]


def saying(db: sqlite3.Connection, words: str, before: int, limit: int) -> list[tuple[int, Said]]:
    """Posts and replies of everybody that hold all these words, the newest first, with the numbers to go on from."""
    wanted = [f"%{_escaped(word)}%" for word in words.split()[:10]]
    rows = db.execute(
        "SELECT rowid AS number, * FROM post WHERE NOT is_gone AND rowid < ? AND NOT EXISTS "
        "(SELECT 1 FROM json_each(?) AS wanted WHERE post.text NOT LIKE wanted.value ESCAPE '!') "
        "ORDER BY rowid DESC LIMIT ?",
        (before, json.dumps(wanted), limit),
    )
    return [(int(row["number"]), _said(row)) for row in rows]


def _escaped(word: str) -> str:
    return "".join(f"!{sign}" if sign in "!%_" else sign for sign in word)


def members(db: sqlite3.Connection) -> list[Member]:
    """Everybody who has joined."""
    return [Member(**dict(row)) for row in db.execute("SELECT id, handle, name, about FROM member ORDER BY handle")]


def post(db: sqlite3.Connection, wanted: str) -> Said | None:
    """The post with this id, also when its author has taken it down (`is_gone`)."""
    row = db.execute("SELECT * FROM post WHERE id = ?", (wanted,)).fetchone()
    return _said(row) if row else None


def thread(db: sqlite3.Connection, root_id: str) -> list[Said]:
    """A post and all that hangs under it, oldest first, without what was taken down."""
    rows = db.execute("SELECT * FROM post WHERE root_id = ? AND NOT is_gone ORDER BY at, rowid", (root_id,))
    return [_said(row) for row in rows]


def latest(db: sqlite3.Connection, limit: int) -> list[Said]:
    """The newest posts of everybody, without replies."""
    rows = db.execute(
        "SELECT * FROM post WHERE parent_id = '' AND NOT is_gone ORDER BY at DESC, rowid DESC LIMIT ?", (limit,)
    )
    return [_said(row) for row in rows]


def latest_of(db: sqlite3.Connection, handle: str, limit: int) -> list[Said]:
    """The newest posts of one member, without replies."""
    rows = db.execute(
        "SELECT * FROM post WHERE handle = ? AND parent_id = '' AND NOT is_gone ORDER BY at DESC, rowid DESC LIMIT ?",
        (handle, limit),
    )
    return [_said(row) for row in rows]


def reply_count(db: sqlite3.Connection, wanted: str) -> int:
    """How many replies stand right under a post."""
    row = db.execute("SELECT count(*) FROM post WHERE parent_id = ? AND NOT is_gone", (wanted,)).fetchone()
    return int(row[0])


def answer_ids(db: sqlite3.Connection, root_id: str, to: str, by: str, before: datetime) -> list[str]:
    """What `by` had answered to `to` in this thread before that time, oldest first."""
    rows = db.execute(
        "SELECT answer.id FROM post AS answer JOIN post AS asked ON asked.id = answer.parent_id "
        "WHERE answer.root_id = ? AND asked.handle = ? AND answer.handle = ? AND answer.at <= ? "
        "AND NOT answer.is_gone ORDER BY answer.at, answer.rowid",
        (root_id, to, by, micros(before)),
    )
    return [row["id"] for row in rows]


def said_under(db: sqlite3.Connection, owner: str, by: str) -> list[Said]:
    """What `by` has said under posts of `owner`, oldest first."""
    rows = db.execute(
        "SELECT post.* FROM post JOIN post AS root ON root.id = post.root_id "
        "WHERE root.handle = ? AND post.handle = ? AND post.id <> root.id AND NOT post.is_gone "
        "ORDER BY post.at, post.rowid",
        (owner, by),
    )
    return [_said(row) for row in rows]


def take_down(db: sqlite3.Connection, wanted: str) -> None:
    """Mark a post as gone; its id is not given out again."""
    db.execute("UPDATE post SET is_gone = 1 WHERE id = ?", (wanted,))


def _said(row: sqlite3.Row) -> Said:
    return Said(
        id=row["id"],
        handle=row["handle"],
        key=row["key"],
        text=row["text"],
        at=moment(row["at"]),
        parent_id=row["parent_id"],
        root_id=row["root_id"],
        pictures=tuple(json.loads(row["pictures"])),
        languages=tuple(json.loads(row["languages"])),
        is_gone=bool(row["is_gone"]),
        warning=row["warning"],
    )


# Likes and notifications


def add_like(db: sqlite3.Connection, wanted: str, handle: str) -> bool:
    """Like a post; False when this member liked it already."""
    return db.execute("INSERT OR IGNORE INTO liking VALUES (?, ?)", (wanted, handle)).rowcount == 1


def take_like_back(db: sqlite3.Connection, wanted: str, handle: str) -> None:
    """Like a post no longer."""
    db.execute("DELETE FROM liking WHERE post_id = ? AND handle = ?", (wanted, handle))


def likes(db: sqlite3.Connection, wanted: str) -> int:
    """How many people like a post."""
    return int(db.execute("SELECT count(*) FROM liking WHERE post_id = ?", (wanted,)).fetchone()[0])


def tell(db: sqlite3.Connection, handle: str, kind: str, said_id: str, by: str, at: datetime) -> None:
    """Add a line to a member's notifications."""
    db.execute(
        "INSERT INTO told (handle, kind, post_id, by, at) VALUES (?, ?, ?, ?, ?)",
        (handle, kind, said_id, by, micros(at)),
    )


def told(db: sqlite3.Connection, handle: str, since: int, limit: int) -> list[Told]:
    """A member's notifications after a number, oldest first."""
    rows = db.execute(
        "SELECT number, kind, post_id, by, at FROM told WHERE handle = ? AND number > ? ORDER BY number LIMIT ?",
        (handle, since, limit),
    )
    return [Told(**{**dict(row), "at": moment(row["at"])}) for row in rows]


def last_number(db: sqlite3.Connection, handle: str) -> int:
    """The number of a member's latest notification, 0 when there is none."""
    row = db.execute("SELECT coalesce(max(number), 0) FROM told WHERE handle = ?", (handle,)).fetchone()
    return int(row[0])


# Plans and moods


def add_plan(db: sqlite3.Connection, plan: Plan) -> None:
    """Note what somebody will do; the same plan twice is one plan."""
    db.execute(
        "INSERT OR IGNORE INTO plan VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            plan.id,
            micros(plan.at),
            plan.handle,
            plan.kind,
            plan.parent_id,
            plan.text,
            plan.mood,
            plan.unless_answered,
        ),
    )


def has_due(db: sqlite3.Connection, now: datetime) -> bool:
    """Whether somebody's time has come."""
    return db.execute("SELECT 1 FROM plan WHERE at <= ? LIMIT 1", (micros(now),)).fetchone() is not None


def take_due(db: sqlite3.Connection, now: datetime) -> list[Plan]:
    """The plans whose time has come, in their order; they are taken out."""
    rows = db.execute("SELECT * FROM plan WHERE at <= ? ORDER BY at, rowid", (micros(now),)).fetchall()
    db.execute("DELETE FROM plan WHERE at <= ?", (micros(now),))
    return [Plan(**{**dict(row), "at": moment(row["at"])}) for row in rows]


def mood(db: sqlite3.Connection, handle: str, towards: str) -> int:
    """How cross somebody is with a member; 0 is not at all."""
    row = db.execute("SELECT level FROM mood WHERE handle = ? AND towards = ?", (handle, towards)).fetchone()
    return int(row["level"]) if row else 0


def moods(db: sqlite3.Connection, handle: str) -> dict[str, int]:
    """How cross somebody is with whom."""
    rows = db.execute("SELECT towards, level FROM mood WHERE handle = ?", (handle,))
    return {row["towards"]: int(row["level"]) for row in rows}


def forget(db: sqlite3.Connection, owner: str) -> None:
    """Take a member and everything under the member's posts out of the world, as if they had never come."""
    under = db.execute(
        "SELECT id FROM post WHERE root_id IN (SELECT id FROM post WHERE handle = ? AND parent_id = '')", (owner,)
    ).fetchall()
    for row in under:
        for statement in (
            "DELETE FROM liking WHERE post_id = ?",
            "DELETE FROM plan WHERE parent_id = ?",
            "DELETE FROM told WHERE post_id = ?",
            "DELETE FROM said_before WHERE post_id = ?",
            "DELETE FROM post WHERE id = ?",
        ):
            db.execute(statement, (row["id"],))
    for statement in (
        "DELETE FROM told WHERE handle = ?",
        "DELETE FROM mood WHERE towards = ?",
        "DELETE FROM session WHERE handle = ?",
        "DELETE FROM picture WHERE handle = ?",
        "DELETE FROM member WHERE handle = ?",
    ):
        db.execute(statement, (owner,))


def set_mood(db: sqlite3.Connection, handle: str, towards: str, level: int) -> None:
    """Somebody's mood towards a member changes."""
    db.execute("INSERT OR REPLACE INTO mood VALUES (?, ?, ?)", (handle, towards, level))
