"""An accented letter is stored in two parts instead of one.

Why: It looks the same, but networks count it differently, and a search for the word may not find it. Source:
the counting page of a network that first joins such letters (Unicode form NFC).

Instead: Join them; nothing that can be seen changes.
"""

import re
import unicodedata
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="FMT009", name="not-nfc", family="Formatting", default=Severity.HINT)

PASSES = (
    example("Café crème"),
    example("Fresh rye"),
    example("q\u0307 marks the loaf"),
)
FAILS = (
    example("Cafe\u0301"),
    example("Bro\u0308tchen und Ka\u0308se"),
    example("La nin\u0303a come pan"),
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each word that changes when its letters are joined."""
    if unicodedata.is_normalized("NFC", text):
        return
    for match in re.finditer(r"\S+", text):
        joined = unicodedata.normalize("NFC", match[0])
        if joined != match[0]:
            fix = Fix(start=match.start(), end=match.end(), text=joined, label="Join them")
            yield RULE.found("A letter here is stored in two parts.", match.start(), match.end(), fix)
