"""Signing in with an app password, and staying signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from twoway.domain.atproto import claims, instant
from twoway.domain.errors import BadInput, NeedsReconnect, TryLater
from twoway.domain.versions import Connection, Presence
from twoway.networks.bluesky.asking import EXPIRED, GONE_ACCOUNT, NOBODY, ask, code_of, good, log_of
from twoway.networks.bluesky.facts import APP_PASSWORDS
from twoway.networks.bluesky.handles import clean_handle
from twoway.networks.bluesky.limits import instance
from twoway.plug.http import Answer, Http

_TAKEN_BACK = (
    f"Bluesky takes the app password no more. Make a new one at {APP_PASSWORDS} and connect the account again."
)
_GONE = "Bluesky knows this account no more: it was taken down or deleted. See to it there, then connect it again."

#: What an account is called whose domain leads to it no more.
_NO_HANDLE = "handle.invalid"


def connect(http: Http, answers: Mapping[str, str]) -> Connection:
    """Sign in with a handle and an app password; BadInput says what to do when they do not fit."""
    handle, password = clean_handle(answers.get("handle", "")), answers.get("password", "").strip()
    if not handle:
        raise BadInput("Give the handle of the account, for example sunnybank.bsky.social.", field="handle")
    if not password:
        raise BadInput(f"Give an app password. You make one at {APP_PASSWORDS}.", field="password")
    answer = _sign_in(http, handle, password)
    if answer.status == 401 and code_of(answer) == "AuthFactorTokenRequired":
        raise BadInput(
            f"That is your main password, which needs a code by e-mail each time. Make an app password at {APP_PASSWORDS}.",
            field="password",
        )
    if answer.status in (400, 401) and code_of(answer) and code_of(answer) not in GONE_ACCOUNT:
        raise BadInput(
            f"Bluesky does not know {handle} with this password. Check the handle, and make a new app password "
            f"at {APP_PASSWORDS}.",
            field="password",
            for_log=log_of(answer),
        )
    if answer.status < 500 and not isinstance(answer.json, Mapping):
        raise BadInput(
            f"{http.address} does not answer like a Bluesky server. Check the address; most accounts need none.",
            field="address",
            for_log=log_of(answer),
        )
    found = _connection(http, good(answer), password)
    name = _name_of(http, found.remote_id, found.secrets["access"]) or found.handle
    return replace(found, name=name, limits=instance(http))


def renew(http: Http) -> Connection:
    """A fresh session. When the old one cannot be renewed any more, a kept app password makes a new one."""
    # The same old secret works for a while, so a lost answer may be asked for again.
    used_up = http.secrets.get("refresh", "")
    answer = ask(http, "POST", "com.atproto.server.refreshSession", token=used_up, changes=False)
    password = http.secrets.get("password", "")
    if password and answer.status in (400, 401) and code_of(answer) not in GONE_ACCOUNT:
        answer = _sign_in(http, http.secrets.get("did", ""), password)
    if answer.status in (400, 401):
        words = _TAKEN_BACK if password else EXPIRED
        raise NeedsReconnect(GONE_ACCOUNT.get(code_of(answer), words), for_log=log_of(answer))
    return _connection(http, good(answer), password)


def leave(http: Http) -> None:
    """End the session; the app password stays what it is. One that is over already is fine."""
    ask(http, "POST", "com.atproto.server.deleteSession", token=http.secrets.get("refresh", ""), changes=False)


def _sign_in(http: Http, who: str, password: str) -> Answer:
    body = {"identifier": who, "password": password}
    # A session too many harms nobody, so a lost answer may be asked for again.
    return ask(http, "POST", "com.atproto.server.createSession", json=body, token=NOBODY, changes=False)


def _connection(http: Http, session: Mapping[str, object], password: str) -> Connection:
    """A session written down. An app password is kept, because it can be taken back; a main password never is."""
    words = (session.get(name) for name in ("did", "handle", "accessJwt", "refreshJwt"))
    did, handle, access, refresh = (word if isinstance(word, str) else "" for word in words)
    if not (did and access and refresh):
        raise TryLater(f"{http.address} gave an answer that cannot be read. Try again later.")
    if session.get("active") is False:
        raise NeedsReconnect(GONE_ACCOUNT["AccountDeactivated"])
    if handle == _NO_HANDLE:
        # Its domain does not lead to it just now; until it has another name it keeps the one it had.
        handle = http.secrets.get("handle") or handle
    told = claims(access)
    secrets = {"did": did, "handle": handle, "access": access, "refresh": refresh}
    if password and str(told.get("scope", "")).startswith("com.atproto.appPass"):
        secrets["password"] = password
    return Connection(
        remote_id=did,
        handle=handle,
        name=handle,
        address=http.address,
        secrets=secrets,
        expires_at=instant(told.get("exp")),
    )


def _name_of(http: Http, did: str, access: str) -> str:
    """The name that an account shows; empty while the network has not heard of a new account."""
    answer = ask(http, "GET", "app.bsky.actor.getProfile", token=access, actor=did)
    shown = answer.json if answer.status == 200 and isinstance(answer.json, Mapping) else {}
    return str(shown.get("displayName") or "")


def own_session(http: Http) -> Answer:
    """What the server says of our session; NeedsReconnect when it knows the account no more."""
    answer = ask(http, "GET", "com.atproto.server.getSession")
    # How servers speak of an account that was taken down, to who has a session of it.
    if answer.status == 400 and code_of(answer) == "InvalidRequest":
        raise NeedsReconnect(_GONE, for_log=log_of(answer))
    return answer


def introduce(http: Http) -> Presence:
    """What the account is called now. One whose domain does not lead to it just now keeps the name it had."""
    session = good(own_session(http))
    did, handle = (word if isinstance(word := session.get(name), str) else "" for name in ("did", "handle"))
    if not did or not handle:
        raise TryLater(f"{http.address} does not tell who the account is.")
    return Presence(
        remote_id=did,
        handle="" if handle == _NO_HANDLE else handle,
        name=_name_of(http, did, http.secrets.get("access", "")),
    )


def is_alive(http: Http) -> None:
    """Pass when the account can still speak."""
    if good(own_session(http)).get("active") is False:
        raise NeedsReconnect(GONE_ACCOUNT["AccountDeactivated"])
