"""A moving picture will stand still on this network.

Why: Some networks show only the first frame, which may be the one where nothing has happened yet. Source: this
network's facts.

Instead: Choose the frame that tells the story, or leave this account out.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import SHORT, example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MED006", name="gif-turns-static", family="Media", default=Severity.WARN)

_STILL = replace(SHORT, media=replace(SHORT.media, gif_moves=False, types=("image/jpeg", "image/gif")))

PASSES = (
    example("Fresh rye", facts=_STILL, pictures=(picture(),)),
    example("Fresh rye", pictures=(picture(mime="image/gif"),)),
    example("Fresh rye", facts=_STILL),
)
FAILS = (
    example("Fresh rye", facts=_STILL, pictures=(picture(mime="image/gif"),)),
    example("", facts=_STILL, pictures=(picture("Dough rising", mime="image/gif"),)),
    example("Fresh rye", facts=_STILL, pictures=(picture(), picture(mime="image/gif"))),
)


def check(case: Case) -> Iterator[Finding]:
    """Each GIF, where the network stills it."""
    for number, image in enumerate(case.pictures, start=1):
        if image.mime == "image/gif" and not case.facts.media.gif_moves:
            yield RULE.found(
                f"{case.facts.name} shows only the first frame of the {which_picture(number, len(case.pictures))}."
            )
