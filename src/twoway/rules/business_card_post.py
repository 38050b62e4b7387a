"""The post is a business card: name of the trade, telephone number, address, and little else.

Why: People do not come to a network to read cards; they have a search for that. Source: S4, social media is not
a business card.

Instead: Tell one thing that happened today, or ask a question. The card belongs into the description of the
account.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import bare_words, emails, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="BRD001",
    name="business-card-post",
    family="Brand",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

PASSES = (
    example("Our oven is broken. Call 01234 567890 if you had ordered for today, and we will find a way."),
    example("Fresh rye at eight. https://alderandrye.example"),
    example(
        "Jon fixed a camper from 1974 that had not run for years. Call him on 01234 567890, he tells the story gladly."
    ),
)
FAILS = (
    example("Hallam Heating. Tel. 01234 567890. hello@hallam.example. https://hallam.example"),
    example("Grace Wynne, Accountant, 4 Mill Lane, Tel: 01234 567890, www.wynne.example"),
    example("Malermeister Lind, Mühlstraße 4, Tel. 0123 4567890, info@lind.example"),
)

_PHONE = re.compile(r"(?<![\w/.-])(?:\+|00)?\(?\d[\d ()/-]{7,18}\d(?!\w)")
_STREET = re.compile(
    r"\b\d{1,4}\s+(?:[A-Z]\w+\s+){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Way|Square|Row)\b|\b\w+(?:straße"
    r"|strasse|weg|gasse|platz)\s+\d{1,4}\b"
    r"|\b(?:calle|plaza|avenida)\s+\w+|\b\d{1,4},?\s+(?:rue|avenue|place)\s+\w+",
    re.IGNORECASE,
)
_LEFT = 14


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Three kinds of contact details or more, and few other words."""
    if not (links(text) or emails(text)) or _words_in(text) > _LEFT:
        return
    kinds = [
        bool(_PHONE.search(text)),
        bool(emails(text)),
        bool(links(text)),
        bool(_STREET.search(text)),
    ]
    if sum(kinds) >= 3:
        yield RULE.found("This is a business card; tell one thing that happened today instead.")


def _words_in(text: str) -> int:
    return sum(map(str.isalpha, [word[0] for word in bare_words(text)]))
