"""Signing in on a network's own page, being examined, and being called back: what goes over the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Where a network sends a person back to, and who asks.

    `address` is the exact redirect address. `own` is another one, which is made for this very sign-in and told nobody else: a
    network that hears our address anew each time takes that, and says so (`Handover.is_own`). An answer that somebody brings to
    the wrong one of them is not used. `site` is our own public origin ("" where nobody outside can reach us, as on
    a laptop): a network that wants to fetch a document about its client finds it at `document`.

    With a `document`, `key` is the private key (PEM) with which this installation vouches for itself, and `public_keys`
    are the public parts (JWK) of all that it vouches with; a network that wants neither leaves them alone.
    """

    address: str
    own: str = ""
    site: str = ""
    document: str = ""
    name: str = "Twoway"
    key: str = field(default="", repr=False)
    public_keys: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Where the person goes now, and what must be there when they come back.

    `state` comes back in the address and finds `keep` again; `keep` is sealed until then and used once. It cannot be
    guessed (`plug.oauth.random_word`) and is never written down as it is. `is_own`: they come back to `Back.own`.
    """

    address: str
    state: str = field(repr=False)
    keep: Mapping[str, str] = field(repr=False)
    is_own: bool = False


class Verdict(StrEnum):
    """What an examination found."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: what, how it is, in words for people, and what to do next ("" when nothing)."""

    name: str
    verdict: Verdict
    told: str
    cure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCall:
    """A request that a network's server sent us: header names in lower case, the body as it came, and when (aware)."""

    method: str
    headers: Mapping[str, str]
    params: Mapping[str, str]
    body: bytes
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HookReply:
    """What a server that calls us wants to hear."""

    body: bytes
    kind: str = "text/plain; charset=utf-8"
