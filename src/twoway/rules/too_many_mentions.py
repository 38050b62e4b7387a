"""More than five people are named in one post, or more than this network wants.

Why: Each of them is told, and a row of handles looks like an attempt to get attention; networks count it as a
sign of spam. Source: the networks' own spam rules, where the numbers differ.

Instead: Name those whom the post is about, and thank the others one by one.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MEN006", name="too-many-mentions", family="Mentions", default=Severity.WARN)

_FEW = replace(SHORT, mentions=replace(SHORT.mentions, most=3))

PASSES = (
    example("Thanks @a1, @b1 and @c1"),
    example("Thanks @a1 @b1 @c1 @d1 @e1"),
    example("Thanks @a1 @a1 @a1 @a1 @a1 @a1"),
    example("Thanks @a1 @b1 @c1", facts=_FEW),
)
FAILS = (
    example("Thanks @a1 @b1 @c1 @d1 @e1 @f1"),
    example("With @a1, @b1, @c1, @d1, @e1, @f1 and @g1 at the market"),
    example("@a1 @b1 @c1 @d1 @e1 @f1 look at this"),
    example("Thanks @a1 @b1 @c1 @d1", facts=_FEW),
)

_MOST = 5


def check(case: Case) -> Iterator[Finding]:
    """Counts people, not handles: the same handle twice is one."""
    seen = handles(case.text)
    people = {span.text.casefold() for span in seen}
    if len(people) > min(_MOST, case.facts.mentions.most or _MOST):
        yield RULE.found(
            f"{len(people)} people are told about this post at once, which looks like spam.",
            seen[0].start,
            seen[-1].end,
        )
