"""A sign that belongs to the sentence is glued to the end of a link, and networks may take it into the address.

Why: With one sign too many the page is not found. Source: the link tests of several networks, which differ in
what they leave out.

Instead: Put a space between the link and the sign.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="LNK014", name="trailing-punctuation-in-link", family="Links", default=Severity.WARN)

PASSES = (
    example("See https://alderandrye.example/plan."),
    example("(See https://alderandrye.example/plan), please"),
    example("See https://alderandrye.example/rye_(bread) and more"),
)
FAILS = (
    example("See https://alderandrye.example/plan… and more"),
    example("See *https://alderandrye.example/plan*"),
    example("https://alderandrye.example/plan| Millbrook"),
)

_TAKEN_IN = re.compile(r"[…*_~|]")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """A dot, comma or bracket is left out by all of them; these signs are not."""
    for link in links(text):
        if _TAKEN_IN.match(text, link.end):
            fix = Fix(start=link.end, end=link.end, text=" ", label="Put a space between")
            yield RULE.found(
                f"The {text[link.end]} after this link may become a part of the address.",
                link.start,
                link.end + 1,
                fix,
            )
