"""Something is given away, and nobody can read the terms.

Why: Who may enter, until when, and how the winner is chosen must be known, and networks ask for it too. Source:
the promotion rules of several networks; consumer law in most countries.

Instead: Put the terms on a page and link it, or say in the text until when, how, and how the winner is chosen.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import links, tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="ENG007",
    name="giveaway-without-terms",
    family="Bait and policy",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

PASSES = (
    example("Win a basket: all you need to know is at https://alderandrye.example/win"),
    example("Prize draw on Friday at noon in the shop. Terms on the door, Sarah draws the winner."),
    example("We hope to win the match on Sunday"),
    example("We give away yesterday's bread at six"),
)
FAILS = (
    example("Giveaway! Answer below and take home a basket"),
    example("Win a basket of bread this week"),
    example("Gewinnspiel: Schreibt uns euer Lieblingsbrot"),
    example("¡Sorteo! Participa y gana una cesta"),
    example("Jeu concours : gagnez un panier"),
)

_OFFER = re.compile(
    r"\bgiveaway\b|\bprize draw\b|\bsweepstakes?\b|\braffle\b|\b(?:to|and|you could|chance to|can) win (?:an?"
    r"|one|our|\d+|some)\b"
    r"|(?:^|[.!?:\n] ?)win (?:an?|one|our|\d+|some)\b|\bgewinnspiel\b|\bverlos(?:en|ung)\b|\bsorteo\b"
    r"|\bsorteamos\b|\bjeu[- ]concours\b|\btirage au sort\b",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"\bterms\b|\bt&cs?\b|\brules\b|\bconditions\b|\bteilnahmebedingungen\b|\bbedingungen\b|\bbases\b"
    r"|\brèglement\b|\bcondiciones\b",
    re.IGNORECASE,
)

#: One of these words stands in every text that is meant; looking for them first costs next to nothing.
_NEEDED = frozenset(
    {
        "concours",
        "gewinnspiel",
        "giveaway",
        "prize",
        "raffle",
        "sorteamos",
        "sorteo",
        "sweepstake",
        "sweepstakes",
        "tirage",
        "verlosen",
        "verlosung",
        "win",
    }
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """The offer, where there is neither a link nor a word about terms."""
    if not tells(text, _NEEDED):
        return
    offer = _OFFER.search(text)
    if offer and not links(text) and not _TERMS.search(text):
        yield RULE.found("People must be able to read the terms of this; link them.", *offer.span())
