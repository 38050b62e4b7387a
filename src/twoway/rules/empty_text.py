"""There is nothing to send: no words and no picture.

Why: An empty post is refused by every network, and one that holds only spaces looks like a mistake. Source: the
create calls of the networks ask for a text or a picture.

Instead: Write at least one sentence, or add a picture with its description.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.plug.examples import example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN009", name="empty-text", family="Length", default=Severity.STOP, is_final=True)

_SEEN = re.compile(r"[^\s\u200b-\u200f\u2060\ufeff\u00ad]")

PASSES = (
    example("Rye."),
    example("🥐"),
    example("", pictures=(picture(),)),
)
FAILS = (
    example(""),
    example(" \n\t "),
    example("\u200b\ufeff \u2060"),
)


def check(case: Case) -> Iterator[Finding]:
    """No sign that anybody could see, and no picture."""
    if case.pictures or _SEEN.search(case.text):
        return
    yield RULE.found("There is nothing to send yet: write a sentence or add a picture.")
