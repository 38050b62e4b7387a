"""There are more pictures than this network takes in one post.

Why: The network refuses the whole post, or leaves the last pictures out without a word. Source: the highest
number in this network's facts, or what this server told us.

Instead: Keep the ones that tell the story, and put the rest into a second post.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.plug.examples import example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MED002", name="too-many-media", family="Media", default=Severity.STOP, is_final=True)

PASSES = (
    example("Fresh rye"),
    example("Fresh rye", pictures=(picture(),)),
    example("Fresh rye", pictures=(picture(),) * 4),
)
FAILS = (
    example("Fresh rye", pictures=(picture(),) * 5),
    example("", pictures=(picture(),) * 10),
    replace(example("Fresh rye", pictures=(picture(),)), pictures_limit=0),
    example("Fresh rye #Millbrook", pictures=(picture(),) * 6),
)


def check(case: Case) -> Iterator[Finding]:
    """More pictures than the account's limit."""
    number, most = len(case.pictures), case.pictures_limit
    if number > most:
        taken = {0: "no pictures", 1: "one picture"}.get(most, f"{most} pictures")
        yield RULE.found(f"{case.facts.name} takes {taken} in a post; take {number - most} out.")
