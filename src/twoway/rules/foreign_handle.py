"""A handle has the form of another network, so that here it means nobody, or somebody else.

Why: The same name can belong to a stranger on this network, who is then told about your post; the person you
meant is not. Source: tools that copy posts between networks tagged the wrong people this way (S0, on linking
accounts to each other).

Instead: Choose the person from People, so that each network gets the right handle, or write the plain name.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MEN001", name="foreign-handle", family="Mentions", default=Severity.STOP)

_BIRDHOUSE = replace(SHORT, mentions=replace(SHORT.mentions, telling=r"[\w-]+\.birdhouse\.example"))

PASSES = (
    example("Flour from @sunnybank"),
    example("Write to hello@birdhouse.example"),
    example("See https://guild.example/@sunnybank@guild.example"),
    example("Flour from @sunnybank.birdhouse.example", facts=_BIRDHOUSE),
)
FAILS = (
    example("Flour from @sunnybank.birdhouse.example."),
    example("Flour from @sunnybank@guild.example today"),
    example("@alderandrye.birdhouse.example and @sunnybank@guild.example bake together"),
)


def check(case: Case) -> Iterator[Finding]:
    """Each handle that another network's pattern fits and this network's own does not."""
    own = case.facts.mentions.telling
    known = {mention.handle for mention in case.mentions}
    for span in handles(case.text):
        handle = span.text[1:]
        if handle in known or (own and re.fullmatch(own, handle)):
            continue
        home = next((name for name, pattern in case.foreign_handles.items() if re.fullmatch(pattern, handle)), None)
        if home is None:
            continue
        name = re.split(r"[.@]", handle, maxsplit=1)[0]
        fix = Fix(start=span.start, end=span.end, text=name, label=f"Write “{name}”")
        yield RULE.found(
            f"{span.text} is a handle of {home}; on {case.facts.name} it names nobody, or somebody else.",
            span.start,
            span.end,
            fix,
        )
