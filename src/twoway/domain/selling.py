"""Whether words sell something, and how what an account sells stands against what it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from twoway.domain.history import Said
from twoway.domain.leaflet_words import SAYS
from twoway.domain.reading import bare_words, links

#: So many of the newest posts are looked at; of fewer than the least nothing can be said.
NEWEST = 12
LEAST = 3
_PRICE = re.compile(r"[£$€\d](?:(?<=[£$€])\s?\d|(?<=\d)\s?(?:€|%|(?i:euros?|pounds)))")
_SELLING = frozenset({"offer", "order", "book", "voucher", "call", "deliver", "few", "free", "site"})


@lru_cache(maxsize=512)
def sells(text: str) -> bool:
    """A price, two things that leaflets say, or one of them with a link."""
    said = {SAYS[word] for word in SAYS.keys() & set(map(str.lower, bare_words(text)))} & _SELLING
    return bool(_PRICE.search(text)) or len(said) > 1 or bool(said and links(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How many of an account's newest posts sell something, of how many, and whether the one that is written does."""

    selling: int = 0
    of: int = 0
    sells: bool = False

    @property
    def is_mended(self) -> bool:
        """Whether this post gives where at least half of the last ones sold: worth a good word."""
        return self.of >= LEAST and not self.sells and 2 * self.selling >= self.of


UNKNOWN = Balance()


def balance(text: str, past: Iterable[Said]) -> Balance:
    """How a text stands beside what the account said before, the newest first; what still waits to go does not count."""
    newest = [one.text for one in past if not one.is_coming and not one.is_reply][:NEWEST]
    if len(newest) < LEAST:
        return UNKNOWN
    return Balance(selling=sum(map(sells, newest)), of=len(newest), sells=sells(text))
