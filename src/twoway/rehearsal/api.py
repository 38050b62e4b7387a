"""The API of the Rehearsal network, request by request. `server` hands in a transaction and turns `No` into an answer.

POST   /api/sessions              {"name"}                 sign in; who is new joins
POST   /api/sessions/renewal      {"renewal"}              a fresh token for an ended session
GET    /api/me
GET    /api/limits
GET    /api/members/HANDLE
POST   /api/pictures              {"sha256", "type", "bytes", "width", "height"}
POST   /api/posts                 {"text", "pictures", "languages", "reply_to", "warning"}, header Idempotency-Key
GET    /api/posts?key=KEY         one's own post with this key
GET    /api/posts/ID
PUT    /api/posts/ID              {"text", "pictures", "warning"}: say this instead, within a week
DELETE /api/posts/ID
GET    /api/posts/ID/before       what it said before it was changed
PUT | DELETE /api/posts/ID/like   like it, or no longer
GET    /api/posts/ID/thread
GET    /api/counts?ids=ID,ID      what became of one's own posts
GET    /api/search?words=&before= who said these words, the newest first
GET    /api/people?words=         whose handle or name begins so
GET    /api/notifications?since=CURSOR
PUT | DELETE /api/hook           {"address", "secret"}     where one's own server is called (`calling`)
GET | POST | DELETE /_stage/orders   failures to come
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import unquote

from twoway.domain.text.graphemes import grapheme_count
from twoway.rehearsal import calling, orders, store, talk
from twoway.rehearsal.cast import CAST, SERVER
from twoway.rehearsal.store import Member, Said

TEXT_LIMIT = 300
PICTURES_LIMIT = 4
PICTURE_BYTES_LIMIT = 2_000_000
PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
ALT_LIMIT = 1000
WARNING_LIMIT = 100
PAGE = 50
PEOPLE = 8
COUNTED = 100
#: So long the words of a post may be changed.
CHANGED_WITHIN = timedelta(days=7)

_HANDLE = re.compile(rf"[a-z0-9](?:[a-z0-9._-]{{0,38}}[a-z0-9])?@{SERVER}")
_KEY = re.compile(r"[!-~]{1,100}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class No(Exception):
    """The network says no: HTTP status, a code for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, with the transaction it happens in. Header names are lower case."""

    db: sqlite3.Connection
    clock: talk.Clock
    address: str
    params: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    member: Member | None = None

    @property
    def me(self) -> Member:
        """Who asks; a stranger is told to sign in."""
        if self.member is None:
            raise No(401, "session-ended", "Your session has ended. Sign in again.")
        return self.member

    def key(self, given: str) -> str:
        """The key somebody chose for a post, to be compared and kept as it is."""
        if not _KEY.fullmatch(given):
            raise No(400, "bad-key", "A key has 1 to 100 plain signs.")
        return given

    def word(self, name: str, default: str = "") -> str:
        """A text of the body; No when it is something else, or cannot be written down."""
        return as_text(name, self.json.get(name, default))


def as_text(name: str, value: object) -> str:
    """A text as it came in; No when it is something else, or cannot be written down."""
    if not isinstance(value, str):
        raise No(400, "bad-request", f"“{name}” must be a text.")
    # A lone surrogate is no character at all, and NUL ends a text early in many programs.
    if re.search("[\ud800-\udfff\x00]", value):
        raise No(422, "bad-text", f"“{name}” holds signs that are not text.")
    return value


def token(headers: Mapping[str, str]) -> str:
    """The token of a request, empty when it has none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def handle_for(name: str) -> str:
    """The handle somebody gets who signs in under this name: `Alder & Rye` becomes `alder.rye@rehearsal`."""
    bare = name.strip().lower().removeprefix("@")
    if _HANDLE.fullmatch(bare):
        return bare
    letters = unicodedata.normalize("NFKD", bare.removesuffix(f"@{SERVER}")).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", ".", letters)[:40].strip(".")
    return f"{short or 'member.' + store.derive('name', bare)[:6]}@{SERVER}"


def shown_member(call: Call, member: Member) -> dict[str, object]:
    """A member as the API shows one."""
    bare = member.handle.removesuffix(f"@{SERVER}")
    return {
        "id": member.id,
        "handle": member.handle,
        "name": member.name,
        "about": member.about,
        "address": f"{call.address}/rehearsal/{bare}",
    }


def shown_post(call: Call, said: Said) -> dict[str, object]:
    """A post as the API shows it."""
    author = member_called(call.db, said.handle)
    by = shown_member(call, author)
    return {
        "id": said.id,
        "key": said.key,
        "by": by,
        "text": said.text,
        "at": said.at.isoformat(),
        "reply_to": said.parent_id or None,
        "root": said.root_id,
        "pictures": [dict(picture) for picture in said.pictures],
        "languages": list(said.languages),
        "warning": said.warning,
        "was_changed": bool(store.said_before(call.db, said.id)),
        "likes": store.likes(call.db, said.id),
        "path": f"/rehearsal/{said.handle.removesuffix('@' + SERVER)}/{said.id}",
        "address": f"{by['address']}/{said.id}",
    }


def member_called(db: sqlite3.Connection, handle: str) -> Member:
    """The member with this handle, one of the cast, or a stranger who has only a handle."""
    if known := store.member(db, handle):
        return known
    if handle in CAST:
        person = CAST[handle]
        return Member(id=store.member_id(handle), handle=handle, name=person.name, about=person.about)
    return Member(id=store.member_id(handle), handle=handle, name=handle)


# Members and sessions


def sign_in(call: Call) -> tuple[int, object]:
    """Open a session. Nobody needs a password here: it is a place for practice."""
    name = call.word("name").strip()
    if not name or len(name) > 80:
        raise No(422, "bad-name", "Give a name of 1 to 80 signs.")
    handle = handle_for(name)
    if handle in CAST:
        raise No(409, "taken", f"“{name}” is one of the people who live here. Choose another name.")
    is_handle = name.lower().removeprefix("@") == handle
    known = store.member(call.db, handle)
    shown = known.name if known and is_handle else handle.partition("@")[0] if is_handle else name
    store.add_member(call.db, handle, shown, known.about if known else "", call.clock.now)
    return 201, _session(call, handle)


def renew(call: Call) -> tuple[int, object]:
    """A fresh session for one that has run out; a renewal works once."""
    handle = store.take_renewal(call.db, call.word("renewal"))
    if handle is None:
        raise No(401, "session-over", "This session cannot be renewed. Sign in again.")
    return 201, _session(call, handle)


def me(call: Call) -> tuple[int, object]:
    """Who asks."""
    return 200, shown_member(call, call.me)


def limits(call: Call) -> tuple[int, object]:
    """What may be posted here."""
    return 200, {
        "text": TEXT_LIMIT,
        "pictures": PICTURES_LIMIT,
        "picture_bytes": PICTURE_BYTES_LIMIT,
        "alt": ALT_LIMIT,
    }


def member(call: Call, handle: str) -> tuple[int, object]:
    """Look somebody up by handle."""
    wanted = unquote(handle).lower()
    if not _HANDLE.fullmatch(wanted):
        raise No(404, "nobody", "This is not a handle of this network.")
    if store.member(call.db, wanted) is None and wanted not in CAST:
        raise No(404, "nobody", f"Nobody here is called @{wanted}.")
    return 200, shown_member(call, member_called(call.db, wanted))


def _session(call: Call, handle: str) -> dict[str, object]:
    fresh, renewal = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    store.add_session(call.db, fresh, renewal, handle)
    return {"token": fresh, "renewal": renewal, "member": shown_member(call, member_called(call.db, handle))}


# Pictures and posts


def add_picture(call: Call) -> tuple[int, object]:
    """Take a picture in. Nobody sees it before a post shows it."""
    size, kind = call.json.get("bytes"), call.word("type")
    if not _SHA256.fullmatch(call.word("sha256")) or not isinstance(size, int):
        raise No(400, "bad-request", "A picture needs its sha256 and its size in bytes.")
    if kind not in PICTURE_TYPES:
        raise No(422, "bad-picture", f"Pictures of the kind {kind or 'unknown'} are not taken here.")
    if not 0 < size <= PICTURE_BYTES_LIMIT:
        raise No(422, "picture-too-big", f"A picture may have up to {PICTURE_BYTES_LIMIT // 1_000_000} MB.")
    facts = {name: call.json.get(name) for name in ("sha256", "type", "bytes", "width", "height")}
    return 201, {"id": store.add_picture(call.db, call.me.handle, facts)}


def add_post(call: Call) -> tuple[int, object]:
    """Post. The same key brings the same post, once on the network, however often it is sent."""
    key = call.key(call.headers.get("idempotency-key") or secrets.token_hex(8))
    said_id = store.post_id(call.me.handle, key)
    text, reply_to = call.word("text"), call.word("reply_to")
    if (there := store.post(call.db, said_id)) is not None:
        return _again(call, there, text, reply_to)
    check_length(text)
    pictures = _placed(call)
    _require_words(text, pictures)
    parent = _parent(call, reply_to) if reply_to else None
    said = Said(
        id=said_id,
        handle=call.me.handle,
        key=key,
        text=text,
        at=call.clock.now,
        parent_id=parent.id if parent else "",
        root_id=parent.root_id if parent else said_id,
        pictures=pictures,
        languages=_languages(call),
        warning=_warning(call),
    )
    talk.say(call.db, call.clock, said)
    return 201, shown_post(call, said)


def change(call: Call, wanted: str) -> tuple[int, object]:
    """Let one's own post say something else. Saying the same again changes nothing and is a yes."""
    said = _own(call, wanted, "change a post")
    if call.clock.now - said.at > CHANGED_WITHIN:
        raise No(
            403, "too-late", f"A post can be changed for {CHANGED_WITHIN.days} days here, and this one is older."
        )
    text = call.word("text")
    check_length(text)
    pictures = _placed(call)
    _require_words(text, pictures)
    new = replace(said, text=text, pictures=pictures, warning=_warning(call))
    store.say_instead(call.db, new, call.clock.now)
    return 200, shown_post(call, new)


def before(call: Call, wanted: str) -> tuple[int, object]:
    """What a post said before."""
    said = _standing(call, wanted)
    return 200, {
        "before": [
            {
                "text": old.text,
                "until": old.until.isoformat(),
                "pictures": [dict(picture) for picture in old.pictures],
                "warning": old.warning,
            }
            for old in store.said_before(call.db, said.id)
        ]
    }


def like(call: Call, wanted: str) -> tuple[int, object]:
    """Like a post; twice is once."""
    said = _standing(call, wanted)
    if store.add_like(call.db, said.id, call.me.handle) and said.handle not in CAST:
        store.tell(call.db, said.handle, "like", said.id, call.me.handle, call.clock.now)
    return 200, {"likes": store.likes(call.db, said.id), "liked": True}


def unlike(call: Call, wanted: str) -> tuple[int, object]:
    """Like a post no longer."""
    said = _standing(call, wanted)
    store.take_like_back(call.db, said.id, call.me.handle)
    return 200, {"likes": store.likes(call.db, said.id), "liked": False}


def counts(call: Call) -> tuple[int, object]:
    """What became of one's own posts; one that is gone, and one of somebody else, is left out."""
    ids = [wanted for wanted in call.params.get("ids", "").split(",") if wanted]
    if len(ids) > COUNTED:
        raise No(400, "too-many", f"Ask for {COUNTED} posts at most.")
    found = [said for wanted in ids if (said := store.post(call.db, wanted)) is not None]
    mine = [said for said in found if said.handle == call.me.handle and not said.is_gone]
    return 200, {
        "counts": {
            said.id: {"likes": store.likes(call.db, said.id), "replies": store.reply_count(call.db, said.id)}
            for said in mine
        }
    }


def search(call: Call) -> tuple[int, object]:
    """Who said these words."""
    words, since = as_text("words", call.params.get("words", "")), call.params.get("before", "")
    if not words.strip():
        raise No(422, "empty", "Say what to look for.")
    if since and not since.isdecimal():
        raise No(400, "bad-cursor", "This cursor is not one of ours. Begin without one.")
    found = store.saying(call.db, words, int(since) if since else 1 << 62, PAGE)
    return 200, {
        "items": [_shown_found(call, said) for _, said in found],
        "cursor": str(found[-1][0]) if len(found) == PAGE else "",
    }


def people(call: Call) -> tuple[int, object]:
    """Whose handle begins so, or a word of whose name does."""
    wanted = as_text("words", call.params.get("words", "")).strip().lower().removeprefix("@")
    if not wanted:
        return 200, {"people": []}
    known = {member.handle: member for member in store.members(call.db)}
    known |= {handle: member_called(call.db, handle) for handle in CAST}
    found = [one for one in known.values() if _begins(one, wanted) and one.handle != call.me.handle]
    found.sort(key=lambda one: (one.handle not in CAST, one.name.lower(), one.handle))
    return 200, {"people": [shown_member(call, one) for one in found[:PEOPLE]]}


def _begins(one: Member, wanted: str) -> bool:
    name = one.name.lower()
    return one.handle.startswith(wanted) or any(
        name[at:].startswith(wanted) for at in range(len(name)) if not at or name[at - 1] == " "
    )


def own_posts(call: Call) -> tuple[int, object]:
    """One's own post with a key, in a list of one or none."""
    said = store.post(call.db, store.post_id(call.me.handle, call.key(call.params.get("key", ""))))
    return 200, {"posts": [] if said is None or said.is_gone else [shown_post(call, said)]}


def post(call: Call, wanted: str) -> tuple[int, object]:
    """One post."""
    return 200, shown_post(call, _standing(call, wanted))


def thread(call: Call, wanted: str) -> tuple[int, object]:
    """Everything that was said with a post, from the root on."""
    said = _standing(call, wanted)
    return 200, {"posts": [shown_post(call, each) for each in store.thread(call.db, said.root_id)]}


def delete(call: Call, wanted: str) -> tuple[int, object]:
    """Take one's own post down."""
    said = _own(call, wanted, "take a post down")
    store.take_down(call.db, said.id)
    return 204, None


def notifications(call: Call) -> tuple[int, object]:
    """What happened around one's posts since a cursor, oldest first; what was taken down is left out."""
    since = call.params.get("since", "")
    if since and not since.isdecimal():
        raise No(400, "bad-cursor", "This cursor is not one of ours. Begin without one.")
    last = store.last_number(call.db, call.me.handle)
    # A cursor from the future is one from before this world was made anew: everything is news then.
    after = int(since or 0) if int(since or 0) <= last else 0
    lines = store.told(call.db, call.me.handle, after, PAGE)
    shown = [_shown_line(call, line) for line in lines]
    return 200, {
        "items": [line for line in shown if line],
        "cursor": str(lines[-1].number if lines else after) if since or lines else "",
        "more": len(lines) == PAGE,
    }


def set_hook(call: Call) -> tuple[int, object]:
    """Let one's own server be called when there is news."""
    address, secret = call.word("address"), call.word("secret")
    if not re.fullmatch(r"https?://[^\s]{3,600}", address) or not 16 <= len(secret) <= 200:
        raise No(422, "bad-hook", "Give an address of the web, and a secret of 16 signs or more.")
    calling.keep(call.db, call.me.handle, address, secret, store.last_number(call.db, call.me.handle))
    return 200, {"address": address}


def drop_hook(call: Call) -> tuple[int, object]:
    """Let it be called no more."""
    calling.drop(call.db, call.me.handle)
    return 204, None


def _again(call: Call, there: Said, text: str, reply_to: str) -> tuple[int, object]:
    first = next((old.text for old in store.said_before(call.db, there.id)), there.text)
    if first != text or there.parent_id != reply_to:
        raise No(409, "key-taken", "Something else has been posted with this key already.")
    if there.is_gone:
        raise No(410, "gone", "This post has been taken down.")
    return 200, shown_post(call, there)


def _standing(call: Call, wanted: str) -> Said:
    said = store.post(call.db, wanted)
    if said is None:
        raise No(404, "no-post", "There is no such post.")
    if said.is_gone:
        raise No(410, "gone", "This post has been taken down.")
    return said


def _own(call: Call, wanted: str, deed: str) -> Said:
    said = _standing(call, wanted)
    if said.handle != call.me.handle:
        raise No(403, "not-yours", f"Only its author can {deed}.")
    return said


def _parent(call: Call, reply_to: str) -> Said:
    try:
        return _standing(call, reply_to)
    except No as no:
        raise No(410, "gone", "What you answer has been taken down.") from no


def _require_words(text: str, pictures: tuple[dict[str, object], ...]) -> None:
    if not text.strip() and not pictures:
        raise No(422, "empty", "Write something, or add a picture.")


def _warning(call: Call) -> str:
    words = call.word("warning").strip()
    if grapheme_count(words) > WARNING_LIMIT:
        raise No(422, "warning-too-long", f"A warning may have {WARNING_LIMIT} signs.")
    return words


def check_length(text: str) -> None:
    """No when a text is longer than a post may be."""
    # Counting signs takes time. What is this long in code points is too long in any count that people make.
    length = grapheme_count(text) if len(text) <= TEXT_LIMIT * 50 else len(text)
    if length > TEXT_LIMIT:
        raise No(422, "too-long", f"A post may have {TEXT_LIMIT} signs; this one has {length}.")


def _placed(call: Call) -> tuple[dict[str, object], ...]:
    wanted = call.json.get("pictures", [])
    if not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
        raise No(400, "bad-request", "“pictures” must be a list of id and alt.")
    if len(wanted) > PICTURES_LIMIT:
        raise No(422, "too-many-pictures", f"A post may show up to {PICTURES_LIMIT} pictures.")
    return tuple(
        _one_placed(call, as_text("id", each.get("id", "")), as_text("alt", each.get("alt", ""))) for each in wanted
    )


def _one_placed(call: Call, picture_id: str, alt: str) -> dict[str, object]:
    facts = store.picture(call.db, call.me.handle, picture_id)
    if facts is None:
        raise No(422, "no-picture", "A picture of this post has not arrived here. Send it again.")
    if grapheme_count(alt) > ALT_LIMIT:
        raise No(422, "alt-too-long", f"The description of a picture may have {ALT_LIMIT} signs.")
    return {**facts, "id": picture_id, "alt": alt}


def _languages(call: Call) -> tuple[str, ...]:
    given = call.json.get("languages")
    tags = (
        [tag for tag in given if isinstance(tag, str) and _LANGUAGE.fullmatch(tag)] if isinstance(given, list) else []
    )
    return tuple(tags[:3])


def _shown_line(call: Call, line: store.Told) -> dict[str, object] | None:
    said = store.post(call.db, line.post_id)
    if said is None or said.is_gone:
        return None
    root = store.post(call.db, said.root_id)
    return {
        "id": store.derive("told", call.me.handle, line.kind, line.post_id, line.by),
        "number": line.number,
        "kind": line.kind,
        "at": line.at.isoformat(),
        "by": shown_member(call, member_called(call.db, line.by)),
        "post": shown_post(call, said),
        "under": shown_member(call, member_called(call.db, root.handle))["id"] if root else None,
    }


def _shown_found(call: Call, said: Said) -> dict[str, object]:
    """Something that was found, in the shape of a notification."""
    root = store.post(call.db, said.root_id)
    return {
        "id": store.derive("found", said.id),
        "kind": "found",
        "at": said.at.isoformat(),
        "by": shown_member(call, member_called(call.db, said.handle)),
        "post": shown_post(call, said),
        "under": shown_member(call, member_called(call.db, root.handle))["id"] if root else None,
    }


# The stage: what a director may order


def standing_orders(call: Call) -> tuple[int, object]:
    """The failures that are still to come."""
    return 200, {
        "orders": [
            {"kind": o.kind, "touches": o.touches, "count": o.count, "seconds": o.seconds}
            for o in orders.standing(call.db)
        ]
    }


def place_order(call: Call) -> tuple[int, object]:
    """Order a failure."""
    try:
        kind = orders.Kind(call.word("kind"))
        touches = orders.Touches(call.word("touches")) if "touches" in call.json else None
    except ValueError as error:
        known = ", ".join(orders.Kind)
        raise No(422, "unknown-order", f"Order one of {known}, for writing, reading or any.") from error
    count, seconds = call.json.get("count", 1), call.json.get("seconds")
    if not isinstance(count, int) or not 0 < count <= 1000:
        raise No(422, "bad-count", "The count is a number from 1 to 1000.")
    if seconds is not None and not (isinstance(seconds, int | float) and 0 <= seconds <= 3600):
        raise No(422, "bad-seconds", "Seconds are a number from 0 to 3600.")
    orders.place(call.db, kind, count, touches=touches, seconds=None if seconds is None else float(seconds))
    return standing_orders(call)


def cancel_orders(call: Call) -> tuple[int, object]:
    """Take every order back."""
    orders.cancel(call.db)
    return 204, None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which function answers a method and path. `is_open` says that no session is needed."""

    method: str
    path: re.Pattern[str]
    answer: Callable[..., tuple[int, object]]
    is_open: bool = False


ROUTES: tuple[Route, ...] = (
    Route(method="POST", path=re.compile("/api/sessions"), answer=sign_in, is_open=True),
    Route(method="POST", path=re.compile("/api/sessions/renewal"), answer=renew, is_open=True),
    Route(method="GET", path=re.compile("/api/me"), answer=me),
    Route(method="GET", path=re.compile("/api/limits"), answer=limits, is_open=True),
    Route(method="GET", path=re.compile("/api/members/([^/]+)"), answer=member),
    Route(method="POST", path=re.compile("/api/pictures"), answer=add_picture),
    Route(method="POST", path=re.compile("/api/posts"), answer=add_post),
    Route(method="GET", path=re.compile("/api/posts"), answer=own_posts),
    Route(method="GET", path=re.compile("/api/posts/([a-z0-9]+)"), answer=post),
    Route(method="PUT", path=re.compile("/api/posts/([a-z0-9]+)"), answer=change),
    Route(method="DELETE", path=re.compile("/api/posts/([a-z0-9]+)"), answer=delete),
    Route(method="GET", path=re.compile("/api/posts/([a-z0-9]+)/before"), answer=before),
    Route(method="PUT", path=re.compile("/api/posts/([a-z0-9]+)/like"), answer=like),
    Route(method="DELETE", path=re.compile("/api/posts/([a-z0-9]+)/like"), answer=unlike),
    Route(method="GET", path=re.compile("/api/counts"), answer=counts),
    Route(method="GET", path=re.compile("/api/search"), answer=search),
    Route(method="GET", path=re.compile("/api/people"), answer=people),
    Route(method="GET", path=re.compile("/api/posts/([a-z0-9]+)/thread"), answer=thread),
    Route(method="GET", path=re.compile("/api/notifications"), answer=notifications),
    Route(method="PUT", path=re.compile("/api/hook"), answer=set_hook),
    Route(method="DELETE", path=re.compile("/api/hook"), answer=drop_hook),
    Route(method="GET", path=re.compile("/_stage/orders"), answer=standing_orders, is_open=True),
    Route(method="POST", path=re.compile("/_stage/orders"), answer=place_order, is_open=True),
    Route(method="DELETE", path=re.compile("/_stage/orders"), answer=cancel_orders, is_open=True),
)
