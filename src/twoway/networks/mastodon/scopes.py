"""What we ask a server to let us do, and why. Nothing else is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from twoway.networks.mastodon.asking import sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One permission: its name at servers, and what it is for, in words that end a sentence ("We may ...")."""

    scope: str
    may: str


#: Reading private conversations needs no scope of its own, and marking them as read is left to their owner.
NEEDS = (
    Need(scope="read:accounts", may="read who you are, and look people up"),
    Need(scope="read:notifications", may="hear who mentions you, and hear it at once"),
    Need(scope="read:search", may="search what people say"),
    Need(scope="read:statuses", may="read posts, answers and private conversations with you"),
    Need(scope="write:favourites", may="favourite what people write"),
    Need(scope="write:media", may="send pictures"),
    Need(scope="write:statuses", may="post, answer, change, boost and delete"),
)
#: Servers that know no finer ones.
_COARSE = ("read", "write")


def asked_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The scopes to ask for, as far as the server says which it knows."""
    fine = tuple(need.scope for need in NEEDS)
    known = set(map(str, sequence(metadata.get("scopes_supported"))))
    return fine if not known or known.issuperset(fine) else _COARSE


def granted(scope: str, given: Iterable[str]) -> bool:
    """Whether the given scopes hold this one: the coarse ones hold the finer ones."""
    return bool({scope, scope.partition(":")[0]} & set(given))
