"""The text fits by its signs, but not by its bytes: this network has a second limit.

Why: Emoji with skin tones, flags and many scripts take several bytes for one sign, so that a text that looks
short is refused. Source: the byte limit in this network's facts.

Instead: Leave out some of the emoji, or split the text.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN003", name="byte-limit", family="Length", default=Severity.STOP, is_final=True)

PASSES = (
    example("Fresh rye at eight.", bytes_limit=3000),
    example("👩🏽‍🍳" * 20),
    example("Brötchen", bytes_limit=9),
)
FAILS = (
    example("👩🏽‍🍳" * 20, bytes_limit=200),
    example("Brötchen", bytes_limit=8),
    example("焼きたてのパン", bytes_limit=20),
)


def check(case: Case) -> Iterator[Finding]:
    """More bytes than the network takes."""
    if case.bytes_limit is None or case.bytes_length is None or case.bytes_length <= case.bytes_limit:
        return
    over = case.bytes_length - case.bytes_limit
    yield RULE.found(
        f"This is {over:,} {'byte' if over == 1 else 'bytes'} over the {case.bytes_limit:,} bytes that "
        f"{case.facts.name} takes; emoji and accents weigh more than they look."
    )
