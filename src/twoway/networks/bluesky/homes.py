"""Where an account lives and where it signs in: from its handle to its lasting name, its server, and the page for signing in.

Followed: https://atproto.com/specs/did, https://atproto.com/specs/handle and https://atproto.com/specs/oauth, read on
2026-11-22. Everything found on the way is asked for like an address that a person gave us.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from twoway.domain.atproto import maps
from twoway.domain.errors import BadInput, TryLater
from twoway.domain.heads import parts_of
from twoway.networks.bluesky.facts import DIRECTORY, HANDLE
from twoway.networks.bluesky.handles import did_of
from twoway.plug.http import Answer, Http

_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-zA-Z0-9.-]{3,253})")
_SERVER = "AtprotoPersonalDataServer"
_NO_PAGE = "{host} has no page for signing in that Twoway can use. Connect the account with an app password."


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where an account lives. `handle` is what it says of itself; it may be empty."""

    did: str
    handle: str
    server: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A server that lets people in: who it is, and its addresses."""

    issuer: str
    page: str
    push: str
    tokens: str
    revoke: str = ""


def home_of(http: Http, who: str) -> Home:
    """Where the account with this handle or lasting name lives; BadInput when nobody has it."""
    if who.startswith("did:"):
        return home_behind(http, who)
    if not re.fullmatch(HANDLE, who):
        raise BadInput(f"“{who}” is not a handle. One looks like sunnybank.bsky.social.", field="handle")
    did = did_of(http, who)
    if did is None:
        raise BadInput(f"Nobody on Bluesky has the handle {who}. Check how it is written.", field="handle")
    found = home_behind(http, did)
    if found.handle != who.lower():
        raise BadInput(f"The handle {who} leads to an account that does not have it any more.", field="handle")
    return found


def home_behind(http: Http, did: str) -> Home:
    """Where the account with this lasting name lives, as the public directory of them says."""
    if not _DID.fullmatch(did):
        raise BadInput(f"“{did[:80]}” is not the lasting name of an account.", field="handle")
    told = _document(http, did)
    server = next((url for one in maps(told.get("service")) if (url := _server_in(one, did))), "")
    if told.get("id") != did or not server:
        raise BadInput("The directory of accounts does not say where this account lives.", field="handle")
    known_as = told.get("alsoKnownAs")
    names = [str(one) for one in known_as] if isinstance(known_as, list) else []
    handle = next((one.removeprefix("at://").lower() for one in names if one.startswith("at://")), "")
    return Home(did=did, handle=handle, server=server)


def _document(http: Http, did: str) -> Mapping[str, object]:
    _, method, name = did.split(":", 2)
    if method == "web":
        answer = http.elsewhere(f"https://{name}").request("GET", "/.well-known/did.json")
    else:
        answer = http.elsewhere(DIRECTORY).request("GET", f"/{did}")
    if answer.status in (404, 410):
        raise BadInput("There is no account of this name any more.", field="handle")
    if answer.status != 200 or not isinstance(answer.json, Mapping):
        raise TryLater("The directory of accounts does not answer right now. Try again later.")
    return answer.json


def _server_in(service: Mapping[str, object], did: str) -> str:
    if service.get("id") not in ("#atproto_pds", f"{did}#atproto_pds"):
        return ""
    return origin(str(service.get("serviceEndpoint") or "")) if service.get("type") == _SERVER else ""


def origin(address: str) -> str:
    """scheme://host of an address, with the port if it has one; '' for what is none or has more to it."""
    parts = parts_of(address)
    is_whole = parts.scheme in ("https", "http") and parts.hostname and not parts.username
    return f"{parts.scheme}://{parts.netloc}" if is_whole and parts.path in ("", "/") and not parts.query else ""


def gate_of(http: Http, server: str) -> Gate:
    """Who lets people in to a server; BadInput when it has no page for that."""
    servers = _told(http, server, "oauth-protected-resource").get("authorization_servers")
    # A server where accounts do not live, but sign in, says nothing of the kind about itself.
    issuer = str(servers[0]) if isinstance(servers, list) and len(servers) == 1 else server
    if origin(issuer) != issuer:
        raise BadInput(_NO_PAGE.format(host=_host(server)), field="address")
    return _gate(_told(http, issuer, "oauth-authorization-server"), issuer)


def _told(http: Http, server: str, name: str) -> Mapping[str, object]:
    answer = http.elsewhere(server).request("GET", f"/.well-known/{name}")
    if answer.status >= 500 or answer.status == 429:
        raise TryLater(f"{_host(server)} has trouble of its own right now. Try again later.", for_log=_log(answer))
    return answer.json if answer.status == 200 and isinstance(answer.json, Mapping) else {}


def _gate(told: Mapping[str, object], issuer: str) -> Gate:
    """What a server says about letting people in, checked: it speaks for itself, and can do what is needed."""
    has = {
        "code_challenge_methods_supported": "S256",
        "dpop_signing_alg_values_supported": "ES256",
        "scopes_supported": "atproto",
    }
    lacks = [name for name, word in has.items() if word not in _list(told, name)]
    lacks += [
        name
        for name in ("authorization_response_iss_parameter_supported", "client_id_metadata_document_supported")
        if told.get(name) is not True
    ]
    addresses = [
        str(told.get(name) or "")
        for name in ("authorization_endpoint", "pushed_authorization_request_endpoint", "token_endpoint")
    ]
    if told.get("issuer") != issuer or lacks or not all(map(_is_address, addresses)):
        raise BadInput(
            _NO_PAGE.format(host=_host(issuer)),
            field="address",
            for_log=f"issuer {str(told.get('issuer'))[:200]!r}, lacks {', '.join(lacks)}",
        )
    revoke = str(told.get("revocation_endpoint") or "")
    page, push, tokens = addresses
    return Gate(issuer=issuer, page=page, push=push, tokens=tokens, revoke=revoke if _is_address(revoke) else "")


def _list(told: Mapping[str, object], name: str) -> list[object]:
    found = told.get(name)
    return found if isinstance(found, list) else []


def _is_address(address: str) -> bool:
    parts = parts_of(address)
    return parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username and not parts.fragment


def _host(address: str) -> str:
    return parts_of(address).netloc or address


def _log(answer: Answer) -> str:
    return f"{answer.status} {answer.body[:100]!r}"
