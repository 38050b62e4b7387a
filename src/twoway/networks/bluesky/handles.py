"""Who somebody is: handles as people write them, and the lasting names behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

from twoway.domain.atproto import maps, word
from twoway.domain.versions import Author
from twoway.networks.bluesky.asking import NO_ACCESS, ask, code_of, good
from twoway.networks.bluesky.facts import FACTS, HANDLE
from twoway.plug.http import Http


def look_up(http: Http, handle: str) -> Author | None:
    """Who has this handle."""
    did = did_of(http, clean_handle(handle))
    if did is None:
        return None
    answer = ask(http, "GET", "app.bsky.actor.getProfile", actor=did)
    if answer.status == 200 and (found := _authors([answer.json])):
        return found[0]
    return Author(remote_id=did, handle=clean_handle(handle), address=f"{FACTS.home}/profile/{did}")


def people(http: Http, words: str) -> tuple[Author, ...]:
    """People whose handle or name begins so, the likeliest first."""
    wanted = words.strip().lstrip("@＠").strip()
    if not wanted:
        return ()
    found = good(ask(http, "GET", "app.bsky.actor.searchActorsTypeahead", q=wanted, limit="10"))
    return _authors(found.get("actors"))


def _authors(found: object) -> tuple[Author, ...]:
    """Those of them of whom it is told who they are."""
    authors = []
    for one in maps(found):
        with suppress(ValueError):
            authors.append(author_of(one))
    return tuple(authors)


def did_of(http: Http, handle: str) -> str | None:
    """The lasting name behind a handle; None when nobody has it."""
    if not re.fullmatch(HANDLE, handle):
        return None
    answer = ask(http, "GET", "com.atproto.identity.resolveHandle", handle=handle.lower())
    if answer.status in (400, 404) and code_of(answer) not in NO_ACCESS:
        return None
    did = good(answer).get("did")
    return did if isinstance(did, str) and did.startswith("did:") else None


def author_of(found: object) -> Author:
    """Somebody as the AppView shows them; ValueError when it does not say who."""
    did, handle = word(found, "did"), word(found, "handle")
    more = found if isinstance(found, Mapping) else {}
    # An account whose domain no longer points at it is shown under this name, which leads nowhere.
    who = did if handle == "handle.invalid" else handle
    return Author(
        remote_id=did,
        handle=handle,
        name=str(more.get("displayName") or ""),
        address=f"{FACTS.home}/profile/{who}",
        picture=str(more.get("avatar") or ""),
    )


def clean_handle(written: str) -> str:
    """A handle as people paste it: with @, with blanks, with the signs that the app copies along, or as an address."""
    handle = "".join(sign for sign in written if sign.isprintable()).strip().removeprefix(f"{FACTS.home}/profile/")
    handle = handle.strip("/").lstrip("@＠").strip()
    is_whole = not handle or "." in handle or handle.startswith("did:")
    return handle if is_whole else f"{handle}.bsky.social"
