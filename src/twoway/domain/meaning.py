"""How much two messages mean the same, from what a model of language sees in them. The model itself is handed in.

Words alone see a copied leaflet; one that was told in other words only a model sees. Its three figures and our own score become
one. A reworded leaflet says all that the other says (its weakest word has a partner, too); what only looks alike has something
of its own to say; and a leaflet asks for something, while news tells something.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log1p

from twoway.domain.leaflet_words import SAYS, SPEAKS_TO, TELLS
from twoway.domain.repetition import SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What a model sees in two messages.

    `found` is how well the words of each are found in the other, the worse way round; `weakest` how well that word is found
    which is found worst (both up to 1). `leaflet` is how much the less leaflet-like of the two reads like one, about 0 to 1.
    """

    found: float
    weakest: float
    leaflet: float


#: Compares two messages; made by `work.meaning` where the model is installed.
Meaning = Callable[[str, str], Near]

_WORD = re.compile(r"[^\W\d_]+")
#: How much these figures weigh beside what the model sees.
_MANNER = 0.25


def manner(english: str) -> tuple[float, float, float]:
    """How a text speaks: how many things of leaflets it says, how often it turns to the reader, how much it tells a story."""
    words = [word.casefold() for word in _WORD.findall(english)]
    said = len({SAYS[word] for word in words if word in SAYS})
    spoken_to = sum(word in SPEAKS_TO for word in words)
    told = sum(word in TELLS for word in words)
    return (_MANNER * log1p(said), _MANNER * log1p(spoken_to), _MANNER * log1p(told))


# Fitted by `scripts/fit_meaning.py` on leaflets that were written for it.
_FOUND, _WEAKEST, _LEAFLET = 4.4, 4.3, 2.0
#: Of 100 pairs of different leaflets one comes as far: from here on, two messages are the same.
_SAME_FROM = 6.58


def score_by_meaning(own: float, near: Near) -> float:
    """How much two messages are the same leaflet, from 0 to 1. Copies keep the score of their words, `own`."""
    if own >= SAME:
        return own
    far = _FOUND * near.found + _WEAKEST * near.weakest + _LEAFLET * near.leaflet - _SAME_FROM
    # At `_SAME_FROM` exactly `SAME`.
    return 1 / (1 + exp(-far) * (1 / SAME - 1))
