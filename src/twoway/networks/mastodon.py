"""Mastodon and the servers that speak its API.

Followed: docs.joinmastodon.org/methods/{statuses,media,notifications,accounts,instance}, as of 2026-11-22. Limits differ
from server to server, so they are read from each (`instance`). Bodies are JSON: a compatible server was seen to make an
empty public post of a form. Scheduling is never left to the server: one was seen to publish at once. There is nothing to
renew: access tokens have no end.

An answer reaches somebody only if it names them. `ReplyTo.refs["prefix"]` holds those words ("@sunnybank@town.social ")
and whoever offers a box to write in begins it with them, so that what is counted, previewed and sent is one string.
`to_payload` adds the author's handle only where a text has lost it.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from twoway.domain.errors import NeedsReconnect, Reach, Refused, TryLater, Unsure
from twoway.domain.facts import (
    Card,
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    MediaFacts,
    MentionFacts,
    PageFacts,
    Question,
    RateFacts,
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.text.from_html import from_html, without_controls
from twoway.domain.versions import Author, Batch, Connection, Inbound, Picture, Receipt, ReplyTo, Version
from twoway.plug.http import Answer, Http

_CHECKED = date(2026, 11, 22)
_DOCS = "https://docs.joinmastodon.org"
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"

FACTS = Facts(
    slug="mastodon",
    name="Mastodon",
    glyph="M",
    colours=("#4f3fc0", "#b9b0ff"),
    home="https://joinmastodon.org",
    default_address="https://mastodon.social",
    text=TextFacts(
        limit=Limit(value=500, unit=Unit.FEDIVERSE, source=f"{_DOCS}/user/posting/", checked_on=_CHECKED),
        link_length=23,
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=4, source=f"{_DOCS}/user/posting/"),
    mentions=MentionFacts(
        handle=rf"{_NAME}(?:@{_DOMAIN}(?:\.{_DOMAIN})*)?",
        telling=rf"{_NAME}@{_DOMAIN}(?:\.{_DOMAIN})+",
        example="sunnybank@town.social",
    ),
    media=MediaFacts(
        most=4,
        bytes_limit=10_485_760,
        types=("image/jpeg", "image/png", "image/gif", "image/webp"),
        alt_limit=Limit(
            value=1500,
            unit=Unit.CODE_POINTS,
            source="https://github.com/mastodon/mastodon/blob/main/app/models/media_attachment.rb",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        source=f"{_DOCS}/entities/Instance/",
    ),
    idempotency=Idempotency.KEY_WITH_WINDOW,
    key_window_seconds=3600,
    connecting=Connecting(
        questions=(
            Question(
                name="address",
                label="Server",
                help="The part after your name: for @alder@bakery.social it is bakery.social. Empty means mastodon.social.",
                required=False,
            ),
            Question(
                name="token",
                label="Access token",
                help="On your server: Preferences > Development > New application, with read and write ticked. "
                "Open the application and copy “Your access token”.",
                secret=True,
            ),
        ),
        needs="Your account on any Mastodon server, and two minutes in its preferences.",
        minutes=2,
    ),
    threads=True,
    first_comment=True,
    rates=(
        RateFacts(
            posts=300,
            seconds=10_800,
            source="https://github.com/mastodon/mastodon/blob/main/app/lib/rate_limiter.rb",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
    ),
    edits=True,
    cannot=(
        "change a post once it is out",
        "send video or polls",
        "put a content warning before a post",
        "begin a private conversation; one that somebody else began is answered as privately",
    ),
    sources=(
        (f"{_DOCS}/methods/statuses/", _CHECKED),
        (f"{_DOCS}/methods/media/", _CHECKED),
        (f"{_DOCS}/methods/notifications/", _CHECKED),
        (f"{_DOCS}/entities/Instance/", _CHECKED),
        (f"{_DOCS}/api/rate-limits/", _CHECKED),
    ),
    page=PageFacts(actions=("Reply", "Boost", "Favourite", "Bookmark"), square=True, card=Card.SLIM, corner=4),
)

_VISIBILITIES = frozenset({"public", "unlisted", "private", "direct"})
#: Seconds between looks at a picture that the server still works on; about half a minute in all.
_PATIENCE = (0.3, 0.7, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0)
#: The lease of a lane less the time that making the post may take: one key is never sent twice at the same time.
_PREPARING_SECONDS = 75.0
_PAGE = 40
_MOST_PAGES = 5
#: Threads of our latest posts looked at in one fetch: answers that do not name us make no notification.
_MOST_THREADS = 10
#: How far before the attempt a post may be dated and still be ours: the clocks of two machines differ.
_CLOCK_SLACK = timedelta(seconds=60)
_LONGEST_WAIT = timedelta(hours=1)
_MOST_HTML = 200_000

#: Words of the server that must be read because its status says too little: (words, what a person reads).
_KNOWN_REFUSALS = (
    ("can't be blank", "The post is empty: write something or add a picture."),
    ("too long", "The text is longer than this server allows."),
    ("character limit", "The text is longer than this server allows."),
    ("content type is invalid", "This server does not take this kind of picture; use JPEG or PNG."),
    ("outside the authorized scopes", "The access token may not do this; make a new one with read and write ticked."),
    ("login is currently disabled", "The server has switched this account off; ask its moderators."),
)
_STILL_PROCESSING = "not finished processing"


# -- building ---------------------------------------------------------------------------------------------------------


def new_key(at: datetime, entropy: int) -> str:
    """A key for the `Idempotency-Key` header, unlike any other."""
    return f"twoway-{int(at.timestamp()):x}-{entropy:016x}"


def to_payload(version: Version, key: str) -> dict[str, object]:
    """The JSON body of `POST /api/v1/statuses`; the key travels in a header beside it."""
    payload: dict[str, object] = {"status": _addressed(version), "visibility": _visibility(version.reply_to)}
    if version.languages:
        payload["language"] = version.languages[0].partition("-")[0]
    if version.pictures:
        payload["media_ids"] = [_media_id(picture) for picture in version.pictures]
    if version.reply_to:
        payload["in_reply_to_id"] = version.reply_to.remote_id
    return payload


def _media_id(picture: Picture) -> str:
    """The server's name for a picture; before the upload a placeholder, seen in previews alone."""
    return str((picture.remote or {}).get("id") or f"upload-{picture.sha256[:12]}")


def _addressed(version: Version) -> str:
    """The text, with the handle of the one who is answered in front where the text does not hold it."""
    acct = str(version.reply_to.refs.get("acct") or "") if version.reply_to else ""
    if not acct or _names(version.text, acct):
        return version.text
    return f"@{acct} {version.text}"


def _names(text: str, acct: str) -> bool:
    """Whether a text mentions this account. A bare name is another one than the same name on another server."""
    return re.search(rf"(?<![\w@/])@{re.escape(acct)}(?![\w@]|[.-]\w)", text, re.IGNORECASE) is not None


def _visibility(reply_to: ReplyTo | None) -> str:
    """A post is public; an answer is seen by no more people than what it answers."""
    if reply_to is None:
        return "public"
    seen = str(reply_to.refs.get("visibility") or "unlisted")
    return seen if seen in _VISIBILITIES else "direct"


# -- sending ----------------------------------------------------------------------------------------------------------


def publish(http: Http, version: Version, key: str) -> Receipt:
    """Upload the pictures, then make the post. The same key within an hour makes one post (never send it in parallel)."""
    started = time.monotonic()
    if version.reply_to:
        _make_sure_it_stands(http, version.reply_to)
    ready = replace(version, pictures=tuple(_uploaded(http, picture) for picture in version.pictures))
    _make_sure_it_is_still_our_turn(http, started)
    answer = _ask(
        http,
        "POST",
        "/api/v1/statuses",
        making=True,
        missing="The post you are answering is gone." if version.reply_to else "",
        json=to_payload(ready, key),
        headers={"Idempotency-Key": key},
    )
    status = _mapping(answer.json)
    if not status.get("id"):
        raise Unsure(f"{_server(http)} said yes without telling which post it made, so it may be out.")
    return replace(_receipt(status, ready), rest=_rest(answer))


def _rest(answer: Answer) -> timedelta | None:
    """How long nothing more is taken from us; None while something is."""
    return _pause(answer) if answer.headers.get("x-ratelimit-remaining") == "0" else None


def _make_sure_it_stands(http: Http, reply_to: ReplyTo) -> None:
    """Refused when what is answered is gone: some servers would make a post of its own of the answer."""
    _ask(http, "GET", _status(reply_to.remote_id), missing="The post you are answering is gone.")


def _make_sure_it_is_still_our_turn(http: Http, started: float) -> None:
    """`TryLater` when the pictures took so long that somebody else may have been given the same post and key."""
    if time.monotonic() - started > _PREPARING_SECONDS:
        raise TryLater(f"The pictures took too long on their way to {_server(http)}; nothing is out.")


def _uploaded(http: Http, picture: Picture) -> Picture:
    """The picture as the server knows it. An upload that is lost on the way leaves nothing that anyone can see."""
    if picture.remote and picture.remote.get("id"):
        return picture
    name = f"picture.{picture.mime.partition('/')[2]}"
    answer = _ask(
        http,
        "POST",
        "/api/v2/media",
        files={"file": (name, http.picture(picture.sha256), picture.mime)},
        form={"description": picture.alt} if picture.alt else None,
    )
    media_id = str(_mapping(answer.json).get("id") or "")
    if not media_id:
        raise TryLater(f"{_server(http)} took the picture without telling its number; nothing is out.")
    if answer.status == 202:
        _wait_for(http, media_id)
    return replace(picture, remote={"id": media_id})


def _wait_for(http: Http, media_id: str, pauses: Sequence[float] = _PATIENCE) -> None:
    """Until the server has worked the picture up; `TryLater` when that takes too long."""
    for pause in pauses:
        time.sleep(pause)
        if _ask(http, "GET", f"/api/v1/media/{quote(media_id, safe='')}").status != 206:
            return
    raise TryLater(f"{_server(http)} is still working on the picture; nothing is out.", wait=timedelta(seconds=30))


def _receipt(status: Mapping[str, Any], version: Version) -> Receipt:
    """What the server made. Nothing in here may fail: the post is out."""
    refs: dict[str, object] = {"visibility": str(status.get("visibility") or "")}
    if surprise := _surprise(status, version):
        refs["surprise"] = surprise
    return Receipt(
        remote_id=str(status["id"]),
        address=str(status.get("url") or status.get("uri") or ""),
        at=_time(status.get("created_at")) or datetime.now(UTC),
        refs=refs,
    )


def _surprise(status: Mapping[str, Any], version: Version) -> str:
    """What is other than we sent it, in one sentence; '' when all is as it should be. The post is out either way."""
    text, sent = plain_text(status), _addressed(version)
    if _squash(text) != _squash(sent):
        return (
            "The server published other words than these; look at the post." if text else "The post came out empty."
        )
    if str(status.get("visibility")) != _visibility(version.reply_to):
        return f"The post is “{status.get('visibility')}” and should be “{_visibility(version.reply_to)}”."
    if len(_sequence(status.get("media_attachments"))) != len(version.pictures):
        return "Not every picture arrived."
    if version.reply_to and str(status.get("in_reply_to_id")) != version.reply_to.remote_id:
        return "The answer stands alone: the server did not put it under the post."
    return ""


def _squash(text: str) -> str:
    """What must be the same: servers rewrite links, shorten handles and take marks for emphasis."""
    text = re.sub(r"https?://\S+", "", text)
    text = re.sub(rf"(@{_NAME})@[\w.:-]+", r"\1", text)
    return re.sub(r"[\s!-/:-@\[-`{-~]+", "", unicodedata.normalize("NFKC", text)).casefold()


def find(http: Http, version: Version, key: str, since: datetime) -> Receipt | None:
    """Look among our own posts since then; None when it is not there, and the same key may be sent again."""
    answer = _ask(http, "GET", "/api/v1/accounts/verify_credentials")
    own_id = str(_mapping(answer.json).get("id") or "")
    if not own_id:
        raise TryLater(f"{_server(http)} did not tell which posts are there.")
    earliest = since + _clock_difference(answer) - _CLOCK_SLACK
    for status in _own_statuses(http, own_id, earliest):
        if _is_it(status, version):
            return _receipt(status, version)
    return None


def _is_it(status: Mapping[str, Any], version: Version) -> bool:
    answered = version.reply_to.remote_id if version.reply_to else ""
    return (
        str(status.get("in_reply_to_id") or "") == answered
        and _squash(plain_text(status)) == _squash(_addressed(version))
        and len(_sequence(status.get("media_attachments"))) == len(version.pictures)
    )


def _own_statuses(http: Http, own_id: str, earliest: datetime) -> Iterator[Mapping[str, Any]]:
    """Our posts, newest first, back to a time."""
    params = {"limit": str(_PAGE), "exclude_reblogs": "true"}
    for _ in range(_MOST_PAGES):
        answer = _ask(http, "GET", f"/api/v1/accounts/{quote(own_id, safe='')}/statuses", params=params)
        if not isinstance(answer.json, list):
            raise TryLater(f"{_server(http)} did not tell which posts are there.")
        page = [_mapping(status) for status in answer.json]
        for status in page:
            if (_time(status.get("created_at")) or earliest) < earliest:
                return
            yield status
        if not page:
            return
        params["max_id"] = str(page[-1].get("id"))
    raise Unsure(f"There are too many posts at {_server(http)} to tell whether this one is among them.")


def _clock_difference(answer: Answer) -> timedelta:
    """By how much the server's clock is ahead of ours."""
    now = _server_time(answer)
    return now - datetime.now(UTC) if now else timedelta(0)


def _server_time(answer: Answer) -> datetime | None:
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def delete(http: Http, remote_id: str) -> None:
    """Take a post down; one that is gone already is fine."""
    _ask(http, "DELETE", _status(remote_id), allow=(404, 410))


# -- receiving --------------------------------------------------------------------------------------------------------


def fetch(http: Http, cursor: str, own: tuple[str, ...]) -> Batch:
    """Mentions since the cursor, oldest first, and what stands under our latest posts."""
    notifications, cursor = _mentions(http, cursor)
    raw: list[Mapping[str, object]] = []
    for notification in notifications:
        status = _mapping(notification.get("status"))
        raw.append({"notification": notification, "thread": _ancestors(http, status)})
    for remote_id in own[:_MOST_THREADS]:
        raw.extend(_answers_under(http, remote_id))
    return Batch(raw=tuple(raw), cursor=cursor)


def _mentions(http: Http, cursor: str) -> tuple[list[Mapping[str, Any]], str]:
    """Notifications that name us. The first time only the latest page: what is older was answered elsewhere."""
    found: list[Mapping[str, Any]] = []
    for _ in range(_MOST_PAGES):
        params = {"types[]": "mention", "limit": str(_PAGE)} | ({"min_id": cursor} if cursor else {})
        answer = _ask(http, "GET", "/api/v1/notifications", params=params)
        if not isinstance(answer.json, list):
            raise TryLater(f"{_server(http)} did not tell what is new.")
        page = sorted(map(_mapping, answer.json), key=lambda one: _order(one.get("id")))
        found.extend(page)
        first, cursor = not cursor, str(page[-1].get("id")) if page else cursor
        if first or len(page) < _PAGE:
            break
    return found, cursor


def _order(remote_id: object) -> tuple[int, str]:
    """Ids are numbers, or words that sort, written without leading zeros: the longer one is the later one."""
    return len(str(remote_id)), str(remote_id)


def _ancestors(http: Http, status: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a post hangs under, from the root down; just its parent where the server does not tell."""
    parent = status.get("in_reply_to_id")
    if not parent:
        return []
    context = _context(http, str(status.get("id")))
    ancestors = [_link(_mapping(one)) for one in _sequence(context.get("ancestors"))]
    return ancestors or [{"id": str(parent), "account": str(status.get("in_reply_to_account_id") or "")}]


def _answers_under(http: Http, remote_id: str) -> Iterator[dict[str, object]]:
    """Everything under a post of ours, each with the thread it hangs on."""
    context = _context(http, remote_id)
    above = [_link(_mapping(one)) for one in _sequence(context.get("ancestors"))]
    threads = {remote_id: [*above, {"id": remote_id, "account": "", "ours": "yes"}]}
    for one in _sequence(context.get("descendants")):
        status = _mapping(one)
        thread = threads.get(str(status.get("in_reply_to_id")), threads[remote_id])
        threads[str(status.get("id"))] = [*thread, _link(status)]
        yield {"status": status, "thread": thread}


def _link(status: Mapping[str, Any]) -> dict[str, str]:
    return {"id": str(status.get("id")), "account": str(_mapping(status.get("account")).get("id") or "")}


def _context(http: Http, remote_id: str) -> Mapping[str, Any]:
    """The thread around a post; empty when it is gone. One broken thread must not keep all other news away."""
    try:
        return _mapping(_ask(http, "GET", f"{_status(remote_id)}/context").json)
    except Refused:
        return {}
    except TryLater as later:
        if later.wait is not None:
            raise
        return {}


def to_message(raw: Mapping[str, object], own_id: str) -> Inbound | None:
    """A mention or an answer as a message; None for any other kind of news, and for a post that is gone."""
    notification = _mapping(raw.get("notification"))
    if notification and (notification.get("type") != "mention" or notification.get("status", "") is None):
        return None
    status = _mapping(notification.get("status") if notification else raw.get("status"))
    account = _mapping(status.get("account"))
    at = _time(status.get("created_at"))
    if not status.get("id") or not account.get("id") or at is None:
        raise ValueError("not a post: id, account or created_at is missing")
    thread = [_mapping(one) for one in _sequence(raw.get("thread"))]
    root = str(thread[0]["id"]) if thread else str(status["id"])
    return Inbound(
        remote_id=str(status["id"]),
        root_id=root,
        author=_author(account),
        text=_whole_text(status),
        at=at,
        address=str(status.get("url") or status.get("uri") or ""),
        about_id=_about(thread, own_id),
        kind="reply" if status.get("in_reply_to_id") else "mention",
        private=status.get("visibility") in {"private", "direct"},
        ours=str(account["id"]) == own_id,
        under_id=str(status.get("in_reply_to_id") or ""),
        reply_to=ReplyTo(remote_id=str(status["id"]), root_id=root, refs=_reply_refs(status, account, own_id)),
    )


def _about(thread: Sequence[Mapping[str, Any]], own_id: str) -> str:
    """The nearest post of ours above."""
    ours = [str(one["id"]) for one in thread if one.get("ours") or (own_id and str(one.get("account")) == own_id)]
    return ours[-1] if ours else ""


def _reply_refs(status: Mapping[str, Any], account: Mapping[str, Any], own_id: str) -> dict[str, object]:
    """What an answer needs: who may see it, and the handles it has to begin with, the author's first."""
    acct = "" if str(account["id"]) == own_id else str(account.get("acct") or "")
    mentioned = [_mapping(one) for one in _sequence(status.get("mentions"))]
    others = [
        str(one.get("acct") or "") for one in mentioned if str(one.get("id")) not in {own_id, str(account["id"])}
    ]
    handles = dict.fromkeys(filter(None, [acct, *others]))
    return {
        "acct": acct,
        "prefix": "".join(f"@{handle} " for handle in handles),
        "visibility": str(status.get("visibility") or "unlisted"),
    }


def _author(account: Mapping[str, Any]) -> Author:
    return Author(
        remote_id=str(account["id"]),
        handle=_handle(account),
        name=without_controls(str(account.get("display_name") or account.get("username") or "")),
        address=str(account.get("url") or ""),
        picture=str(account.get("avatar_static") or account.get("avatar") or ""),
    )


def _handle(account: Mapping[str, Any], domain: str = "") -> str:
    """The whole handle: people of the same server come without its name."""
    acct = str(account.get("acct") or account.get("username") or "")
    home = domain or urlsplit(str(account.get("url") or "")).netloc
    return acct if "@" in acct or not home else f"{acct}@{home}"


# -- from HTML to text ------------------------------------------------------------------------------------------------


def plain_text(status: Mapping[str, Any]) -> str:
    """The words of a post, with whole links and with mentions that tell the server."""
    mentions = {str(one.get("url")): str(one.get("acct")) for one in map(_mapping, _sequence(status.get("mentions")))}
    return from_html(str(status.get("content") or "")[:_MOST_HTML], mentions)


def _whole_text(status: Mapping[str, Any]) -> str:
    """The words, under the content warning where there is one, with a line for each picture."""
    parts = [without_controls(str(status.get("spoiler_text") or "")).strip(), plain_text(status)]
    for media in map(_mapping, _sequence(status.get("media_attachments"))):
        kind = "Picture" if media.get("type") == "image" else "Attachment"
        alt = without_controls(str(media.get("description") or "")).strip() or "no description"
        parts.append(f"{kind}: {alt} {media.get('url') or media.get('remote_url') or ''}".strip())
    return "\n\n".join(filter(None, parts))


# -- the account and its server ---------------------------------------------------------------------------------------


def connect(http: Http, answers: Mapping[str, str]) -> Connection:
    """Who this token belongs to, and what the server allows. `http` already points at the server asked for."""
    token = "".join(answers.get("token", "").split())
    if not token:
        raise Refused("Paste the access token: Preferences > Development on your server.")
    headers = {"Authorization": f"Bearer {token}"}
    answer = http.request("GET", "/api/v1/accounts/verify_credentials", headers=headers)
    if answer.status in {401, 403}:
        raise Refused(
            f"{_server(http)} does not accept this token. Copy it again from Preferences > Development, "
            "“Your access token”, and see that read and write are ticked."
        )
    if answer.status == 429 or answer.status >= 500:
        raise _later(http, answer)
    account = _mapping(answer.json)
    if answer.status != 200 or not account.get("id") or not account.get("username"):
        raise Refused(f"{_server(http)} does not answer like a Mastodon server; check its address.")
    server = _instance(http)
    return Connection(
        remote_id=str(account["id"]),
        handle=_handle(account, str(server.get("domain") or "")),
        name=without_controls(str(account.get("display_name") or account["username"])),
        address=http.address,
        secrets={"token": token},
        limits=_limits(server),
    )


def instance(http: Http) -> dict[str, int]:
    """What this server allows; empty where it does not tell."""
    return _limits(_instance(http))


def _instance(http: Http) -> Mapping[str, Any]:
    """The server about itself, by the new or the old question."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        answer = http.request("GET", path)
        if answer.status == 429 or answer.status >= 500:
            raise _later(http, answer)
        if answer.status == 200 and _mapping(answer.json):
            return _mapping(answer.json)
    return {}


def _limits(server: Mapping[str, Any]) -> dict[str, int]:
    settings = _mapping(server.get("configuration"))
    statuses, media = _mapping(settings.get("statuses")), _mapping(settings.get("media_attachments"))
    told = {
        "text": statuses.get("max_characters") or server.get("max_toot_chars"),
        "link_length": statuses.get("characters_reserved_per_url"),
        "pictures": statuses.get("max_media_attachments"),
        "picture_bytes": media.get("image_size_limit"),
        "alt": media.get("description_limit"),
    }
    return {name: value for name, value in told.items() if type(value) is int and 0 < value < 1_000_000_000}


def look_up(http: Http, handle: str) -> Author | None:
    """Who has this handle, asked at other servers too where it names one."""
    wanted = handle.strip().lstrip("@")
    answer = _ask(http, "GET", "/api/v1/accounts/lookup", params={"acct": wanted}, allow=(404,))
    found = _mapping(answer.json)
    if answer.status == 200 and found.get("id"):
        return _author(found)
    if "@" not in wanted:
        return None
    params = {"q": f"@{wanted}", "type": "accounts", "resolve": "true", "limit": "5"}
    answer = _ask(http, "GET", "/api/v2/search", params=params, allow=(404,))
    people = [
        _author(one) for one in map(_mapping, _sequence(_mapping(answer.json).get("accounts"))) if one.get("id")
    ]
    return next((one for one in people if one.handle.casefold() == wanted.casefold()), None)


def is_alive(http: Http) -> None:
    """Whether the server answers and still knows our token."""
    _ask(http, "GET", "/api/v1/accounts/verify_credentials")


# -- asking -----------------------------------------------------------------------------------------------------------


def _ask(
    http: Http,
    method: str,
    path: str,
    *,
    making: bool = False,
    missing: str = "",
    allow: Sequence[int] = (),
    headers: Mapping[str, str] | None = None,
    **parts: Any,
) -> Answer:
    """A good answer, or one of the four others. `making`: a yes that gets lost would leave a post behind.

    Everything else is harmless to repeat: an upload nobody sees, a deletion of what is gone.
    """
    token = http.secrets.get("token", "")
    sent = {"Authorization": f"Bearer {token}", **(headers or {})}
    answer = http.request(method, path, headers=sent, changes=making, **parts)
    if answer.status < 300 or answer.status in allow:
        return answer
    raise _no(http, answer, making=making, missing=missing)


def _no(http: Http, answer: Answer, *, making: bool, missing: str) -> Exception:
    """What a status other than a yes means."""
    server, told = _server(http), _told(answer)
    log = f"{answer.status} {told}"
    match answer.status:
        case 401:
            return NeedsReconnect(f"{server} no longer accepts the access token; connect the account again.")
        case 404 | 410:
            return Refused(missing or f"{server} does not know what we asked for; it may be gone.", for_log=log)
        case 429:
            return _later(http, answer)
        case status if status >= 500 or status == 408:
            if making:
                return Unsure(f"{server} had trouble ({status}); the post may be out all the same.", for_log=log)
            return _later(http, answer)
        case status if status < 400:
            to = urlsplit(answer.headers.get("location", "")).netloc or "another address"
            return Refused(f"{server} sends us to {to}; connect the account again with that address.", for_log=log)
    if _STILL_PROCESSING in told:
        return TryLater(f"{server} is still working on a picture.", wait=timedelta(seconds=15), for_log=log)
    known = next((words for sign, words in _KNOWN_REFUSALS if sign in told.casefold()), "")
    return Refused(known or f"{server} said no: {told or answer.status}", for_log=log)


def _later(http: Http, answer: Answer) -> TryLater:
    log = f"{answer.status} {_told(answer)}"
    if answer.status == 429:
        words = f"{_server(http)} asks us to slow down."
        return TryLater(words, wait=_pause(answer), reach=Reach.ACCOUNT, for_log=log)
    return TryLater(f"{_server(http)} has trouble ({answer.status}); nothing was changed.", for_log=log)


def _pause(answer: Answer) -> timedelta:
    """How long a server asks us to wait, by its own clock. Mastodon writes a time, others the seconds since 1970."""
    if (after := answer.headers.get("retry-after", "")).isdigit():
        return min(timedelta(seconds=int(after)), _LONGEST_WAIT)
    told = answer.headers.get("x-ratelimit-reset", "")
    reset = datetime.fromtimestamp(int(told), UTC) if re.fullmatch(r"\d{1,11}", told) else _time(told)
    if reset is None:
        return timedelta(minutes=5)
    now = _server_time(answer) or datetime.now(UTC)
    return min(max(reset - now, timedelta(seconds=1)), _LONGEST_WAIT)


def _told(answer: Answer) -> str:
    """The server's own words about a no, short."""
    return without_controls(str(_mapping(answer.json).get("error") or ""))[:200]


def _server(http: Http) -> str:
    return urlsplit(http.address).netloc or http.address


def _status(remote_id: str) -> str:
    return f"/api/v1/statuses/{quote(remote_id, safe='')}"


def _time(written: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _sequence(found: object) -> Sequence[Any]:
    return found if isinstance(found, list) else ()
