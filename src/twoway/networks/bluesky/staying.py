"""Staying connected and leaving, in whichever of the two ways somebody signed in: on Bluesky's page, or with an app password."""

from __future__ import annotations

from twoway.domain.versions import Connection
from twoway.networks.bluesky import oauth, sessions
from twoway.plug.http import Http


def renew(http: Http) -> Connection:
    """Fresh secrets; NeedsReconnect when there are none to be had."""
    return oauth.renew(http) if http.secrets.get("dpop_key") else sessions.renew(http)


def leave(http: Http) -> None:
    """Give the access back. What is gone already is fine."""
    if http.secrets.get("dpop_key"):
        oauth.leave(http)
    else:
        sessions.leave(http)
