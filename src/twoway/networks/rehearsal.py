"""Rehearsal: the practice network that comes with Twoway. Read this module first if you write one of your own.

A network is a module of plain functions. `FACTS` says what generic code may know: how text is counted, what a hashtag
does, what somebody needs at hand to connect. `to_payload` is pure and says what will be sent, and the preview shows
exactly that. Everything else talks to the server through `http`, which holds the address, this account's secrets and the
time limits, and a function that a network cannot offer is simply not there.

Every function returns what it promises or raises one of four answers (`domain/errors.py`):

* `TryLater`: surely nothing happened. The same call is made again later, with the same key.
* `Unsure`: it may have happened. Nobody sends again before `find` has looked.
* `Refused`: no, and asking again will not help. The author reads why.
* `NeedsReconnect`: our permission is gone. `renew` is tried once, then a person must sign in.

Deciding among these is most of the work in a network, and here it stands in `_yes`. The server is
`twoway.rehearsal`, and its API is described in `rehearsal/api.py`. What this network cannot do stands in `FACTS.cannot`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from twoway.domain.errors import BadInput, NeedsReconnect, NetworkAnswer, Reach, Refused, TryLater, Unsure
from twoway.domain.facts import (
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    MediaFacts,
    MentionFacts,
    Question,
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.heads import number
from twoway.domain.versions import (
    Author,
    Batch,
    Connection,
    Counts,
    Inbound,
    Picture,
    Presence,
    Receipt,
    ReplyTo,
    Version,
)
from twoway.plug.http import Answer, Http
from twoway.plug.signed import content, mac, require_fresh, require_same
from twoway.plug.signing_in import Check, HookCall, Verdict

_SOURCE = "docs/how-to/rehearse.md"
_CHECKED = date(2026, 11, 22)
_HANDLE = r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?@rehearsal"

# Numbers carry the page they were read on and the day, so that the next person knows what to check again. These are
# what the network says of itself; a server that says otherwise is believed (`instance`).
FACTS = Facts(
    slug="rehearsal",
    name="Rehearsal",
    glyph="R",
    colours=("#7a4f1d", "#e8c48f"),
    home="http://127.0.0.1:8000/rehearsal/",
    default_address="rehearsal://stage",
    text=TextFacts(
        limit=Limit(value=300, unit=Unit.GRAPHEMES, source=_SOURCE, checked_on=_CHECKED, standing=Standing.MEASURED),
        # None: a link counts as it is written. On networks that shorten links every one has the same price.
        link_length=None,
        fold=None,
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=2, source=_SOURCE),
    # `telling` matches handles that can be of this network only. A rule finds them in versions for other networks.
    mentions=MentionFacts(
        handle=_HANDLE,
        telling=_HANDLE,
        example="tom.hallam@rehearsal",
    ),
    media=MediaFacts(
        most=4,
        bytes_limit=2_000_000,
        types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        alt_limit=Limit(
            value=1000, unit=Unit.GRAPHEMES, source=_SOURCE, checked_on=_CHECKED, standing=Standing.MEASURED
        ),
        source=_SOURCE,
    ),
    # The best there is: we choose the key before sending, and the same key is the same post for ever.
    idempotency=Idempotency.CLIENT_ID,
    connecting=Connecting(
        questions=(
            Question(
                name="name",
                label="Name or handle",
                help="What you want to be called there. People will write @name@rehearsal.",
            ),
        ),
        needs="Nothing",
        minutes=0,
    ),
    is_practice=True,
    # A thread goes part by part, each as an answer to the one before it; a first comment is an answer to the post.
    threads=True,
    first_comment=True,
    edits=True,
    edit_seconds=7 * 24 * 3600,
    warnings=True,
    reactions=("like",),
    cannot=("send private messages", "show films"),
    sources=((_SOURCE, _CHECKED),),
)

#: So many posts are counted in one call.
_COUNTED = 100

T = TypeVar("T")


def new_key(at: datetime, entropy: int) -> str:
    """The key of a post, chosen before it is sent for the first time and kept until its outcome is known."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S}-{entropy:016x}"


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """Exactly what is sent. A picture that is not uploaded yet shows by its fingerprint; `publish` puts its id there."""
    payload: dict[str, object] = {
        "text": version.text,
        "pictures": [{"id": _picture_id(picture), "alt": picture.alt} for picture in version.pictures],
        "languages": list(version.languages),
    }
    if version.warning:
        payload["warning"] = version.warning
    if version.reply_to is not None:
        payload["reply_to"] = version.reply_to.remote_id
    return payload


def publish(http: Http, version: Version, key: str) -> Receipt:
    """Send a version. Sending the same key again brings the receipt of the first time and posts nothing."""
    there = replace(version, pictures=tuple(_uploaded(http, picture) for picture in version.pictures))
    answer = http.request(
        "POST", "/api/posts", json=to_payload(there, key), headers={**_who(http), "Idempotency-Key": key}
    )
    # Here and nowhere else an answer that we cannot read may mean that the words are out.
    return _yes(answer, _receipt, unclear=Unsure)


def find(http: Http, version: Version, key: str, since: datetime) -> Receipt | None:
    """Whether something with this key is out. None is a promise that it is not, so every doubt is a `TryLater`."""
    answer = http.request("GET", "/api/posts", params={"key": key}, headers=_who(http))
    return _yes(answer, lambda body: next(map(_receipt, _objects(body["posts"])), None))


def fetch(http: Http, cursor: str, own: tuple[str, ...]) -> Batch:
    """What happened since the cursor, raw. `own` is not needed: the server knows our posts itself."""
    raw: list[Mapping[str, object]] = []
    # Bounded, so that one busy account does not hold up the others; the cursor remembers where to go on.
    for _ in range(10):
        answer = http.request("GET", "/api/notifications", params={"since": cursor}, headers=_who(http))
        items, cursor, more = _yes(answer, _page)
        raw.extend(items)
        if not more:
            break
    return Batch(raw=tuple(raw), cursor=cursor)


def to_message(raw: Mapping[str, object], own_id: str) -> Inbound | None:
    """A notification as a message; None for a like. ValueError means an unknown shape, which is kept as it came."""
    kind = raw.get("kind")
    if kind == "like":
        return None
    if kind not in ("reply", "mention", "found"):
        raise ValueError(f"a notification of the kind {kind!r}")
    try:
        return _message(raw, str(kind), own_id)
    except (KeyError, TypeError) as error:
        raise ValueError("a notification without what a message needs") from error


def look_again(http: Http, remote_ids: tuple[str, ...]) -> Mapping[str, Mapping[str, object] | None]:
    """What people wrote, as it stands now; None for what was taken down."""
    found: dict[str, Mapping[str, object] | None] = {}
    for remote_id in remote_ids:
        answer = http.request("GET", _place(remote_id), headers=_who(http))
        is_gone = answer.status in (404, 410)
        found[remote_id] = None if is_gone else {"kind": "found", "post": _yes(answer, _object), "under": None}
    return found


def connect(http: Http, answers: Mapping[str, str]) -> Connection:
    """Sign in under a name. Nobody asks for a password, because there is nothing here to protect."""
    name = answers.get("name", "").strip()
    # `changes=False`: a session that nobody heard of does no harm, so a lost answer is no reason to be unsure.
    answer = http.request("POST", "/api/sessions", json={"name": name}, changes=False)
    return _yes(answer, partial(_connection, http.address))


def renew(http: Http) -> Connection:
    """A fresh session for one that has run out. The old secrets are worth nothing afterwards."""
    renewal = {"renewal": http.secrets.get("renewal", "")}
    # `changes=False`: whatever becomes of this call, no words go out with it, so nothing is unsure.
    answer = http.request("POST", "/api/sessions/renewal", json=renewal, changes=False)
    # A renewal works once. If its answer cannot be read the new secrets are lost, and only signing in brings others.
    return _yes(answer, partial(_connection, http.address), unclear=NeedsReconnect)


def instance(http: Http) -> Mapping[str, int]:
    """What this server allows; it goes before FACTS."""
    answer = http.request("GET", "/api/limits", headers=_who(http))
    return _yes(answer, lambda body: {name: int(str(value)) for name, value in body.items()})


def look_up(http: Http, handle: str) -> Author | None:
    """Who has this handle."""
    answer = http.request("GET", f"/api/members/{quote(handle, safe='@')}", headers=_who(http))
    return None if answer.status == 404 else _yes(answer, _author)


def delete(http: Http, remote_id: str) -> None:
    """Take a post down. What is gone already is a success: it is as we want it."""
    answer = http.request("DELETE", _place(remote_id), headers=_who(http))
    if answer.status not in (204, 404, 410):
        raise _no(answer, Unsure)


def edit(http: Http, version: Version, remote_id: str) -> Receipt:
    """Let a post say something else. Saying the same again is a success, so a lost answer is simply asked for once more."""
    there = replace(version, pictures=tuple(_uploaded(http, picture) for picture in version.pictures))
    answer = http.request("PUT", _place(remote_id), json=to_payload(there, ""), headers=_who(http))
    return _yes(answer, _receipt, unclear=Unsure)


def react(http: Http, remote_id: str, refs: Mapping[str, object], reaction: str, on: bool) -> None:
    """Like what somebody wrote, or no longer. Liking what is liked is a success; what is gone is liked by nobody."""
    answer = http.request("PUT" if on else "DELETE", f"{_place(remote_id)}/like", headers=_who(http))
    if answer.status in (404, 410) and not on:
        return
    _yes(answer, lambda body: bool(body["liked"]), unclear=Unsure)


def counts(http: Http, remote_ids: tuple[str, ...]) -> Mapping[str, Counts]:
    """Likes and replies. Nothing is reposted, quoted or measured here, so nothing is said of that."""
    found: dict[str, Counts] = {}
    for start in range(0, len(remote_ids), _COUNTED):
        ids = ",".join(remote_ids[start : start + _COUNTED])
        answer = http.request("GET", "/api/counts", params={"ids": ids}, headers=_who(http))
        found |= _yes(answer, _counts)
    return found


def search(http: Http, words: str, cursor: str) -> Batch:
    """What anybody said with all of these words in it, the newest first."""
    answer = http.request("GET", "/api/search", params={"words": words, "before": cursor}, headers=_who(http))
    return _yes(answer, lambda body: Batch(raw=tuple(_objects(body["items"])), cursor=str(body["cursor"])))


def people(http: Http, words: str) -> tuple[Author, ...]:
    """People whose handle begins so, or a word of whose name does."""
    answer = http.request("GET", "/api/people", params={"words": words}, headers=_who(http))
    return _yes(answer, lambda body: tuple(_author(member) for member in _objects(body["people"])))


def set_hook(http: Http, address: str, secret: str) -> None:
    """Let the network's server call this address when there is news."""
    told = {"address": address, "secret": secret}
    # `changes=False`: asking twice is asking once.
    _yes(http.request("PUT", "/api/hook", json=told, headers=_who(http), changes=False), lambda body: None)


def drop_hook(http: Http) -> None:
    """Let it call us no more."""
    answer = http.request("DELETE", "/api/hook", headers=_who(http), changes=False)
    if answer.status != 204:
        raise _no(answer, TryLater)


def from_hook(call: HookCall, secret: str) -> Batch:
    """The notifications in a call that its server made; the body is signed together with the time."""
    told = dict(part.partition("=")[::2] for part in call.headers.get("rehearsal-signature", "").split(","))
    seconds = told.get("t", "")
    require_same(told.get("v1", ""), mac(secret, f"{seconds}.".encode() + call.body).hex())
    require_fresh(seconds, call.at)
    try:
        return Batch(raw=tuple(_objects(content(call)["items"])), cursor="")
    except (KeyError, TypeError) as error:
        raise BadInput("A call holds no notifications.") from error


def introduce(http: Http) -> Presence:
    """What we are called there now."""
    own = _yes(http.request("GET", "/api/me", headers=_who(http)), _author)
    return Presence(remote_id=own.remote_id, handle=own.handle, name=own.name)


def is_alive(http: Http) -> None:
    """A cheap question that changes nothing."""
    _yes(http.request("GET", "/api/me", headers=_who(http)), _author)


def examine(http: Http) -> tuple[Check, ...]:
    """Who we are there, and which failures somebody has ordered."""
    name = "Practice"
    answer = http.request("GET", "/_stage/orders", headers=_who(http))
    orders = _yes(answer, lambda body: [str(order["kind"]) for order in _objects(body["orders"])])
    if not orders:
        return (Check(name=name, verdict=Verdict.GOOD, told="No failure is ordered; everything will work."),)
    told = f"Failures are ordered and will come: {', '.join(dict.fromkeys(orders))}."
    return (
        Check(
            name=name, verdict=Verdict.WARN, told=told, cure="Take them back on the Rehearsal page, or enjoy them."
        ),
    )


# What goes out


def _who(http: Http) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {http.secrets.get('token', '')}"}


def _place(remote_id: str) -> str:
    return f"/api/posts/{quote(remote_id, safe='')}"


def _picture_id(picture: Picture) -> str:
    return str((picture.remote or {}).get("id", picture.sha256))


def _uploaded(http: Http, picture: Picture) -> Picture:
    """The picture with the id that the network gave it."""
    if picture.remote is not None:
        return picture
    description = {
        "sha256": picture.sha256,
        "type": picture.mime,
        # The practice network keeps what is known of a picture, not the picture. Others take `content=` here.
        "bytes": len(http.picture(picture.sha256)),
        "width": picture.width,
        "height": picture.height,
    }
    # `changes=False`: nobody sees an upload, and the same one may be sent again when its answer gets lost.
    answer = http.request("POST", "/api/pictures", json=description, headers=_who(http), changes=False)
    return replace(picture, remote=_yes(answer, lambda body: {"id": str(body["id"])}))


# What comes back: first whether it is a yes, then what it says


def _yes(
    answer: Answer,
    shape: Callable[[Mapping[str, object]], T],
    *,
    unclear: type[TryLater | Unsure | NeedsReconnect] = TryLater,
) -> T:
    """What a yes says, in our own terms. `unclear` is what it means when we cannot tell whether it was one."""
    if not 200 <= answer.status < 300:
        raise _no(answer, unclear)
    try:
        return shape(_object(answer.json))
    except (KeyError, TypeError, ValueError) as error:
        # A 200 with nonsense in it happens to everybody: a proxy, a page for maintenance, half an update.
        raise unclear(
            "Rehearsal answered something that makes no sense.", for_log=f"unreadable: {error!r}"
        ) from error


def _no(answer: Answer, unclear: type[NetworkAnswer]) -> NetworkAnswer:
    """Which answer a status stands for. Status before words: words change, numbers seldom do."""
    said = _reason(answer)
    match answer.status:
        case 401:
            return NeedsReconnect("Rehearsal no longer knows this session. Connect the account again.", for_log=said)
        case 429:
            words = "Rehearsal takes no more for the moment."
            # Not this post alone: whatever this account sends next would hear the same.
            return TryLater(words, wait=_wait(answer), reach=Reach.ACCOUNT, for_log=said)
        case 503:
            # This server promises that a 503 was taken in by nobody. Where no such promise is made, it is unclear.
            return TryLater("Rehearsal is down for a while.", wait=_wait(answer), for_log=said)
        case status if 400 <= status < 500:
            return Refused(said or "Rehearsal said no and gave no reason.", for_log=str(status))
        case status:
            return unclear("Rehearsal broke off in the middle.", for_log=f"{status} {said}")


def _reason(answer: Answer) -> str:
    try:
        return str(_object(_object(answer.json)["error"])["message"])
    except (KeyError, TypeError):
        return ""


def _wait(answer: Answer) -> timedelta | None:
    seconds = number(answer.headers.get("retry-after", ""))
    return timedelta(seconds=min(seconds, 86_400)) if seconds is not None else None


# JSON in, dataclasses out. What does not fit is a KeyError, TypeError or ValueError, and its caller knows what that means.


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"not an object: {type(value).__name__}")
    return value


def _objects(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list):
        raise TypeError(f"not a list: {type(value).__name__}")
    return [_object(item) for item in value]


def _moment(value: object) -> datetime:
    at = datetime.fromisoformat(str(value))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at


def _page(body: Mapping[str, object]) -> tuple[list[Mapping[str, object]], str, bool]:
    return _objects(body["items"]), str(body["cursor"]), bool(body["more"])


def _receipt(post: Mapping[str, object]) -> Receipt:
    return Receipt(remote_id=str(post["id"]), address=str(post["address"]), at=_moment(post["at"]))


def _counts(body: Mapping[str, object]) -> dict[str, Counts]:
    told = {name: _object(counted) for name, counted in _object(body["counts"]).items()}
    return {
        name: Counts(likes=int(str(one["likes"])), replies=int(str(one["replies"]))) for name, one in told.items()
    }


def _author(member: Mapping[str, object]) -> Author:
    return Author(
        remote_id=str(member["id"]),
        handle=str(member["handle"]),
        name=str(member["name"]),
        address=str(member["address"]),
    )


def _message(raw: Mapping[str, object], kind: str, own_id: str) -> Inbound:
    post = _object(raw["post"])
    author = _author(_object(post["by"]))
    remote_id, root_id = str(post["id"]), str(post["root"])
    return Inbound(
        remote_id=remote_id,
        root_id=root_id,
        author=author,
        text=str(post["text"]),
        at=_moment(post["at"]),
        address=str(post["address"]),
        about_id=root_id if raw["under"] == own_id else "",
        kind=kind,
        ours=author.remote_id == own_id,
        under_id=str(post["reply_to"] or ""),
        reply_to=ReplyTo(remote_id=remote_id, root_id=root_id),
    )


def _connection(address: str, body: Mapping[str, object]) -> Connection:
    member = _author(_object(body["member"]))
    return Connection(
        remote_id=member.remote_id,
        handle=member.handle,
        name=member.name,
        address=address,
        secrets={"token": str(body["token"]), "renewal": str(body["renewal"])},
    )
