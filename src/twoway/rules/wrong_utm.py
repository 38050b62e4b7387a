"""A link says that its visitors come from another network, or mixes capitals into the words that count them.

Why: The link was copied from another version, so its visitors are counted in the wrong place; and with capitals
one source becomes two. Source: S4: put in time where it pays, so it must be counted rightly.

Instead: Name this network, in small letters.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import links, lowered
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LNK004", name="wrong-utm", family="Links", default=Severity.WARN)

_AMONG_OTHERS = ("Birdhouse", "Town Hall")

PASSES = (
    example("See https://alderandrye.example/?utm_source=market-square"),
    replace(example("See https://alderandrye.example/?utm_source=newsletter"), other_networks=_AMONG_OTHERS),
    example("See https://alderandrye.example/?Source=Birdhouse"),
)
FAILS = (
    replace(example("See https://alderandrye.example/?utm_source=birdhouse"), other_networks=_AMONG_OTHERS),
    replace(example("See https://alderandrye.example/?a=1&utm_source=town-hall&b=2"), other_networks=_AMONG_OTHERS),
    example("See https://alderandrye.example/?utm_campaign=Winter"),
)

_PART = re.compile(r"(?<=[?&])(utm_[a-z]+)=([^&#\s]+)", re.IGNORECASE)


def check(case: Case) -> Iterator[Finding]:
    """Each counting word of each link that is wrong."""
    if "utm_" not in lowered(case.text):
        return
    others = {_bare(name) for name in case.other_networks} - {_bare(case.facts.name), _bare(case.facts.slug)}
    for link in links(case.text):
        for part in _PART.finditer(link.text):
            start, end = link.start + part.start(2), link.start + part.end(2)
            if part[1].lower() == "utm_source" and _bare(part[2]) in others:
                fix = Fix(start=start, end=end, text=case.facts.slug, label=f"Name {case.facts.name}")
                yield RULE.found(f"Its visitors would be counted as coming from {part[2]}.", start, end, fix)
            elif part[2] != part[2].lower():
                fix = Fix(start=start, end=end, text=part[2].lower(), label="Write it in small letters")
                yield RULE.found("With capitals, one source is counted as two.", start, end, fix)


@lru_cache(maxsize=64)
def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
