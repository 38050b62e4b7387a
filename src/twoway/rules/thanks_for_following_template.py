"""This is the leaflet everybody knows: thanks for following, please see our website.

Why: Sent to one after the other, it tells each of them that nobody looked at who they are. Source: S4, where
the same “thanks for following” stood there thirty times.

Instead: Look at who they are and say one thing to them alone, or say nothing.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Severity
from twoway.domain.reading import holds, links
from twoway.plug.examples import example, reply
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="SPM003", name="thanks-for-following-template", family="Repetition", default=Severity.STOP)

PASSES = (
    reply("Thanks for following our story, Dele. How is the shop?"),
    reply("Thank you for your question. The opening hours are on https://alderandrye.example"),
    example("Thank you for following us through the flood. We open again on Monday."),
    reply("Danke fürs Folgen, Marta. Wie läuft der Garten?"),
)
FAILS = (
    reply("Thanks for following. Please check out our website"),
    reply("Thank you for the follow! Have a look at https://alderandrye.example"),
    example("Thanks for following us, visit our shop for 10% off"),
    reply("Danke fürs Folgen! Besuchen Sie auch unsere Webseite"),
    reply("Gracias por seguirnos. Visita nuestra web"),
    reply("Merci pour le follow, visitez notre site"),
)

_THANKS = re.compile(
    r"\b(?:thanks?(?:\s+you)?(?:\s+so\s+much)?\s+for\s+(?:the\s+follow\b|following|connecting|adding\s+us)"
    r"|(?:vielen\s+)?dank(?:e)?\s+(?:fürs|für\s+(?:das|dein|ihr))\s+folgen|gracias\s+por\s+(?:seguir(?:nos|me)?"
    r"|el\s+follow)"
    r"|merci\s+(?:pour\s+(?:le\s+follow|votre\s+abonnement|l['’]abonnement)|de\s+nous\s+suivre))",
    re.IGNORECASE,
)
_LEAFLET = re.compile(
    r"\b(?:(?:check|checking)\s+out|visit|see|have\s+a\s+look\s+at|take\s+a\s+look\s+at|head\s+(?:over\s+)?to"
    r"|like\s+(?:us|our\s+page)|subscribe)\b.{0,40}"
    r"\b(?:web\s?site|site|shop|store|page|blog|newsletter|offers?)\b"
    r"|\b(?:besuch\w*|schau\w*|seht|sehen)\b.{0,40}\b(?:web\s?seite|website|homepage|shop|seite)\b"
    r"|\b(?:visit[ae]\w*|mira|echa)\b.{0,40}\b(?:web|tienda|página)\b|\b(?:visitez|découvrez"
    r"|voir)\b.{0,40}\b(?:site|boutique|page)\b",
    re.IGNORECASE | re.DOTALL,
)

#: One of these stands in every text that is meant; looking for them first costs next to nothing.
_STEMS = ("follow", "connecting", "adding us", "folgen", "seguir", "abonnement", "suivre")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """The thanks, with the leaflet or a link after it."""
    if not holds(text, *_STEMS):
        return
    thanks = _THANKS.search(text)
    if not thanks:
        return
    leaflet = _LEAFLET.search(text)
    link = links(text)[:1]
    if leaflet or link:
        end = max(thanks.end(), leaflet.end() if leaflet else 0, link[0].end if link else 0)
        yield RULE.found(
            "This is a leaflet, not a thank-you: say one thing that is meant for this person alone.",
            thanks.start(),
            end,
        )
