"""Putting posts out once, finding them again, and taking them down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from twoway.domain.atproto import EPOCH, maps, time_of
from twoway.domain.errors import Refused, TryLater, Unsure
from twoway.domain.parts import part_version
from twoway.domain.versions import Receipt, Version
from twoway.networks.bluesky.asking import NO_ACCESS, ask, code_of, good, is_not_found, log_of, rest_of, trouble
from twoway.networks.bluesky.facts import FACTS
from twoway.networks.bluesky.preparing import prepared
from twoway.networks.bluesky.records import APPLY, POST, refs_below, to_payload, writes_of
from twoway.plug.http import Answer, Http


def publish(http: Http, version: Version, key: str) -> Receipt:
    """Put the record under its key. However often it is sent with one key, there is one post."""
    try:
        ready = prepared(http, version)
    except Refused:
        # A repeat may be too late for the way there and still be out from the first time.
        if found := _out_already(http, version, key):
            return found
        raise
    body = {"repo": http.secrets.get("did", ""), **to_payload(ready, key)}
    answer = ask(http, "POST", "com.atproto.repo.putRecord", json=body)
    if answer.status == 200:
        return replace(_receipt(http, answer.json, ready, key), rest=rest_of(answer))
    # 500 is also what a server says to the second of two that came at once.
    if answer.status < 500 and code_of(answer) != "InvalidSwap":
        raise trouble(answer)
    if found := _out_already(http, ready, key):
        return found
    raise TryLater("Bluesky had trouble of its own and did not take the post; it is not out.", for_log=log_of(answer))


def publish_all(http: Http, version: Version, keys: tuple[str, ...]) -> tuple[Receipt, ...]:
    """Write a thread into the repository, all of it or nothing. However often it is sent, it is there once."""
    try:
        ready = prepared(http, version)
    except Refused:
        if found := _all_out(http, version, keys):
            return found
        raise
    did = http.secrets.get("did", "")
    writes = writes_of(did, ready, keys)
    answer = ask(http, "POST", APPLY, json={"repo": did, "writes": writes})
    if answer.status == 200:
        return _all_out(http, ready, keys, answer) or _unreadable()
    if answer.status in (401, 429) or code_of(answer) in NO_ACCESS:
        raise trouble(answer)
    # A repeat of what is there is answered with an error, by some servers with a 500.
    if found := _all_out(http, ready, keys):
        return found
    if answer.status < 500:
        raise trouble(answer)
    raise TryLater(
        "Bluesky had trouble of its own and did not take the thread; it is not out.", for_log=log_of(answer)
    )


def _unreadable() -> tuple[Receipt, ...]:
    raise Unsure("Bluesky took the thread and gave an answer that cannot be read, so it may be out.")


def _all_out(http: Http, version: Version, keys: Sequence[str], answer: Answer | None = None) -> tuple[Receipt, ...]:
    """A receipt for each part, from the server's answer or by looking for them; empty when the thread is not there."""
    told = maps(answer.json.get("results")) if answer and isinstance(answer.json, Mapping) else []
    if answer is not None and len(told) != len(keys):
        return ()
    receipts: list[Receipt] = []
    for place, key in enumerate(keys):
        part = part_version(version, place, receipts) or version
        found = _receipt(http, told[place], part, key) if told else _out_already(http, part, key)
        if found is None:
            return ()
        receipts.append(found)
    return tuple(receipts)


def find(http: Http, version: Version, key: str, since: datetime) -> Receipt | None:
    """The post under this key; None when the account's server says that it is not there."""
    own = http.secrets.get("did", "")
    answer = ask(http, "GET", "com.atproto.repo.getRecord", repo=own, collection=POST, rkey=key)
    if answer.status in (400, 404) and is_not_found(answer):
        return None
    return _receipt(http, good(answer), version, key)


def _out_already(http: Http, version: Version, key: str) -> Receipt | None:
    """`find` after something went wrong on the way: what cannot be looked up now may be out."""
    try:
        return find(http, version, key, EPOCH)
    except TryLater as error:
        words = "Bluesky had trouble of its own and cannot say whether the post is out."
        raise Unsure(words, for_log=error.for_log) from error


def _receipt(http: Http, found: object, version: Version, key: str) -> Receipt:
    """The network's yes; Unsure when it is not one that names the post."""
    uri, cid = (str(found.get(name, "")) for name in ("uri", "cid")) if isinstance(found, Mapping) else ("", "")
    if not uri.startswith("at://") or not uri.endswith(f"/{POST}/{key}"):
        raise Unsure("Bluesky took the post and gave an answer that cannot be read, so it may be out.")
    here = {"uri": uri, "cid": cid}
    # Handles change and may be somebody else's one day; this address leads to the post for ever.
    return Receipt(
        remote_id=uri,
        address=f"{FACTS.home}/profile/{http.secrets.get('did', '')}/post/{key}",
        at=time_of(key) or EPOCH,
        refs=refs_below(version, here),
    )


def delete(http: Http, remote_id: str) -> None:
    """Take a post of this account down; one that is gone already is fine."""
    place = f"at://{http.secrets.get('did')}/{POST}/"
    if not remote_id.startswith(place):
        raise Refused("That post was not written by this account, so it cannot be deleted from here.")
    body = {"repo": http.secrets.get("did"), "collection": POST, "rkey": remote_id.removeprefix(place)}
    good(ask(http, "POST", "com.atproto.repo.deleteRecord", json=body))
