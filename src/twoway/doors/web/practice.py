"""The practice network, found by its facts: no page knows it by name."""

from __future__ import annotations

from functools import cache

from twoway.domain.facts import Facts
from twoway.plug import finder


@cache
def practice_facts() -> Facts:
    """The network that is there for practice."""
    return next(network.facts for network in finder.networks().values() if network.facts.is_practice)
