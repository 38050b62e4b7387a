"""Who is who."""

from __future__ import annotations

from twoway.domain.versions import Author
from twoway.networks.mastodon.asking import ask, mapping, sequence
from twoway.networks.mastodon.messages import author_of
from twoway.plug.http import Http

#: As many as a person looks through while typing.
_MOST = 8


def look_up(http: Http, handle: str) -> Author | None:
    """Who has this handle, asked at other servers too where it names one."""
    wanted = handle.strip().lstrip("@")
    answer = ask(http, "GET", "/api/v1/accounts/lookup", params={"acct": wanted}, allow=(404,))
    found = mapping(answer.json)
    if answer.status == 200 and found.get("id"):
        return author_of(found)
    if "@" not in wanted:
        return None
    params = {"q": f"@{wanted}", "type": "accounts", "resolve": "true", "limit": "5"}
    answer = ask(http, "GET", "/api/v2/search", params=params, allow=(404,))
    there = _authors(mapping(answer.json).get("accounts"))
    return next((one for one in there if one.handle.casefold() == wanted.casefold()), None)


def people(http: Http, words: str) -> tuple[Author, ...]:
    """People that this server knows, for typing mentions; other servers are not asked while somebody types."""
    wanted = words.strip().lstrip("@")
    if not wanted:
        return ()
    params = {"q": wanted, "limit": str(_MOST), "resolve": "false"}
    return _authors(ask(http, "GET", "/api/v1/accounts/search", params=params).json)


def _authors(found: object) -> tuple[Author, ...]:
    return tuple(author_of(one) for one in map(mapping, sequence(found)) if one.get("id"))
