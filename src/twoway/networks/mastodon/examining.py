"""What the doctor reads about a connection: access, each permission, the account, its server, what is left of today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from twoway.domain.errors import NetworkAnswer
from twoway.networks.mastodon.asking import ask, known_refusal, later, mapping, sequence, server_name, time_of, told
from twoway.networks.mastodon.listening import way_to_stream
from twoway.networks.mastodon.scopes import NEEDS, granted
from twoway.networks.mastodon.server import WHO, ask_server, limits_of
from twoway.plug.http import Answer, Http
from twoway.plug.signing_in import Check, Verdict

#: Changing posts came with 3.5; what is older also misses years of repairs.
_OLDEST = (3, 5)
#: Less than this share of the allowance is told.
_LITTLE = 0.1
_AGAIN = "Connect the account again under Accounts."


def examine(http: Http) -> tuple[Check, ...]:
    """Each permission, limit and life of this connection; changes nothing."""
    answer = ask(http, "GET", WHO, allow=(401, 403))
    access = _access(http, answer)
    if access.verdict is Verdict.BAD:
        return (access,)
    server = ask_server(http)
    return (
        access,
        *_permissions(http),
        _standing(mapping(answer.json)),
        _server(http, server),
        _limits(server),
        _quota(http, answer),
        _stream(http, server),
    )


def _access(http: Http, answer: Answer) -> Check:
    server, account = server_name(http), mapping(answer.json)
    if answer.status == 401:
        return _check("Access", Verdict.BAD, f"{server} no longer accepts the access token.", _AGAIN)
    if answer.status == 403:
        words = known_refusal(told(answer)) or f"{server} does not let the token read its own account: {told(answer)}"
        return _check("Access", Verdict.BAD, words, _AGAIN)
    if not account.get("id"):
        raise later(http, answer)
    name = account.get("acct") or account.get("username")
    return _check("Access", Verdict.GOOD, f"{server} knows the access token of @{name}. It has no end.")


def _permissions(http: Http) -> Iterator[Check]:
    """One for each thing that we may or may not do."""
    scopes = _scopes(http)
    if not scopes:
        words = (
            f"{server_name(http)} does not tell what the token may do; what it may not do is told when it is tried."
        )
        yield _check("Permissions", Verdict.UNKNOWN, words)
        return
    for need in NEEDS:
        if granted(need.scope, scopes):
            yield _check(need.scope, Verdict.GOOD, f"We may {need.may}.")
        else:
            cure = f"{_AGAIN} With a pasted token: make a new one with {need.scope} ticked."
            yield _check(need.scope, Verdict.BAD, f"We may not {need.may}.", cure)


def _scopes(http: Http) -> tuple[str, ...]:
    """What the token may do: as it was given, else as the server says of the application behind it."""
    if given := http.secrets.get("scope", ""):
        return tuple(given.split())
    answer = ask(http, "GET", "/api/v1/apps/verify_credentials", allow=(401, 403, 404))
    return tuple(str(one) for one in sequence(mapping(answer.json).get("scopes"))) if answer.status == 200 else ()


def _standing(account: Mapping[str, Any]) -> Check:
    """What moderators, or its owner, did to the account."""
    if account.get("suspended"):
        return _check("Account", Verdict.BAD, "The account is suspended; nobody can see it.", "Ask its moderators.")
    if account.get("limited"):
        told = "Moderators have limited the account: only followers see its posts without a warning."
        return _check("Account", Verdict.WARN, told, "Ask its moderators why.")
    if mapping(account.get("moved")).get("id"):
        words = f"The account says that it has moved to @{mapping(account['moved']).get('acct')}."
        return _check("Account", Verdict.WARN, words, "Connect the new account instead.")
    return _check("Account", Verdict.GOOD, "Nothing is held against the account.")


def _server(http: Http, server: Mapping[str, Any]) -> Check:
    version = str(server.get("version") or "")[:60]
    found = re.match(r"(\d+)\.(\d+)", version)
    if not found:
        return _check("Server", Verdict.UNKNOWN, f"{server_name(http)} does not tell its version.")
    if (int(found[1]), int(found[2])) < _OLDEST and "compatible" not in version:
        cure = "Ask whoever runs the server to bring it up to date."
        return _check(
            "Server", Verdict.WARN, f"{server_name(http)} runs {version}; posts cannot be changed there.", cure
        )
    return _check("Server", Verdict.GOOD, f"{server_name(http)} runs {version}.")


def _limits(server: Mapping[str, Any]) -> Check:
    limits = limits_of(server)
    if "text" not in limits:
        return _check("Limits", Verdict.UNKNOWN, "The server does not tell its limits; the usual ones are taken.")
    words = f"A post may have {limits['text']:,} characters"
    if "pictures" in limits:
        words += f" and {limits['pictures']} pictures"
    if "picture_bytes" in limits:
        words += f" of {limits['picture_bytes'] / 1_000_000:.3g} MB each"
    return _check("Limits", Verdict.GOOD, f"{words}.")


def _quota(http: Http, answer: Answer) -> Check:
    """How many calls are left before the server asks us to slow down."""
    most, left = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("limit", "remaining"))
    if not most.isdecimal() or not left.isdecimal() or not int(most):
        return _check("Calls left", Verdict.UNKNOWN, f"{server_name(http)} does not tell how much it still takes.")
    words = f"{int(left):,} of {int(most):,} calls are left{_until(answer)}."
    if int(left) < int(most) * _LITTLE:
        return _check("Calls left", Verdict.WARN, words, "Nothing to do: we wait when the server asks us to.")
    return _check("Calls left", Verdict.GOOD, words)


def _until(answer: Answer) -> str:
    reset = time_of(answer.headers.get("x-ratelimit-reset", ""))
    if reset is None:
        return ""
    left = max(reset - datetime.now(UTC), timedelta(0))
    minutes = round(left.total_seconds() / 60)
    return " for the next minute" if minutes < 2 else f" for the next {minutes} minutes"


def _stream(http: Http, server: Mapping[str, Any]) -> Check:
    """Whether news can be heard at once."""
    try:
        answer = way_to_stream(http, server).request("GET", "/api/v1/streaming/health")
    except NetworkAnswer as trouble:
        words = f"Its stream of news cannot be reached ({trouble.for_people}) News is asked for every now and then."
        return _check("News", Verdict.WARN, words)
    if answer.status == 200 and answer.body.strip() == b"OK":
        return _check("News", Verdict.GOOD, "News can be heard at once.")
    return _check("News", Verdict.UNKNOWN, "The server streams no news; it is asked for every now and then.")


def _check(name: str, verdict: Verdict, words: str, cure: str = "") -> Check:
    return Check(name=name, verdict=verdict, told=words, cure=cure)
