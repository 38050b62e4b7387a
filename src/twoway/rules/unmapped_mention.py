"""Somebody is named by a handle that is not in your People on this network.

Why: A handle typed from memory may be a stranger's, and the stranger is told about your post. Source: people
who copy posts between networks have asked for a directory of handles since 2019.

Instead: Choose the person from People, or add them once; then every version gets the right handle.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="MEN002",
    name="unmapped-mention",
    family="Mentions",
    default=Severity.HINT,
    scopes=frozenset({Scope.POST}),
)

PASSES = (
    example("Flour from @sunnybank", known=("sunnybank",)),
    example("Flour from @SunnyBank", known=("sunnybank",)),
    example("Flour from the mill, see hello@sunnybank.example"),
    example("This is @alderandrye"),
)
FAILS = (
    example("Flour from @sunnybank"),
    example("Flour from @sunnybank and @themill", known=("sunnybank",)),
    example("@sunnybank, thank you for the flour."),
)


def check(case: Case) -> Iterator[Finding]:
    """Each handle of this network's form that nobody in People has."""
    known = {mention.handle.casefold() for mention in case.mentions} | {case.own_handle.casefold()}
    for span in handles(case.text):
        handle = span.text[1:]
        if handle.casefold() in known or not re.fullmatch(case.facts.mentions.handle, handle):
            continue
        fix = Fix(start=span.start, end=span.end, text=handle, label=f"Write “{handle}”", is_safe=False)
        yield RULE.found(
            f"{span.text} is not in your People on {case.facts.name}; make sure that it is who you mean.",
            span.start,
            span.end,
            fix,
        )
