"""Calls of the protocol: how each is signed, and what an answer that is no yes means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlencode

from twoway.domain.atproto import asked_to_wait
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Reach, Refused, TryLater
from twoway.plug import dpop
from twoway.plug.http import Answer, Http

EXPIRED = "Bluesky no longer accepts this sign-in. Connect the account again."
GONE_ACCOUNT = {
    "AccountTakedown": "Bluesky has taken this account down. Appeal there, then connect it again.",
    "AccountDeactivated": "This account is deactivated on its server. If it moved to another one, connect it again; otherwise "
    "activate it there first.",
    "AccountSuspended": "Bluesky has suspended this account. Sort it out there, then connect it again.",
}
NO_ACCESS = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", *GONE_ACCOUNT})
#: In place of a token: what anybody may ask.
NOBODY = ""
#: What servers say when they refuse a record (two generations of them), and what that means to the writer.
_REFUSALS = (
    (r"(?=.*grapheme)(?=.*record[./]text)", "This is longer than the 300 signs that Bluesky takes."),
    (r"record[./]text.*longer than|string too big.*record[./]text", "This is more than the 3,000 bytes that Bluesky takes."),
    (r"array too big.*embed|embed.*more than", "This Bluesky server takes fewer pictures in a post."),
    (r"too large|blob too big|maximum size", "A picture is larger than this Bluesky server takes. Send a smaller one."),
    (r"image/\*|mime ?type", "Bluesky does not take a picture of this kind. Send a JPEG or PNG."),
)  # fmt: skip


def ask(
    http: Http,
    method: str,
    name: str,
    *,
    json: object = None,
    content: bytes | None = None,
    mime: str = "",
    token: str | None = None,
    changes: bool | None = None,
    **params: str | Iterable[str],
) -> Answer:
    """One call of the protocol: as this account, with another `token` of its own, or as NOBODY."""
    query = urlencode({key: value for key, value in params.items() if value}, doseq=True)
    path = f"/xrpc/{name}" + (f"?{query}" if query else "")
    kind = {"Content-Type": mime} if mime else {}

    def send(headers: Mapping[str, str]) -> Answer:
        return http.request(method, path, json=json, content=content, headers={**headers, **kind}, changes=changes)

    return signed(
        http, method, f"{http.address}/xrpc/{name}", http.secrets.get("access", "") if token is None else token, send
    )


def signed(http: Http, method: str, url: str, token: str, send: Callable[[Mapping[str, str]], Answer]) -> Answer:
    """The answer to a request that says who asks. Every call is signed here; `url` is without its parameters.

    An access from Bluesky's own page goes with a key, and each request with a proof that we have it; a session needs none.
    """
    key = http.secrets.get("dpop_key", "")
    if key and token == http.secrets.get("access"):
        return dpop.ask(key, method, url, send, token=token)
    return send({"Authorization": f"Bearer {token}"} if token else {})


def good(answer: Answer) -> Mapping[str, object]:
    """The answer's contents, or the right kind of no."""
    if answer.status == 200 and isinstance(answer.json, Mapping):
        return answer.json
    raise trouble(answer)


def trouble(answer: Answer) -> NetworkAnswer:
    """What an answer that is no yes means. The code is read before the words: a token that ran out comes as a 400."""
    code, log = code_of(answer), log_of(answer)
    if dpop.wants_word(answer):
        # The access is good: the server only changes its word faster than we can say it.
        return TryLater("Bluesky did not take the proof that came with this call, so nothing was done.", for_log=log)
    if code in NO_ACCESS or answer.status == 401:
        return NeedsReconnect(GONE_ACCOUNT.get(code, EXPIRED), for_log=log)
    if answer.status == 429:
        words = "Bluesky asks us to wait before the next call."
        return TryLater(words, wait=asked_to_wait(answer.headers), reach=Reach.ACCOUNT, for_log=log)
    # A picture that was swept away between its upload and the post comes back with the next try.
    if answer.status >= 500 or code == "BlobNotFound" or not isinstance(answer.json, Mapping):
        return TryLater("Bluesky has trouble of its own right now, so nothing was done.", for_log=log)
    words = str(answer.json.get("message") or code)
    for pattern, sentence in _REFUSALS:
        if re.search(pattern, words, re.IGNORECASE):
            return Refused(sentence, for_log=log)
    return Refused(f"Bluesky did not accept this and said: {words[:200]}", for_log=log)


def rest_of(answer: Answer) -> timedelta | None:
    """How long nothing more is taken from us; None while something is."""
    return asked_to_wait(answer.headers) if answer.headers.get("ratelimit-remaining", "") == "0" else None


def code_of(answer: Answer) -> str:
    """The name of an error; empty when there is none."""
    return str(answer.json.get("error") or "") if isinstance(answer.json, Mapping) else ""


def is_not_found(answer: Answer) -> bool:
    """Whether the account's server says that there is no such record."""
    words = str(answer.json.get("message", "")) if isinstance(answer.json, Mapping) else ""
    return code_of(answer) in {"RecordNotFound", "NotFound"} or words.startswith("Could not locate record")


def log_of(answer: Answer) -> str:
    """An answer in one line, for the log."""
    words = answer.json.get("message") if isinstance(answer.json, Mapping) else answer.body[:200]
    return f"{answer.status} {code_of(answer)} {words!r}"
