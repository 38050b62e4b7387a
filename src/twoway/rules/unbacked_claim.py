"""A claim is made that nobody can check: the best, number one, guaranteed.

Why: In most countries such a claim must be proved when somebody asks, and readers do not believe it anyway.
Source: advertising law and the codes of advertising councils.

Instead: Say what can be seen: “baked for four hours”, “4.8 of 5 in 212 reviews”.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Severity
from twoway.domain.reading import holds, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="BRD004", name="unbacked-claim", family="Brand", default=Severity.WARN)

PASSES = (
    example("Best wishes from the bakery, best before Friday, and the best thing is the crust."),
    example("Voted best bakery in Millbrook: https://millbrook.example/awards"),
    example("Bus number one stops at the mill."),
    example("The nicest rye I ever ate, said Dele"),
)
FAILS = (
    example("The best bread in town"),
    example("Best pizza in the world, every Friday"),
    example("We are Millbrook's number one bakery"),
    example("100% satisfaction guaranteed"),
    example("World's best rye"),
    example("Das beste Brot der Stadt"),
    example("La mejor panadería de la ciudad"),
)

_CLAIM = re.compile(
    r"(?:\bthe (?:very )?|(?:^|(?<=[.!?:\n]))[^\S\n]{0,3})(?:best|cheapest|finest|greatest|leading"
    r"|lowest)\s+(?:\w+\s+){1,3}(?:in|of|on)\s+(?:the\s+"
    r"|all\s+)?(?:town|world|country|city|area|region|county|county|market|uk|usa|europe|britain|england|planet"
    r"|universe|internet)\b"
    r"|\b(?:the\s+)?(?:world|uk|country|town|britain|europe|america|city|region|nation)['’]s (?:best"
    r"|finest|cheapest|leading|greatest|favou?rite|number one|no\. ?1|#1)\b"
    r"|\b\w+['’]s (?:number one|no\. ?1|#1)\s+(?!reason|rule|priority|fan)\w+|\b(?:we are"
    r"|we['’]re) (?:the )?(?:number one|no\. ?1|#1)\b"
    r"|\b(?:satisfaction|results?|success|lowest price)\s+(?:is\s+|are\s+)?guaranteed\b"
    r"|\bguaranteed\s+(?:results|success|satisfaction|lowest)\b"
    r"|\b(?:das|der|die) (?:beste|günstigste|führende)\w*\s+(?:\w+\s+){1,2}(?:der stadt|der welt|deutschlands"
    r"|weltweit|in deutschland|in der (?:stadt|region))\b"
    r"|\b(?:el|la) mejor (?:\w+\s+){1,2}(?:de la ciudad|del mundo|de españa|de la región)\b"
    r"|\b(?:le|la) meilleure? (?:\w+\s+){1,2}(?:de la ville|du monde|de france|de la région)\b",
    re.IGNORECASE,
)

#: One of these stands in every text that is meant; looking for them first costs next to nothing.
_STEMS = ("best", "cheapest", "finest", "greatest", "leading", "lowest", "number one", "no. 1", "no.1", "#1", "favo")
_MORE_STEMS = ("guaranteed", "günstigste", "führende", "mejor", "meilleur")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each claim, unless a link stands there to back it."""
    if links(text) or not holds(text, *_STEMS, *_MORE_STEMS):
        return
    for match in _CLAIM.finditer(text):
        yield RULE.found("Somebody may ask you to prove this; say what can be seen instead.", *match.span())
