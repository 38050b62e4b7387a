"""A link shows one address and leads to another.

Why: This is how people are tricked into giving their password away, and networks and mail programs warn readers
of it. Source: every guide against phishing.

Instead: Show the address it leads to, or words that are no address.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="LNK015", name="link-label-mismatch", family="Links", default=Severity.STOP)

_KNOWS_IT = replace(SHORT, text=replace(SHORT.text, markdown=True))

PASSES = (
    example("See [our plan](https://alderandrye.example)", facts=_KNOWS_IT),
    example("See [alderandrye.example](https://www.alderandrye.example/plan)", facts=_KNOWS_IT),
    example("See [https://shop.alderandrye.example](https://alderandrye.example/shop)", facts=_KNOWS_IT),
)
FAILS = (
    example("See [alderandrye.example](https://other.example)", facts=_KNOWS_IT),
    example("See [https://bank.example/login](https://bank.example.other.test/login)", facts=_KNOWS_IT),
    example("Our shop: [www.alderandrye.example](http://track.test/?to=alderandrye.example)"),
)

_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()]{1,500})\)")
_ADDRESS = re.compile(r"(?:https?://)?((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})(?:[/?#:]\S*)?", re.IGNORECASE)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each Markdown link whose words are an address on another site."""
    for match in _LINK.finditer(text):
        shown, real = _ADDRESS.fullmatch(match[1].strip()), _ADDRESS.match(match[2])
        if not shown or not real or _is_same_site(shown[1], real[1]):
            continue
        fix = Fix(start=match.start(1), end=match.end(1), text=real[1], label=f"Show {real[1]}")
        yield RULE.found(f"This shows {shown[1]} and leads to {real[1]}.", match.start(), match.end(), fix)


def _is_same_site(one: str, other: str) -> bool:
    one, other = (host.lower().removeprefix("www.") for host in (one, other))
    return one == other or one.endswith("." + other) or other.endswith("." + one)
