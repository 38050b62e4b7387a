"""Hearing at once that something is there to fetch: the server's stream of notifications.

Followed: docs.joinmastodon.org/methods/streaming, as of 2026-11-22. The stream says that there is news and is never taken for
the news itself. Servers that stream through web sockets alone are asked every now and then, as if they had no stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from twoway.domain.errors import NeedsReconnect, Refused, TryLater
from twoway.domain.heads import parts_of
from twoway.networks.mastodon.asking import later, mapping, server_name
from twoway.networks.mastodon.server import ask_server
from twoway.plug.http import Http

_NEWS = frozenset({"notification", "notifications_merged", "conversation"})
_SCHEMES = {"wss": "https", "ws": "http", "https": "https", "http": "http"}


def wakes(http: Http) -> Iterator[None]:
    """Yields once the stream is open, since something may have come before, and then with each notification.

    Refused where the server has no stream for us.
    """
    way = way_to_stream(http, ask_server(http))
    # A server that keeps its stream elsewhere wants the same token there.
    headers = {"Authorization": f"Bearer {http.secrets.get('token', '')}", "Accept": "text/event-stream"}
    with way.listen("/api/v1/streaming/user/notification", headers=headers) as stream:
        answer = stream.answer
        if answer.status == 401:
            raise NeedsReconnect(
                f"{server_name(http)} no longer accepts the access token; connect the account again."
            )
        if answer.status == 429 or answer.status >= 500:
            raise later(http, answer)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if answer.status != 200 or kind != "text/event-stream":
            raise Refused(f"{server_name(http)} does not stream news to us.")
        yield
        yield from _news(stream.lines)
    raise TryLater(f"{server_name(http)} ended its stream.")


def _news(lines: Iterator[str]) -> Iterator[None]:
    """Once for each event that is news to us; other events, and the signs of life between them, are passed over."""
    event = ""
    for line in lines:
        name, _, value = line.partition(":")
        if not line:
            if event in _NEWS:
                yield
            event = ""
        elif name == "event":
            event = value.strip()


def way_to_stream(http: Http, server: Mapping[str, Any]) -> Http:
    """The way to where the server says that it streams; to the server itself where it says nothing."""
    urls = mapping(mapping(server.get("configuration")).get("urls")) or mapping(server.get("urls"))
    parts = parts_of(str(urls.get("streaming") or urls.get("streaming_api") or ""))
    scheme = _SCHEMES.get(parts.scheme, "")
    address = f"{scheme}://{parts.netloc}"
    if not scheme or not parts.netloc or address == http.address:
        return http
    return http.elsewhere(address)
