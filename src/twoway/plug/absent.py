"""What pages go by where the package of a network is not installed any more: its accounts and posts are still there to be read.

Nothing can be asked of such a network. These facts only let people see what they have, and what became of it.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from twoway.domain.facts import (
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    MediaFacts,
    MentionFacts,
    TextFacts,
    Unit,
)
from twoway.plug.network import Network

#: No text is refused for a limit that nobody knows; what is sent is held all the same.
_UNKNOWN = Limit(value=100_000, unit=Unit.CODE_POINTS, source="", checked_on=date(2026, 11, 23))


@cache
def absent(slug: str) -> Network:
    """What stands in for a network that is not installed: it is called by its slug, and can do nothing."""
    return Network(facts=_facts(slug), to_payload=lambda version, key: {"text": version.text})


def is_absent(network: Network) -> bool:
    """Whether a network only stands in for one that is not installed."""
    return network is absent(network.facts.slug)


def words_of_absent(slug: str) -> str:
    """That it is not installed, for people."""
    return f"The network “{slug}” came with a package that is not installed here any more."


def _facts(slug: str) -> Facts:
    return Facts(
        slug=slug,
        name=slug,
        glyph=(slug[:1] or "?").upper(),
        home="",
        default_address="",
        text=TextFacts(limit=_UNKNOWN),
        hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0),
        mentions=MentionFacts(handle=r"[\w.@-]+"),
        media=MediaFacts(most=0, bytes_limit=0, types=()),
        idempotency=Idempotency.NONE,
        connecting=Connecting(questions=(), needs="Its package is not installed.", minutes=0),
        cannot=("do anything while its package is not installed",),
    )
