"""A picture is of a kind or a size that this network does not take.

Why: the upload fails, and with it the post. Source: the kinds and the size in this network's facts, or what
this server told us.

Instead: save the picture as JPEG or PNG, smaller; 1,600 pixels on the longer side are enough for every network
here.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import ordinal
from twoway.plug.examples import example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MED003", name="wrong-type-or-size", family="Media", default=Severity.STOP)

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
    media = case.facts.media
    for number, image in enumerate(case.pictures, start=1):
        if media.types and image.mime not in media.types:
            kinds = ", ".join(kind.rsplit("/", 1)[-1].upper() for kind in media.types)
            yield RULE.found(
                f"{case.facts.name} does not take the {ordinal(number)} picture’s kind; it takes {kinds}."
            )
        if 0 < case.picture_bytes_limit < image.size:
            yield RULE.found(
                f"The {ordinal(number)} picture has {_megabytes(image.size)}; {case.facts.name} takes up to "
                f"{_megabytes(case.picture_bytes_limit)}."
            )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.2f}".rstrip("0").rstrip(".") + " MB" if size >= 100_000 else f"{size:,} bytes"
