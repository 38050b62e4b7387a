"""A picture has no description.

Why: People who cannot see it are told “image” and nothing more; networks have a field for the description, and
some ask for it in every post. Source: the social media accessibility guide of Princeton University; the
networks' own fields for it.

Instead: Say in one sentence what is in the picture and why you show it, as you would on the telephone.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import SHORT, example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="ACC001", name="missing-alt", family="Accessibility", default=Severity.STOP)

_NO_FIELD = replace(SHORT, media=replace(SHORT.media, takes_alt=False))

PASSES = (
    example("Fresh rye", pictures=(picture("Two loaves on a board"),)),
    example("Fresh rye", facts=_NO_FIELD, pictures=(picture(""),)),
    example("Fresh rye"),
)
FAILS = (
    example("Fresh rye", pictures=(picture(""),)),
    example("Fresh rye", pictures=(picture(" \n"),)),
    example("Fresh rye", pictures=(picture(), picture(""))),
)


def check(case: Case) -> Iterator[Finding]:
    """Each picture without one, where the network takes one."""
    for number, image in enumerate(case.pictures if case.facts.media.takes_alt else (), start=1):
        if not image.alt.strip():
            yield RULE.found(
                f"The {which_picture(number, len(case.pictures))} has no description; say in one sentence what it shows."
            )
