"""More than five people are named in one post.

Why: Each of them is told, and a row of handles looks like an attempt to get attention; networks count it as a
sign of spam. Source: the networks' own spam rules, where the numbers differ.

Instead: Name those whom the post is about, and thank the others one by one.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MEN006", name="too-many-mentions", family="Mentions", default=Severity.WARN)

PASSES = (
    example("Thanks @a1, @b1 and @c1"),
    example("Thanks @a1 @b1 @c1 @d1 @e1"),
    example("Thanks @a1 @a1 @a1 @a1 @a1 @a1"),
)
FAILS = (
    example("Thanks @a1 @b1 @c1 @d1 @e1 @f1"),
    example("With @a1, @b1, @c1, @d1, @e1, @f1 and @g1 at the market"),
    example("@a1 @b1 @c1 @d1 @e1 @f1 look at this"),
)

_MOST = 5


def check(case: Case) -> Iterator[Finding]:
    """Counts people, not handles: the same handle twice is one."""
    seen = handles(case.text)
    people = {span.text.casefold() for span in seen}
    if len(people) > _MOST:
        yield RULE.found(
            f"{len(people)} people are told about this post at once, which looks like spam.",
            seen[0].start,
            seen[-1].end,
        )
