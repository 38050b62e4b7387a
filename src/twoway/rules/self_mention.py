"""The account mentions itself.

Why: Readers see already who is speaking, and a handle that leads back to where they are is a step in a circle.
Source: S2, on firms that talk about themselves.

Instead: Say “we”, or leave it out.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MEN007", name="self-mention", family="Mentions", default=Severity.HINT)

PASSES = (
    example("Fresh rye at eight"),
    example("Flour from @sunnybank"),
    example("We are alderandrye everywhere"),
)
FAILS = (
    example("Fresh rye at @alderandrye"),
    example("Follow @AlderAndRye for more"),
    example("@alderandrye and @sunnybank bake together"),
)


def check(case: Case) -> Iterator[Finding]:
    """Each mention of this account's own handle."""
    for span in handles(case.text):
        if case.own_handle and span.text[1:].casefold() == case.own_handle.lstrip("@").casefold():
            fix = Fix(start=span.start, end=span.end, text=span.text[1:], label="Take the @ away")
            yield RULE.found(
                "This is your own handle; readers see already who is speaking.", span.start, span.end, fix
            )
