"""There are three or more line breaks in a row, or spaces on an empty line.

Why: Networks fold them away or show a hole in the text, so that the preview and the post differ. Source: the
rich text rules of a network that removes them, as its tests show.

Instead: One empty line between paragraphs.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="FMT006", name="newline-noise", family="Formatting", default=Severity.HINT)

PASSES = (
    example("Fresh rye.\n\nAt eight."),
    example("Fresh rye.\nAt eight.\n"),
    example("Fresh rye. At eight."),
)
FAILS = (
    example("Fresh rye.\n\n\nAt eight."),
    example("Fresh rye.\n  \nAt eight."),
    example("Fresh rye.\r\n\r\n\r\n\r\nAt eight."),
)

_BREAK = r"(?:\r\n|\r|\n)"
_FIRST = r"(?:(?<=\r)\n|)"
_MAYBE = re.compile(r"[\r\n](?:[^\S\r\n]+[\r\n]|[\r\n]{2})")
_NOISE = re.compile(rf"[\r\n](?<!\s[\r\n])(?:{_FIRST}(?:[^\S\r\n]*+{_BREAK}){{2,}}+|{_FIRST}[^\S\r\n]++{_BREAK})")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each hole in the text."""
    if not _MAYBE.search(text):
        return
    for match in _NOISE.finditer(text):
        fix = Fix(start=match.start(), end=match.end(), text="\n\n", label="One empty line")
        yield RULE.found("One empty line is enough between paragraphs.", match.start(), match.end(), fix)
