"""This network shows only so many of your posts with a link.

Why: Once they are used up, the next post with a link reaches nobody. Source: the number in this network's
facts.

Instead: Keep the links for the posts that need one, or put the link into the first comment.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="LNK009", name="link-quota", family="Links", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

_FEW = replace(SHORT, links=replace(SHORT.links, quota="2 a month"))

PASSES = (
    example("Fresh rye at eight", facts=_FEW),
    example("See https://alderandrye.example"),
    reply("Thank you"),
)
FAILS = (
    example("See https://alderandrye.example", facts=_FEW),
    example("www.alderandrye.example has the plan", facts=_FEW),
    example("https://alderandrye.example and https://sunnybank.example", facts=_FEW),
)


def check(case: Case) -> Iterator[Finding]:
    """Told once, at the first link."""
    first = links(case.text)[:1]
    if first and case.facts.links.quota:
        yield RULE.found(
            f"{case.facts.name} shows {case.facts.links.quota} of your posts with a link; is this one of them?",
            first[0].start,
            first[0].end,
        )
