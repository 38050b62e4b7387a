"""The account behind a token, and what its server allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twoway.domain.errors import Refused, TryLater
from twoway.domain.versions import Connection, Presence
from twoway.networks.mastodon.asking import ask, at_the_root, known_refusal, later, mapping, server_name, told
from twoway.networks.mastodon.messages import handle_of, name_of
from twoway.plug.http import Http

#: Who the token belongs to; asked by connecting, by examining and by being alive.
WHO = "/api/v1/accounts/verify_credentials"


def connect(http: Http, answers: Mapping[str, str]) -> Connection:
    """Who this token belongs to, and what the server allows. `http` already points at the server asked for."""
    token = "".join(answers.get("token", "").split())
    if not token:
        raise Refused("Paste the access token: Preferences > Development on your server.")
    return account_behind(at_the_root(http), {"token": token})


def account_behind(http: Http, secrets: Mapping[str, str]) -> Connection:
    """Whose the token in these secrets is, with all of them kept; Refused when that cannot be told."""
    answer = http.request("GET", WHO, headers={"Authorization": f"Bearer {secrets['token']}"})
    if known := known_refusal(told(answer)):
        raise Refused(known)
    if answer.status in {401, 403}:
        raise Refused(_not_accepted(http, secrets))
    if answer.status == 429 or answer.status >= 500:
        raise later(http, answer)
    account = mapping(answer.json)
    if answer.status != 200 or not account.get("id") or not account.get("username"):
        raise Refused(f"{server_name(http)} does not answer like a Mastodon server; check its address.")
    server = ask_server(http)
    return Connection(
        remote_id=f"{account['id']}@{server_name(http)}",
        handle=handle_of(account, str(server.get("domain") or "")),
        name=name_of(account),
        address=http.address,
        secrets=dict(secrets),
        limits=limits_of(server),
    )


def _not_accepted(http: Http, secrets: Mapping[str, str]) -> str:
    if secrets.get("client_id"):
        return f"{server_name(http)} let us in and then did not accept us. Nothing was connected; begin again."
    return (
        f"{server_name(http)} does not accept this token. Copy it again from Preferences > Development, "
        "“Your access token”, and see that read and write are ticked."
    )


def introduce(http: Http) -> Presence:
    """What the account is called now, and where it says to have moved to."""
    account = mapping(ask(http, "GET", WHO).json)
    if not account.get("id") or not account.get("username"):
        raise TryLater(f"{server_name(http)} does not tell who the account is.")
    moved, server = mapping(account.get("moved")), ask_server(http)
    return Presence(
        remote_id=f"{account['id']}@{server_name(http)}",
        # A server that tells nothing of itself today would have us take its address for the name of its people.
        handle=handle_of(account, str(server.get("domain") or "")) if server else "",
        name=name_of(account),
        moved_to=handle_of(moved) if moved.get("id") else "",
    )


def instance(http: Http) -> dict[str, int]:
    """What this server allows; empty where it does not tell."""
    return limits_of(ask_server(http))


def ask_server(http: Http) -> Mapping[str, Any]:
    """The server about itself, by the new or the old question; empty when it does not answer like one that speaks this API."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        answer = http.request("GET", path)
        if answer.status == 429 or answer.status >= 500:
            raise later(http, answer)
        if answer.status == 200 and mapping(answer.json):
            return mapping(answer.json)
    return {}


def limits_of(server: Mapping[str, Any]) -> dict[str, int]:
    """What a server says of itself, by the names of `Connection.limits`; what makes no sense is left out."""
    settings = mapping(server.get("configuration"))
    statuses, media = mapping(settings.get("statuses")), mapping(settings.get("media_attachments"))
    limits = {
        "text": statuses.get("max_characters") or server.get("max_toot_chars"),
        "link_length": statuses.get("characters_reserved_per_url"),
        "pictures": statuses.get("max_media_attachments"),
        "picture_bytes": media.get("image_size_limit"),
        "alt": media.get("description_limit"),
    }
    return {name: value for name, value in limits.items() if type(value) is int and 0 < value < 1_000_000_000}


def is_alive(http: Http) -> None:
    """Whether the server answers and still knows our token."""
    ask(http, "GET", WHO)
