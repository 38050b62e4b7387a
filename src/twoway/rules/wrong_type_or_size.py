"""A picture is of a kind or a size that this network does not take.

Why: The upload fails, and with it the post. Source: the kinds and the size in this network's facts, or what
this server told us.

Instead: Save the picture as JPEG or PNG, smaller; 1,600 pixels on the longer side are enough for every network
here.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MED003", name="wrong-type-or-size", family="Media", default=Severity.STOP, is_final=True)

PASSES = (
    example("Fresh rye", pictures=(picture(),)),
    example("Fresh rye", pictures=(picture(mime="image/png", size=2_000_000),)),
    example("Fresh rye"),
)
FAILS = (
    example("Fresh rye", pictures=(picture(mime="image/tiff"),)),
    example("Fresh rye", pictures=(picture(size=2_000_001),)),
    example("Fresh rye", pictures=(picture(), picture(mime="application/pdf", size=9_000_000))),
)


def check(case: Case) -> Iterator[Finding]:
    """One finding for each fault of each picture."""
    media, network = case.facts.media, case.facts.name
    for number, image in enumerate(case.pictures, start=1):
        which = which_picture(number, len(case.pictures))
        if media.types and image.mime not in media.types:
            kinds = ", ".join(kind.rsplit("/", 1)[-1].upper() for kind in media.types)
            yield RULE.found(f"{network} takes {kinds}, and the {which} is of another kind.")
        over = image.size - case.picture_bytes_limit
        if case.picture_bytes_limit > 0 and over > 0:
            yield RULE.found(
                f"The {which} is {_size(over)} over the {_size(case.picture_bytes_limit)} that {network} takes."
            )


def _size(size: int) -> str:
    if size == 1:
        return "1 byte"
    return f"{size / 1_000_000:.2f}".rstrip("0").rstrip(".") + " MB" if size >= 100_000 else f"{size:,} bytes"
