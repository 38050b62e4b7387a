"""Signing in on the server's own page, and giving the access back.

Each sign-in makes its server an application of its own (`POST /api/v1/apps`), and its keys stay with the account: they are
what takes the access back later, one account that is removed leaves the others alone, and a desk that moves to another
address registers the new one by itself. The address that people come back to is another one each time as well: few servers
say who they are when they send somebody back (`iss`, RFC 9207), and so an answer of one server cannot be brought to the place
of another (RFC 9700, 4.4.2: a redirect address for each issuer). Servers of 4.3 and later keep such applications and know
PKCE; older ones are not asked for it. Followed: docs.joinmastodon.org/methods/{apps,oauth} and /api/oauth-scopes, as of
2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from twoway.domain.errors import BadInput, NetworkAnswer, Refused
from twoway.domain.versions import Connection
from twoway.networks.mastodon.asking import at_the_root, later, mapping, sequence, server_name, told
from twoway.networks.mastodon.scopes import asked_of
from twoway.networks.mastodon.server import account_behind, ask_server
from twoway.plug import oauth
from twoway.plug.http import Answer, Http
from twoway.plug.signing_in import Back, Handover


def begin(http: Http, answers: Mapping[str, str], back: Back) -> Handover:
    """Tell the server about us and say where the person goes to let us in. Refused when it is no Mastodon server."""
    http = at_the_root(http)
    if not ask_server(http):
        raise Refused(no_server(http))
    metadata = _metadata(http)
    scope = " ".join(asked_of(metadata))
    place = back.own or back.address
    app = _registered(http, back, place, scope)
    kept = {
        "client_id": str(app["client_id"]),
        "client_secret": str(app["client_secret"]),
        "redirect": place,
        "scope": scope,
        "says_who": "yes" if metadata.get("authorization_response_iss_parameter_supported") is True else "",
    }
    asked = {
        "response_type": "code",
        "client_id": kept["client_id"],
        "redirect_uri": place,
        "scope": scope,
        "state": oauth.random_word(),
    }
    if "S256" in sequence(metadata.get("code_challenge_methods_supported")):
        kept["verifier"] = oauth.random_word()
        asked |= {"code_challenge": oauth.challenge(kept["verifier"]), "code_challenge_method": "S256"}
    address = f"{http.address}/oauth/authorize?{urlencode(asked)}"
    return Handover(address=address, state=asked["state"], keep=kept, is_own=bool(back.own))


def no_server(http: Http) -> str:
    """What a person reads who named a server that speaks something else."""
    return f"{server_name(http)} does not answer like a Mastodon server; check its address."


def _metadata(http: Http) -> Mapping[str, Any]:
    """What the server says about signing in there; nothing before 4.3."""
    answer = http.request("GET", "/.well-known/oauth-authorization-server")
    return mapping(answer.json) if answer.status == 200 else {}


def _registered(http: Http, back: Back, place: str, scope: str) -> Mapping[str, Any]:
    """Our application there, just made, that people come back from to this place."""
    about: dict[str, object] = {"client_name": back.name, "redirect_uris": place, "scopes": scope}
    if back.site:
        about["website"] = back.site
    # Nobody sees an application that nobody let in, so that asking again does no harm.
    answer = http.request("POST", "/api/v1/apps", json=about, changes=False)
    if answer.status == 429 or answer.status >= 500:
        raise later(http, answer)
    app = mapping(answer.json)
    if answer.status >= 300 and told(answer):
        raise Refused(
            f"{server_name(http)} does not let us ask for access: {told(answer)} You can paste an access token instead."
        )
    if answer.status >= 300 or not app.get("client_id") or not app.get("client_secret"):
        raise Refused(no_server(http))
    return app


def finish(http: Http, kept: Mapping[str, str], returned: Mapping[str, str]) -> Connection:
    """The access that the person gave us. What was given is given back when the account behind it cannot be used."""
    http = at_the_root(http)
    _require_from_there(http, kept, returned)
    given = _exchanged(http, kept, oauth.code_of(returned, network=server_name(http)))
    try:
        return account_behind(http, given)
    except NetworkAnswer:
        with suppress(NetworkAnswer):
            give_back(http, given)
        raise


def _require_from_there(http: Http, kept: Mapping[str, str], returned: Mapping[str, str]) -> None:
    """BadInput for an answer that another server gave (RFC 9207): its code must not be taken to this one.

    Servers say who they are only since lately; one that said that it would, has to.
    """
    told = returned.get("iss", "").rstrip("/")
    if told == http.address or (not told and not kept.get("says_who")):
        return
    raise BadInput(
        f"That answer does not come from {server_name(http)}, where this sign-in began, so it was not used. Begin it again.",
        for_log="iss does not fit",
    )


def _exchanged(http: Http, kept: Mapping[str, str], code: str) -> dict[str, str]:
    """The token for a code, with all that is needed to give it back."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": kept["client_id"],
        "client_secret": kept["client_secret"],
        "redirect_uri": kept["redirect"],
    }
    if kept.get("verifier"):
        asked["code_verifier"] = kept["verifier"]
    # The one place with a form: it is what the standard of OAuth asks for.
    answer = http.request("POST", "/oauth/token", form=asked, changes=False)
    if answer.status == 429 or answer.status >= 500:
        raise later(http, answer)
    token = str(mapping(answer.json).get("access_token") or "")
    if answer.status != 200 or not token:
        raise BadInput(_no_token(http, answer))
    return {
        "token": token,
        # A server that does not tell gave what was asked for.
        "scope": str(mapping(answer.json).get("scope") or kept.get("scope", "")),
        "client_id": kept["client_id"],
        "client_secret": kept["client_secret"],
    }


def _no_token(http: Http, answer: Answer) -> str:
    """Why a code was worth nothing."""
    error, server = str(mapping(answer.json).get("error") or ""), server_name(http)
    if error == "invalid_grant":
        return (
            f"{server} says that this sign-in was used before or took too long. Nothing was connected; begin again."
        )
    if error == "invalid_client":
        return f"{server} has forgotten that we asked. Nothing was connected; begin again."
    return f"{server} gave us no access ({told(answer) or answer.status}). Nothing was connected; begin again."


def leave(http: Http) -> None:
    """Give the access back. A token that somebody pasted can only be deleted by them, on their server."""
    give_back(http, http.secrets)


def give_back(http: Http, given: Mapping[str, str]) -> None:
    """Make a token worthless; one that is worthless already is fine."""
    if not given.get("client_secret"):
        return
    form = {name: given[name] for name in ("client_id", "client_secret", "token")}
    answer = http.request("POST", "/oauth/revoke", form=form, changes=False)
    if answer.status == 429 or answer.status >= 500:
        raise later(http, answer)
