"""The post is a leaflet: a price, “call now” and a web address, and nothing else.

Why: Leaflets are thrown away, on a network by scrolling on. Source: S4, social media is not a leaflet.

Instead: Keep the offer, and say in one sentence for whom it is and why you make it.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import bare_words, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="BRD002",
    name="leaflet-post",
    family="Brand",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

PASSES = (
    example("Dahlias from the Patel family's field are here, £6 a bunch. First come, first served."),
    example(
        "The walk costs £5, tea is included. Book now, there are only nine places, because the path is narrow: https://alderandrye.example/walk"
    ),
    example("Call us if the pipe leaks: https://hallam.example"),
)
FAILS = (
    example("Boiler service only £79! Call now 01234 567890 https://hallam.example"),
    example("20% off everything. Order now: https://alderandrye.example"),
    example("Nur 49 €! Jetzt bestellen: https://lind.example"),
    example("¡Solo hoy 2x1! Compra ya: https://barroazul.example"),
)

_PRICE = re.compile(r"[£$€]\s?\d|\d\s?(?:€|euros?|pounds|%)|\b2\s?(?:x|for)\s?1\b", re.IGNORECASE)
_PUSH = re.compile(
    r"\b(?:call|ring|order|buy|book|shop|act|hurry|visit|click)\s+(?:us\s+|it\s+)?(?:now|today|here|online)\b"
    r"|\b(?:don['’]t miss|while stocks last|limited time)\b"
    r"|\bjetzt (?:anrufen|bestellen|kaufen|buchen|zugreifen|sichern)\b|\b(?:compra|llama|pide|reserva) (?:ya"
    r"|ahora|hoy)\b"
    r"|\b(?:commandez|appelez|achetez|réservez) (?:maintenant|vite|dès)\b",
    re.IGNORECASE,
)
_LEFT = 15


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Price, push and link in a text of few other words."""
    if not links(text) or len(bare_words(text)) > _LEFT:
        return
    push = _PUSH.search(text)
    if push and _PRICE.search(text):
        yield RULE.found("This is a leaflet; say in one sentence for whom the offer is.", *push.span())
