"""Weighted length (configuration v3) and what is found with it.

Source: docs.x.com/fundamentals/counting-characters and twitter/twitter-text config/v3.json, checked 2026-11-22.
"""

from __future__ import annotations

import re

from twoway.domain.text import facets, fediverse
from twoway.domain.text.model import Entity

LIGHT = "\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037"
LINK_LENGTH = 23
_HEAVY = re.compile(f"[^{LIGHT}]")


def links_and_tags(text: str) -> list[Entity]:
    """Links, hashtags and stock signs."""
    return [*facets.links(text), *fediverse.tags(text), *facets.cashtags(text)]


def length(text: str) -> int:
    """Heavy characters count two, links 23."""
    links = list(facets.links(text))
    written = len(text) + len(_HEAVY.findall(text))
    return written + sum(LINK_LENGTH - (link.end - link.start) for link in links)
