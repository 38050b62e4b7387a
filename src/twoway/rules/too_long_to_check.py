"""The text is longer than any network takes, so only its length was looked at.

Why: The longest post that any of the networks here takes has 63,206 characters. Tailoring and checking a whole
book for each of them would take long and change nothing: it cannot go out. Source: the limits in the facts of the
networks.

Instead: Keep the part you want to post, or put the whole on your website and post the link to it.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.text.clean import BEYOND_ALL, is_beyond_all
from twoway.plug.examples import LONG, example, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN010", name="too-long-to-check", family="Length", default=Severity.HINT)

_WHOLE_BOOK = "We opened at six and the queue went round the corner. " * 2_000

PASSES = (
    example("Fresh rye at eight"),
    example("We opened at six and the queue went round the corner. " * 60, facts=LONG),
    example(_WHOLE_BOOK[:BEYOND_ALL], facts=LONG),
)
FAILS = (
    example(_WHOLE_BOOK),
    example(_WHOLE_BOOK, facts=LONG),
    reply(_WHOLE_BOOK),
)


def check(case: Case) -> Iterator[Finding]:
    """That the other rules did not look; a stop where the count alone would let it go, as with signs that count nothing."""
    if not is_beyond_all(case.text):
        return
    is_over = 0 < case.limit < case.length
    yield RULE.found(
        f"No network takes more than {BEYOND_ALL:,} characters, so only the length was checked; "
        "keep the part you want to post.",
        severity=None if is_over else Severity.STOP,
    )
