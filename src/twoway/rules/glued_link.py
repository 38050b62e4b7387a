"""There is no space before a link.

Why: Glued to a word, the address is not recognised everywhere: it cannot be tapped, and it counts in full
length. Source: the counting rules of the networks with a fixed length for links, as their tests show.

Instead: Put a space before the link.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="LNK013", name="glued-link", family="Links", default=Severity.WARN)

PASSES = (
    example("See https://alderandrye.example"),
    example("See (https://alderandrye.example) and “https://alderandrye.example/a”"),
    example("See https://archive.example/web/https://alderandrye.example"),
    example("焼きたて→https://alderandrye.example"),
)
FAILS = (
    example("See:https://alderandrye.example"),
    example("Our planhttps://alderandrye.example/plan"),
    example("Fresh rye.http://alderandrye.example and🥐https://alderandrye.example"),
)

_GLUED = re.compile(r"[hH](?<=[^\s([{<\"'“”‘„«»‹›/=→>|*_~`-][hH])(?i:ttps?)://(?=\w)")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each link right behind a letter, a digit, an emoji or a full stop."""
    if "://" not in text:
        return
    inside = [(link.start, link.end) for link in links(text) if "://" in link.text[5:]]
    for match in _GLUED.finditer(text):
        at = match.start()
        if any(start < at < end for start, end in inside):
            continue
        fix = Fix(start=at, end=at, text=" ", label="Put a space before it")
        yield RULE.found("Glued to what stands before it, this link may not work.", at, match.end(), fix)
