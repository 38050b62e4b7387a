"""There is half an emoji in the text, which cannot be sent at all.

Why: Some programs store an emoji in two halves, and cutting the text between them leaves one that no network
can read; the sending fails. Source: JSON in UTF-8 has no form for it.

Instead: Take it out, and put the emoji in again.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="FMT011", name="lone-surrogate", family="Formatting", default=Severity.STOP, is_final=True)

PASSES = (
    example("Fresh rye 🥐"),
    example("Fresh rye"),
    example("👩🏽‍🍳 焼きたて"),
)
FAILS = (
    example("Fresh rye \ud83e"),
    example("\udd50 fresh rye"),
    example("a\ud83eb\udd50c"),
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each half."""
    if _can_be_written(text):
        return
    for match in re.finditer("[\ud800-\udfff]+", text):
        fix = Fix(start=match.start(), end=match.end(), text="", label="Take it out")
        yield RULE.found(
            "Half of an emoji is left here, and no network can read it.", match.start(), match.end(), fix
        )


def _can_be_written(text: str) -> bool:
    """The same question, asked in a way that costs next to nothing."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
