"""There is a link in the text, but on this network links in a text are dead.

Why: Nobody copies an address by hand from a picture's caption. Source: this network's facts.

Instead: Say where it is to be found: in the field for links, or in the description of your account.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LNK005", name="link-not-clickable", family="Links", default=Severity.WARN)

_DEAD = replace(SHORT, links=replace(SHORT.links, clickable=False))

PASSES = (
    example("See https://alderandrye.example"),
    example("The link is in our bio", facts=_DEAD),
    example("Write to hello@alderandrye.example", facts=_DEAD),
)
FAILS = (
    example("See https://alderandrye.example", facts=_DEAD),
    example("https://alderandrye.example/plan", facts=_DEAD),
    example("The plan (www.alderandrye.example) is out", facts=_DEAD),
)


def check(case: Case) -> Iterator[Finding]:
    """Each link, where links are dead."""
    facts = case.facts.links
    for link in links(case.text) if not (facts.clickable or facts.own_field) else ():
        yield RULE.found(f"On {case.facts.name} nobody can tap this link.", link.start, link.end)
