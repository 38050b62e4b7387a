"""A post with a link costs money on this network.

Why: Where every call is paid for, a link can cost ten times as much as the words around it. Source: the price
list in this network's facts.

Instead: Post without the link where the words are enough.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LNK007", name="paid-link-post", family="Links", default=Severity.HINT)

_PAID = replace(SHORT, links=replace(SHORT.links, cost="0.20 USD"))

PASSES = (
    example("Fresh rye at eight", facts=_PAID),
    example("See https://alderandrye.example"),
    example("Write to hello@alderandrye.example", facts=_PAID),
)
FAILS = (
    example("See https://alderandrye.example", facts=_PAID),
    example("https://alderandrye.example and https://sunnybank.example", facts=_PAID),
    example("www.alderandrye.example has the plan", facts=_PAID),
)


def check(case: Case) -> Iterator[Finding]:
    """Told once, at the first link."""
    first = links(case.text)[:1]
    if first and case.facts.links.cost:
        yield RULE.found(
            f"With a link this post costs {case.facts.links.cost} on {case.facts.name}.", first[0].start, first[0].end
        )
