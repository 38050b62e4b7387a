"""The colours of the network glyphs, written from FACTS so that no style sheet names a network."""

from __future__ import annotations

import re
from collections.abc import Iterable

from twoway.domain.facts import Facts

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_COLOUR = re.compile(r"(#[0-9a-fA-F]{3,8}|[a-z]+|(?:oklch|oklab|rgb|hsl)\([0-9a-z.%,/ -]+\))\Z")
#: Signs on a dark ground are white; on the light ground of the night theme they are nearly black.
_SIGN = "light-dark(#fff, #10161a)"


def network_css(networks: Iterable[Facts]) -> str:
    """A style sheet with one rule for each network; a slug or a colour that is no such thing is left out."""
    return "\n".join(_rule(facts) for facts in networks if _is_safe(facts)) + "\n"


def _is_safe(facts: Facts) -> bool:
    return bool(_SLUG.match(facts.slug)) and all(_COLOUR.match(colour) for colour in facts.colours)


def _rule(facts: Facts) -> str:
    light, dark = facts.colours
    return f'.net[data-network="{facts.slug}"]{{background:light-dark({light},{dark});color:{_SIGN}}}'
