"""There are more different links than this network takes in one post.

Why: The network refuses the whole post. Source: the highest number in this network's facts.

Instead: Keep the one that matters, or make a page that holds the others.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LNK008", name="too-many-links", family="Links", default=Severity.STOP, is_final=True)

_TWO = replace(SHORT, links=replace(SHORT.links, most=2))
_A, _B, _C = (f"https://alderandrye.example/{page}" for page in "abc")

PASSES = (
    example(f"See {_A} and {_B}", facts=_TWO),
    example(f"See {_A} {_B} {_C}"),
    example(f"See {_A} {_A} {_A}", facts=_TWO),
)
FAILS = (
    example(f"See {_A} {_B} {_C}", facts=_TWO),
    example(f"{_A}\n{_B}\n{_C}\n{_A}", facts=_TWO),
    example(f"See {_C}, {_B} and www.alderandrye.example", facts=_TWO),
)


def check(case: Case) -> Iterator[Finding]:
    """Counts different links; points at the first that is too many."""
    most = case.facts.links.most
    if most is None:
        return
    seen: set[str] = set()
    for link in links(case.text):
        seen.add(link.text)
        if len(seen) > most:
            yield RULE.found(f"{case.facts.name} takes {most} different links at most.", link.start, link.end)
            return
