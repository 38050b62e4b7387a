"""Pressing what stands below a post, and what people pressed and said below ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from twoway.domain.errors import BadInput, Refused
from twoway.domain.versions import Counts
from twoway.networks.mastodon.asking import ask, mapping, status_path
from twoway.plug.http import Http

#: What to press and to take back, by the words of `FACTS.reactions`.
_PRESSED = {"like": ("favourite", "unfavourite"), "boost": ("reblog", "unreblog")}
#: Posts asked for in one call, by servers of 4.3 and later; older ones are asked for each.
AT_ONCE = 20


def react(http: Http, remote_id: str, refs: Mapping[str, object], reaction: str, on: bool) -> None:
    """Favourite or boost a post, or take that back. Taking back from what is gone is a success."""
    if reaction not in _PRESSED:
        raise BadInput(f"Here you can {' or '.join(_PRESSED)} what people write, and nothing else.", field="reaction")
    if reaction == "boost" and on and refs.get("visibility") in {"private", "direct"}:
        raise Refused("This was not written for everybody, so it cannot be boosted.")
    press, take_back = _PRESSED[reaction]
    path = f"{status_path(remote_id)}/{press if on else take_back}"
    ask(http, "POST", path, missing="The post is gone.", allow=() if on else (404, 410))


def counts(http: Http, remote_ids: tuple[str, ...]) -> dict[str, Counts]:
    """Favourites, boosts, answers and quotes of our posts; who saw them is told to nobody."""
    found: dict[str, Counts] = {}
    for start in range(0, len(remote_ids), AT_ONCE):
        for status in posts(http, remote_ids[start : start + AT_ONCE]):
            if str(status.get("id")) in remote_ids:
                found[str(status["id"])] = _counts(status)
    return found


def posts(http: Http, remote_ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """These posts, as far as they are there; no more than one call takes."""
    wanted = "&".join(f"id[]={quote(one, safe='')}" for one in remote_ids)
    answer = ask(http, "GET", f"/api/v1/statuses?{wanted}", allow=(400, 404, 405, 422))
    if answer.status == 200 and isinstance(answer.json, list):
        return [mapping(one) for one in answer.json]
    singly = (ask(http, "GET", status_path(one), allow=(404, 410)) for one in remote_ids)
    return [mapping(answer.json) for answer in singly if answer.status == 200]


def _counts(status: Mapping[str, Any]) -> Counts:
    return Counts(
        likes=_number(status.get("favourites_count")),
        reposts=_number(status.get("reblogs_count")),
        replies=_number(status.get("replies_count")),
        quotes=_number(status.get("quotes_count")),
    )


def _number(told: object) -> int | None:
    return told if type(told) is int and told >= 0 else None
