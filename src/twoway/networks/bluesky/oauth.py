"""Signing in on Bluesky's own page, and staying signed in: OAuth with a pushed request, PKCE and DPoP.

Followed: https://atproto.com/specs/oauth, read on 2026-11-22; tried on the network's own servers. The secret that renews an
access is of use once, and using it again ends the connection: `renew` is called by one worker at a time.

A client is known by the address of a document about it. Where nobody can reach us (a laptop) the network knows us by a name
that says so, and lets such a connection live for two weeks at most; with a document and a key of our own it lives for as
long as it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from twoway.domain.atproto import asked_to_wait
from twoway.domain.errors import BadInput, NeedsReconnect, NetworkAnswer, Reach, TryLater, Unsure
from twoway.domain.heads import parts_of
from twoway.domain.versions import Connection
from twoway.networks.bluesky.asking import ask
from twoway.networks.bluesky.handles import clean_handle
from twoway.networks.bluesky.homes import Gate, Home, gate_of, home_behind, home_of
from twoway.networks.bluesky.limits import instance
from twoway.plug import dpop, oauth
from twoway.plug.http import Answer, Http
from twoway.plug.signing_in import Back, Handover

#: The least that lets an account read, write and upload as its owner, without private messages.
SCOPE = "atproto transition:generic"
_NETWORK = "Bluesky"
_ENDED = "Bluesky has ended this sign-in. Connect the account again."
_LOST = (
    "The answer to the last renewal of this sign-in was lost on the way, and Bluesky ends a sign-in whose renewal is asked "
    "for twice. Connect the account again."
)
_UNREADABLE = "Bluesky gave an answer to the sign-in that cannot be used."
#: Errors that say that a sign-in is over for good; any other may pass.
_OVER = frozenset({"invalid_grant", "unauthorized_client", "access_denied"})


def begin(http: Http, answers: Mapping[str, str], back: Back) -> Handover:
    """Ask the account's server to expect somebody; without a handle they say on its page who they are."""
    client = _client_id(back)
    who = clean_handle(answers.get("handle", ""))
    # An account that is connected again may have moved, and have another handle: its lasting name says where it is now.
    again = answers.get("account", "")
    home = home_behind(http, again) if again else home_of(http, who) if who else None
    who = home.handle if home and again and home.handle else who
    gate = gate_of(http, home.server if home else http.address)
    kept = {
        **_client_secrets(back, client),
        **_gate_secrets(gate),
        "verifier": oauth.random_word(),
        "dpop_key": oauth.new_key(),
        "redirect": back.address,
        "did": home.did if home else "",
        "asked_for": who,
    }
    state = oauth.random_word()
    asked = {
        "response_type": "code",
        "redirect_uri": back.address,
        "scope": SCOPE,
        "state": state,
        "code_challenge": oauth.challenge(kept["verifier"]),
        "code_challenge_method": "S256",
        **({"login_hint": who} if who else {}),
    }
    request = _pushed(_post(http, gate.push, asked, kept, changes=False), back)
    joint = "&" if parts_of(gate.page).query else "?"
    page = f"{gate.page}{joint}{urlencode({'client_id': client, 'request_uri': request})}"
    return Handover(address=page, state=state, keep=kept)


def _pushed(answer: Answer, back: Back) -> str:
    """The name that the server gave to the request."""
    found = answer.json if isinstance(answer.json, Mapping) else {}
    if answer.status in (200, 201) and isinstance(uri := found.get("request_uri"), str) and uri:
        return uri
    error = str(found.get("error") or "")
    if error in ("invalid_client", "invalid_client_metadata") and back.site:
        raise BadInput(
            f"Bluesky's server could not read who is asking at {back.document}. That address has to be reachable from the "
            "internet. Connect with an app password if it is not.",
            for_log=_log(answer),
        )
    if error and answer.status < 500 and answer.status != 429:
        raise oauth.refusal(error, str(found.get("error_description") or ""), _NETWORK)
    raise _passing(answer)


def finish(http: Http, kept: Mapping[str, str], returned: Mapping[str, str]) -> Connection:
    """Exchange what somebody came back with for an access; BadInput when it is not that of the account they named."""
    code = oauth.code_of(returned, network=_NETWORK, issuer=kept["issuer"])
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": kept["verifier"],
        "redirect_uri": kept["redirect"],
    }
    answer = _post(http, kept["tokens"], asked, kept)
    if answer.status != 200:
        raise _no_access(answer)
    try:
        connection = _connection(answer, kept)
    except NeedsReconnect as error:
        # Here nobody was connected yet.
        raise BadInput(error.for_people, for_log=error.for_log) from None
    way = _signed_way(http, connection)
    try:
        home = _home(way, connection, kept)
    except BadInput:
        leave(way)
        raise
    return _introduced(http, replace(connection, address=home.server), home)


def _no_access(answer: Answer) -> BadInput | TryLater:
    """Why a code brought no access."""
    found = answer.json if isinstance(answer.json, Mapping) else {}
    if found.get("error") == "invalid_grant":
        return BadInput(
            "What Bluesky gave you to come back with is too old or was used. Sign in again.", for_log=_log(answer)
        )
    if found.get("error") and answer.status < 500 and answer.status != 429:
        return oauth.refusal(str(found["error"]), str(found.get("error_description") or ""), _NETWORK)
    return _passing(answer)


def _home(way: Http, connection: Connection, kept: Mapping[str, str]) -> Home:
    """Where the account lives that somebody signed in as; BadInput when this server may not speak for it."""
    did = connection.remote_id
    if kept["did"] and did != kept["did"]:
        raise BadInput(
            f"You signed in as another account than {kept['asked_for']}, so nothing was connected. Sign in as "
            f"{kept['asked_for']} there, or begin again with the other handle."
        )
    home = home_behind(way, did)
    if gate_of(way, home.server).issuer != kept["issuer"]:
        raise BadInput(
            f"{parts_of(kept['issuer']).netloc} let you in as an account that it may not speak for, so nothing was connected.",
            for_log=f"{did} lives on {home.server}",
        )
    return home


def _introduced(http: Http, connection: Connection, home: Home) -> Connection:
    """The connection with what is nice to know: its name, and what its server takes. Failing that loses nothing."""
    handle = home.handle or home.did
    found = replace(connection, handle=handle, name=handle, secrets={**connection.secrets, "handle": handle})
    way = _signed_way(http, found)
    try:
        answer = ask(way, "GET", "app.bsky.actor.getProfile", actor=home.did)
        shown = answer.json if answer.status == 200 and isinstance(answer.json, Mapping) else {}
        return replace(found, name=str(shown.get("displayName") or handle), limits=instance(way))
    except NetworkAnswer:
        return found


def renew(http: Http) -> Connection:
    """A fresh access, and a fresh secret for the next time; NeedsReconnect when there is no more to be had."""
    kept = http.secrets
    asked = {"grant_type": "refresh_token", "refresh_token": kept.get("refresh", "")}
    was_lost = False
    try:
        answer = _post(http, kept["tokens"], asked, kept)
    except Unsure:
        # If it was done, what we hold is used up and nothing is lost by asking; if not, this is how we stay connected.
        was_lost = True
        answer = _post(http, kept["tokens"], asked, kept)
    if answer.status == 200:
        # A renewal does not tell what somebody is called; what was known when they signed in may be old.
        return replace(_connection(answer, kept, known=kept.get("did", "")), handle="")
    found = answer.json if isinstance(answer.json, Mapping) else {}
    if found.get("error") in _OVER and answer.status in (400, 401, 403):
        raise NeedsReconnect(_LOST if was_lost else _ENDED, for_log=_log(answer))
    raise _passing(answer)


def leave(http: Http) -> None:
    """Give the access back. What is gone already is fine."""
    kept = http.secrets
    if kept.get("revoke"):
        _post(http, kept["revoke"], {"token": kept.get("refresh", "")}, kept, changes=False)


def client(back: Back) -> Mapping[str, object]:
    """The document about us that the network's servers fetch."""
    return {
        "client_id": back.document,
        "client_name": back.name,
        "client_uri": back.site,
        "redirect_uris": [back.address],
        "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": SCOPE,
        "dpop_bound_access_tokens": True,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": {"keys": [dict(key) for key in back.public_keys]},
    }


def _client_id(back: Back) -> str:
    """The name that we have there."""
    if back.site:
        return back.document
    if not oauth.is_loopback(back.address):
        raise BadInput(
            "Bluesky sends people back only to an https address, or to the computer they sit at. Open Twoway under such an "
            "address (TWOWAY_ADDRESS), or connect with an app password."
        )
    return f"http://localhost?redirect_uri={quote(back.address, safe='')}&scope={quote(SCOPE, safe='')}"


def _client_secrets(back: Back, client_id: str) -> dict[str, str]:
    return {"client": client_id, "client_key": back.key if back.site else ""}


def _gate_secrets(gate: Gate) -> dict[str, str]:
    return {"issuer": gate.issuer, "tokens": gate.tokens, "revoke": gate.revoke}


def _post(http: Http, url: str, asked: Mapping[str, str], kept: Mapping[str, str], *, changes: bool = True) -> Answer:
    """Ask a server that lets people in, with a proof that we hold the key, and a word about who we are."""
    parts, key = parts_of(url), kept["dpop_key"]
    way = http.elsewhere(f"{parts.scheme}://{parts.netloc}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def send(headers: Mapping[str, str]) -> Answer:
        # An assertion is of use once, too: one for each sending.
        form = {**asked, "client_id": kept["client"], **_assertion(kept, url)}
        return way.request("POST", path, form=form, headers=headers, changes=changes)

    return dpop.ask(key, "POST", url, send)


def _assertion(kept: Mapping[str, str], url: str) -> Mapping[str, str]:
    if not kept.get("client_key"):
        return {}
    skew = dpop.skew_of(kept["dpop_key"], url)
    return oauth.assertion(kept["client_key"], client=kept["client"], audience=kept["issuer"], skew=skew)


def _connection(answer: Answer, kept: Mapping[str, str], *, known: str = "") -> Connection:
    """An access written down, with everything that renewing it needs. Nothing is asked here: whoever is killed now loses it."""
    found = answer.json if isinstance(answer.json, Mapping) else {}
    did, access, refresh = (str(found.get(name) or "") for name in ("sub", "access_token", "refresh_token"))
    is_bound = str(found.get("token_type", "")).lower() == "dpop"
    if not (did and access and refresh and is_bound) or (known and did != known):
        raise NeedsReconnect(f"{_UNREADABLE} Connect the account again.", for_log=f"{answer.status} {sorted(found)}")
    if "atproto" not in str(found.get("scope", "")).split():
        raise NeedsReconnect("Bluesky let us in without letting us do anything. Connect the account again.")
    secrets = {
        name: kept.get(name, "") for name in ("client", "client_key", "issuer", "tokens", "revoke", "dpop_key")
    }
    handle = kept.get("handle", did)
    return Connection(
        remote_id=did,
        handle=handle,
        name=handle,
        address=kept["issuer"],
        secrets={**secrets, "did": did, "handle": handle, "access": access, "refresh": refresh},
        expires_at=oauth.ends_at(found.get("expires_in")),
    )


def _signed_way(http: Http, connection: Connection) -> Http:
    """The way to the account's server, as the account."""
    return http.elsewhere(connection.address, secrets=connection.secrets)


def _passing(answer: Answer) -> TryLater:
    """A no that may be a yes later."""
    if answer.status == 429:
        words = "Bluesky asks us to wait before the next sign-in."
        return TryLater(words, wait=asked_to_wait(answer.headers), reach=Reach.ACCOUNT, for_log=_log(answer))
    return TryLater("Bluesky has trouble with signing in right now, so nothing was done.", for_log=_log(answer))


def _log(answer: Answer) -> str:
    """Status and names of the error alone: such an answer may hold an access."""
    found = answer.json if isinstance(answer.json, Mapping) else {}
    return f"{answer.status} {str(found.get('error'))[:80]} {str(found.get('error_description'))[:200]}"
