"""The post begins with a handle, and this network shows such a post to few people, as an answer.

Why: Where a handle at the very beginning marks an answer, only those who follow both of you see it. Source:
published practice on networks that treat it so; this network's facts say whether it does.

Instead: Begin with a word of your own, and name the person after it.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import SHORT, example, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="MEN004",
    name="leading-mention-hides-post",
    family="Mentions",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

_HIDING = replace(SHORT, mentions=replace(SHORT.mentions, leading_hides=True))

PASSES = (
    example("Thank you @sunnybank for the flour", facts=_HIDING),
    example("@sunnybank sent us flour"),
    example("Fresh rye at eight", facts=_HIDING),
    reply("See you at eight", facts=_HIDING),
)
FAILS = (
    example("@sunnybank sent us flour", facts=_HIDING),
    example("  @sunnybank, thank you", facts=_HIDING),
    example("@sunnybank @themill the rye is out", facts=_HIDING),
)


def check(case: Case) -> Iterator[Finding]:
    """The first thing in the text is a handle."""
    first = handles(case.text)[:1]
    if case.facts.mentions.leading_hides and first and not case.text[: first[0].start].strip():
        yield RULE.found(
            f"{case.facts.name} shows a post that begins with a handle to few people; begin with another word.",
            first[0].start,
            first[0].end,
        )
