"""This network takes no post without a picture, and there is none.

Why: Where the picture is the post, a text alone is refused. Source: the lowest number of pictures in this
network's facts.

Instead: Add a picture with its description, or leave this account out this time.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import SHORT, example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="MED001",
    name="missing-media",
    family="Media",
    default=Severity.STOP,
    is_final=True,
    scopes=frozenset({Scope.POST}),
)

_GALLERY = replace(SHORT, media=replace(SHORT.media, least=1))
_PAIRS = replace(SHORT, media=replace(SHORT.media, least=2))

PASSES = (
    example("Fresh rye", facts=_GALLERY, pictures=(picture(),)),
    example("Fresh rye"),
    example("Before and after", facts=_PAIRS, pictures=(picture(), picture())),
)
FAILS = (
    example("Fresh rye", facts=_GALLERY),
    example("", facts=_GALLERY),
    example("Before and after", facts=_PAIRS, pictures=(picture(),)),
)


def check(case: Case) -> Iterator[Finding]:
    """Fewer pictures than the network asks for."""
    least = case.facts.media.least
    if len(case.pictures) < least:
        yield RULE.found(
            f"{case.facts.name} takes no post with fewer than {least} {'picture' if least == 1 else 'pictures'}; add one."
        )
