"""The description of a picture is longer than this network takes.

Why: A description over the limit makes the upload fail or is cut off in the middle, and the reader who needs it
gets half of it. Source: the limit for descriptions in this network's facts.

Instead: Say what matters in the picture in one or two sentences, and put the rest into the text.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN007", name="alt-too-long", family="Length", default=Severity.STOP, is_final=True)

PASSES = (
    example("Fresh rye", pictures=(picture(),), alt_limit=1500),
    example("Fresh rye", pictures=(picture("a" * 1500),), alt_limit=1500),
    example("Fresh rye", pictures=(picture("a" * 5000),)),
)
FAILS = (
    example("Fresh rye", pictures=(picture("a" * 1501),), alt_limit=1500),
    example("Fresh rye", pictures=(picture(), picture("Rye on a board. " * 70)), alt_limit=1000),
    example("", pictures=(picture("Rye on a board"),), alt_limit=10),
)


def check(case: Case) -> Iterator[Finding]:
    """One finding for each picture whose description is too long."""
    if case.alt_limit is None or not case.facts.media.takes_alt:
        return
    for number, image in enumerate(case.pictures, start=1):
        which = which_picture(number, len(case.pictures))
        over = len(image.alt) - case.alt_limit
        if over > 0:
            yield RULE.found(f"The description of the {which} is {over:,} over the limit of {case.alt_limit:,}.")
