"""Access that is of use only together with a key (DPoP, RFC 9449): every request carries a fresh proof that we hold it.

A server may want its own word (a nonce) in each proof, and changes it every few minutes. What it said last is remembered here
for all calls of this process, so that not every call has to be made twice; forgetting it costs one more call and nothing else.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from twoway.domain.heads import moment
from twoway.plug.http import Answer
from twoway.plug.oauth import packed, public_jwk, random_word, signed, thumbprint

#: A clock that is off by less (seconds) does no harm.
_FINE = 10.0
_MOST = 2000
#: Some servers change their word with every answer: of two calls at once, one comes late and has to ask for it anew.
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a server said last: its word, and how far its clock is ahead of ours (seconds)."""

    nonce: str
    skew: float


_told: OrderedDict[tuple[str, str], _Told] = OrderedDict()
_lock = threading.Lock()


def ask(key: str, method: str, url: str, send: Callable[[Mapping[str, str]], Answer], *, token: str = "") -> Answer:
    """Send a request with its proof; again when the server only wanted its newest word in it, a few times at most.

    `send(headers)` makes the request to `url` (without its parameters). An answer that asks for another word did nothing, so
    the next call is no repeat. With a `token` the headers carry it as well.
    """
    nonce: str | None = None
    for _ in range(_MOST_WORDS):
        answer = send(headers(key, method, url, token=token, nonce=nonce))
        remember(key, url, answer)
        if not wants_word(answer):
            break
        # What this very answer said: meanwhile others may have been told something else.
        nonce = answer.headers.get("dpop-nonce", "")
    return answer


def headers(key: str, method: str, url: str, *, token: str = "", nonce: str | None = None) -> dict[str, str]:
    """The proof for one request, and the token that it goes with. `nonce`: the server's word, where it is not the last known."""
    told = _told.get(_place(key, url))
    word = nonce if nonce is not None else told.nonce if told else ""
    claims = {
        "jti": random_word(),
        "htm": method,
        "htu": url.partition("#")[0].partition("?")[0],
        "iat": int(time.time() + skew_of(key, url)),
    }
    if word:
        claims["nonce"] = word
    if token:
        claims["ath"] = packed(hashlib.sha256(token.encode()).digest())
    proof = signed(key, {"typ": "dpop+jwt", "jwk": public_jwk(key)}, claims)
    return {"DPoP": proof, **({"Authorization": f"DPoP {token}"} if token else {})}


def remember(key: str, url: str, answer: Answer) -> None:
    """Keep what a server said about its word and its clock."""
    nonce, place = answer.headers.get("dpop-nonce", ""), _place(key, url)
    if not nonce:
        return
    with _lock:
        _told[place] = _Told(nonce=nonce, skew=_skew(answer))
        _told.move_to_end(place)
        while len(_told) > _MOST:
            _told.popitem(last=False)


def skew_of(key: str, url: str) -> float:
    """How far (seconds) this server's clock is ahead of ours; 0 when that is not known or does no harm."""
    told = _told.get(_place(key, url))
    return told.skew if told else 0.0


def _place(key: str, url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", thumbprint(key)


def wants_word(answer: Answer) -> bool:
    """Whether the request was only turned away for its nonce; servers of tokens say it in JSON, others in a header."""
    if answer.status not in (400, 401) or not answer.headers.get("dpop-nonce"):
        return False
    said = answer.json.get("error") if isinstance(answer.json, Mapping) else ""
    return said == "use_dpop_nonce" or 'error="use_dpop_nonce"' in answer.headers.get("www-authenticate", "")


def _skew(answer: Answer) -> float:
    # A proof from a minute ago, or from the future, is refused: a laptop whose clock is off would never get in.
    there = moment(answer.headers.get("date", ""))
    off = there.timestamp() - time.time() if there is not None else 0.0
    return off if abs(off) > _FINE else 0.0
