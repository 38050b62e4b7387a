"""A picture is too tall or too wide for this network.

Why: Outside the shapes it takes, the network refuses the picture or cuts its edges off, and with them perhaps
the point. Source: the shapes in this network's facts.

Instead: Crop the picture yourself, so that you choose what stays.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import SHORT, example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MED004", name="bad-aspect-ratio", family="Media", default=Severity.STOP, is_final=True)

_SHAPED = replace(SHORT, media=replace(SHORT.media, ratios=(0.8, 1.91)))

PASSES = (
    example("Fresh rye", facts=_SHAPED, pictures=(picture(width=1200, height=1200),)),
    example("Fresh rye", facts=_SHAPED, pictures=(picture(width=1080, height=1350),)),
    example("Fresh rye", pictures=(picture(width=3000, height=500),)),
)
FAILS = (
    example("Fresh rye", facts=_SHAPED, pictures=(picture(width=3000, height=500),)),
    example("Fresh rye", facts=_SHAPED, pictures=(picture(width=500, height=3000),)),
    example("Fresh rye", facts=_SHAPED, pictures=(picture(), picture(width=1080, height=1920))),
)

_ROUNDING = 0.01


def check(case: Case) -> Iterator[Finding]:
    """One finding for each picture outside the shapes."""
    ratios = case.facts.media.ratios
    for number, image in enumerate(case.pictures if ratios else (), start=1):
        if not ratios or image.height <= 0 or image.width <= 0:
            continue
        ratio = image.width / image.height
        if not ratios[0] - _ROUNDING <= ratio <= ratios[1] + _ROUNDING:
            which = which_picture(number, len(case.pictures))
            fault = "tall" if ratio < ratios[0] else "wide"
            yield RULE.found(
                f"The {which} is too {fault} for {case.facts.name}; crop it before it is cropped for you."
            )
