"""A sign stands where this network's Markdown turns it into something else.

Why: A hashtag at the beginning of a line becomes a huge heading, “1986. ” begins a list with number 1, and
asterisks between numbers vanish. Source: the Markdown rules of the networks that use it.

Instead: Put a backslash before the sign, or another word before it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="FMT004", name="markdown-trap", family="Formatting", default=Severity.WARN)

_KNOWS_IT = replace(SHORT, text=replace(SHORT.text, markdown=True))

PASSES = (
    example("#Millbrook is where we bake"),
    example("Fresh rye #Millbrook", facts=_KNOWS_IT),
    example("**Fresh** rye, 2 * 3 loaves", facts=_KNOWS_IT),
    example("1. Rye\n2. Buns", facts=_KNOWS_IT),
)
FAILS = (
    example("#Millbrook is where we bake", facts=_KNOWS_IT),
    example("We began small.\n1986. A cold year.", facts=_KNOWS_IT),
    example("A tray is 2*3*4 buns", facts=_KNOWS_IT),
)

_TRAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^ {0,3}(?=#{1,6}\w)", re.MULTILINE), "becomes a heading"),
    (re.compile(r"^ {0,3}\d{3,9}(?=\. )", re.MULTILINE), "begins a list"),
    (re.compile(r"(?<=\w)(?=\*\w[^*\n]{0,60}\*\w)"), "makes the words between slanted"),
)


def check(case: Case) -> Iterator[Finding]:
    """Each trap, with a backslash as the way out."""
    if not case.facts.text.markdown:
        return
    for pattern, what in _TRAPS:
        for match in pattern.finditer(case.text):
            at = match.end()
            fix = Fix(start=at, end=at, text="\\", label="Put a backslash before it")
            yield RULE.found(f"On {case.facts.name} the {case.text[at]} here {what}.", at, at + 1, fix)
