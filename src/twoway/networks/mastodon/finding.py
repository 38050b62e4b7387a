"""Looking for a post whose sending nobody answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from twoway.domain.errors import TryLater, Unsure
from twoway.domain.versions import Receipt, Version
from twoway.networks.mastodon.asking import ask, mapping, server_name, server_time, time_of
from twoway.networks.mastodon.comparing import is_it, receipt_of
from twoway.plug.http import Answer, Http

_PAGE = 40
_MOST_PAGES = 5
#: How far before the attempt a post may be dated and still be ours: the clocks of two machines differ.
_CLOCK_SLACK = timedelta(seconds=60)


def find(http: Http, version: Version, key: str, since: datetime) -> Receipt | None:
    """Look among our own posts since then; None when it is not there, and the same key may be sent again."""
    answer = ask(http, "GET", "/api/v1/accounts/verify_credentials")
    own_id = str(mapping(answer.json).get("id") or "")
    if not own_id:
        raise TryLater(f"{server_name(http)} did not tell which posts are there.")
    earliest = since + _clock_difference(answer) - _CLOCK_SLACK
    for status in _own_statuses(http, own_id, earliest):
        if is_it(status, version):
            return receipt_of(status, version)
    return None


def _own_statuses(http: Http, own_id: str, earliest: datetime) -> Iterator[Mapping[str, Any]]:
    """Our posts, newest first, back to a time."""
    params = {"limit": str(_PAGE), "exclude_reblogs": "true"}
    for _ in range(_MOST_PAGES):
        answer = ask(http, "GET", f"/api/v1/accounts/{quote(own_id, safe='')}/statuses", params=params)
        if not isinstance(answer.json, list):
            raise TryLater(f"{server_name(http)} did not tell which posts are there.")
        page = [mapping(status) for status in answer.json]
        for status in page:
            if (time_of(status.get("created_at")) or earliest) < earliest:
                return
            yield status
        if not page:
            return
        params["max_id"] = str(page[-1].get("id"))
    raise Unsure(f"There are too many posts at {server_name(http)} to tell whether this one is among them.")


def _clock_difference(answer: Answer) -> timedelta:
    """By how much the server's clock is ahead of ours."""
    now = server_time(answer)
    return now - datetime.now(UTC) if now else timedelta(0)
