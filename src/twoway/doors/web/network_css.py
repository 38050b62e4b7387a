"""The colours of the network glyphs and the look of previews, written from FACTS so that no style sheet names a network."""

from __future__ import annotations

import re
from collections.abc import Iterable

from twoway.domain.facts import Facts

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_COLOUR = re.compile(r"(#[0-9a-fA-F]{3,8}|[a-z]+|(?:oklch|oklab|rgb|hsl)\([0-9a-z.%,/ -]+\))\Z")
_TYPEFACE = re.compile(r"[A-Za-z][A-Za-z -]*(?:, ?[A-Za-z][A-Za-z -]*)*\Z")
#: Signs on a dark ground are white; on the light ground of the night theme they are nearly black.
_SIGN = "light-dark(#fff, #10161a)"


def network_css(networks: Iterable[Facts]) -> str:
    """A style sheet with each network's glyph and previews; a slug, a colour or a typeface that is no such thing is left out."""
    return "\n".join(_rule(facts) for facts in networks if _is_safe(facts)) + "\n"


def _is_safe(facts: Facts) -> bool:
    return bool(_SLUG.match(facts.slug)) and all(_COLOUR.match(colour) for colour in facts.colours)


def _rule(facts: Facts) -> str:
    light, dark = facts.colours
    glyph = f'.net[data-network="{facts.slug}"]{{background:light-dark({light},{dark});color:{_SIGN}}}'
    page = facts.page
    face = f"font-family:{page.typeface};" if _TYPEFACE.match(page.typeface) else ""
    return f'{glyph}\n.pv[data-network="{facts.slug}"]{{{face}border-radius:{max(0, int(page.corner))}px}}'
