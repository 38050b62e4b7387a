"""Asking a server, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from twoway.domain.errors import NeedsReconnect, Reach, Refused, TryLater, Unsure
from twoway.domain.heads import moment, number, parts_of
from twoway.domain.text.from_html import without_controls
from twoway.plug.http import Answer, Http

_LONGEST_WAIT = timedelta(hours=1)
#: Seconds since 1970 at which a calendar is sure to go on.
_FAR_OFF = 10**11

#: Words of the server that must be read because its status says too little: (words, what a person reads).
_KNOWN_REFUSALS = (
    ("can't be blank", "The post is empty: write something or add a picture."),
    ("too long", "The text is longer than this server allows."),
    ("character limit", "The text is longer than this server allows."),
    ("content type is invalid", "This server does not take this kind of picture; use JPEG or PNG."),
    (
        "outside the authorized scopes",
        "We may not do this there. Connect the account again, or make a new token with read and write ticked.",
    ),
    ("login is currently disabled", "The server has switched this account off; ask its moderators."),
)
_STILL_PROCESSING = "not finished processing"


def ask(
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

    Everything else is harmless to repeat: an upload nobody sees, a deletion of what is gone. A page in place of an answer, as a
    hotel's network or a server under repair gives one, is no yes.
    """
    token = http.secrets.get("token", "")
    sent = {"Authorization": f"Bearer {token}", **(headers or {})}
    answer = http.request(method, path, headers=sent, changes=making, **parts)
    if answer.status in allow or (answer.status < 300 and answer.json is not None):
        return answer
    raise no(http, answer, making=making, missing=missing)


def no(http: Http, answer: Answer, *, making: bool, missing: str) -> Exception:
    """What a status other than a yes means."""
    server, said = server_name(http), told(answer)
    log = f"{answer.status} {said}"
    match answer.status:
        case status if status < 300:
            words = f"{server} did not answer like a Mastodon server"
            if making:
                return Unsure(f"{words}; the post may be out all the same.", for_log=log)
            return TryLater(f"{words}; nothing was changed.", for_log=log)
        case 401:
            return NeedsReconnect(f"{server} no longer accepts the access token; connect the account again.")
        case 404 | 410:
            return Refused(missing or f"{server} does not know what we asked for; it may be gone.", for_log=log)
        case 429:
            return later(http, answer)
        case status if status >= 500 or status == 408:
            if making:
                return Unsure(f"{server} had trouble ({status}); the post may be out all the same.", for_log=log)
            return later(http, answer)
        case status if status < 400:
            to = parts_of(answer.headers.get("location", "")).netloc or "another address"
            return Refused(f"{server} sends us to {to}; connect the account again with that address.", for_log=log)
    if _STILL_PROCESSING in said:
        return TryLater(f"{server} is still working on a picture.", wait=timedelta(seconds=15), for_log=log)
    return Refused(known_refusal(said) or f"{server} said no: {said or answer.status}", for_log=log)


def known_refusal(said: str) -> str:
    """What a server's no means, in words for people; "" for one that nobody knows yet."""
    return next((words for sign, words in _KNOWN_REFUSALS if sign in said.casefold()), "")


def later(http: Http, answer: Answer) -> TryLater:
    """The server asks us to slow down, or has trouble of its own."""
    log = f"{answer.status} {told(answer)}"
    if answer.status == 429:
        words = f"{server_name(http)} asks us to slow down."
        return TryLater(words, wait=pause(answer), reach=Reach.ACCOUNT, for_log=log)
    return TryLater(f"{server_name(http)} has trouble ({answer.status}); nothing was changed.", for_log=log)


def pause(answer: Answer) -> timedelta:
    """How long a server asks us to wait, by its own clock. Mastodon writes a time, others the seconds since 1970."""
    if (after := number(answer.headers.get("retry-after", ""))) is not None:
        return timedelta(seconds=min(after, _LONGEST_WAIT.total_seconds()))
    told = answer.headers.get("x-ratelimit-reset", "")
    since_1970 = number(told)
    reset = time_of(told) if since_1970 is None else datetime.fromtimestamp(min(since_1970, _FAR_OFF), UTC)
    if reset is None:
        return timedelta(minutes=5)
    now = server_time(answer) or datetime.now(UTC)
    return min(max(reset - now, timedelta(seconds=1)), _LONGEST_WAIT)


def server_time(answer: Answer) -> datetime | None:
    """When the server gave this answer, by its own clock."""
    return moment(answer.headers.get("date", ""))


def told(answer: Answer) -> str:
    """The server's own words about a no, short."""
    return without_controls(str(mapping(answer.json).get("error") or ""))[:200]


def server_name(http: Http) -> str:
    """The server as people know it."""
    return parts_of(http.address).netloc or http.address


def at_the_root(http: Http) -> Http:
    """The way to the server itself, where somebody gave the address of a page on it, such as their own."""
    parts = parts_of(http.address)
    home = f"{parts.scheme}://{parts.netloc}"
    return http if not parts.netloc or http.address == home else http.elsewhere(home, secrets=http.secrets)


def own_name(own_id: str) -> str:
    """Our own number on our server; numbers of different servers are the same, so the account's id names the server as well."""
    return own_id.partition("@")[0]


def status_path(remote_id: str) -> str:
    """Where a post is asked for."""
    return f"/api/v1/statuses/{quote(remote_id, safe='')}"


def time_of(written: object) -> datetime | None:
    """A time as servers write it, aware; None for anything else."""
    try:
        at = datetime.fromisoformat(str(written))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def mapping(found: object) -> Mapping[str, Any]:
    """What should be an object; an empty one when it is something else."""
    return found if isinstance(found, dict) else {}


def sequence(found: object) -> Sequence[Any]:
    """What should be a list; an empty one when it is something else."""
    return found if isinstance(found, list) else ()
