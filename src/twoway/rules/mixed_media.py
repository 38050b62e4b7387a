"""Pictures and films are in one post, and this network takes either the one or the other.

Why: The network refuses the post, or leaves one kind out without a word. Source: this network's facts.

Instead: Post the film alone, and the pictures in a second post.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.plug.examples import SHORT, example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MED005", name="mixed-media", family="Media", default=Severity.STOP, is_final=True)

_EITHER = replace(SHORT, media=replace(SHORT.media, mixes=False))
_FILM = picture("Dough rising", mime="video/mp4")

PASSES = (
    example("Fresh rye", facts=_EITHER, pictures=(picture(), picture())),
    example("Fresh rye", facts=_EITHER, pictures=(_FILM,)),
    example("Fresh rye", pictures=(picture(), _FILM)),
)
FAILS = (
    example("Fresh rye", facts=_EITHER, pictures=(picture(), _FILM)),
    example("", facts=_EITHER, pictures=(_FILM, picture())),
    example("Fresh rye", facts=_EITHER, pictures=(picture(), picture(), _FILM)),
)


def check(case: Case) -> Iterator[Finding]:
    """Both kinds at once."""
    kinds = {image.mime.split("/")[0] for image in case.pictures}
    if not case.facts.media.mixes and {"image", "video"} <= kinds:
        yield RULE.found(f"{case.facts.name} takes pictures or a film in one post, not both.")
