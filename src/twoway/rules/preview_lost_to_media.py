"""There is a link and a picture, and this network shows no preview card of the link beside a picture.

Why: The card with its title and picture is what people tap; next to an attached picture the link is only a line
of text. Source: this network's facts.

Instead: Decide which of the two brings more: the picture or the card.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="LNK011", name="preview-lost-to-media", family="Links", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

_ONE_OR_THE_OTHER = replace(SHORT, links=replace(SHORT.links, card_beside_pictures=False))
_WITH_LINK = "The plan: https://alderandrye.example"

PASSES = (
    example(_WITH_LINK, facts=_ONE_OR_THE_OTHER),
    example("The plan", facts=_ONE_OR_THE_OTHER, pictures=(picture(),)),
    example(_WITH_LINK, pictures=(picture(),)),
)
FAILS = (
    example(_WITH_LINK, facts=_ONE_OR_THE_OTHER, pictures=(picture(),)),
    example("https://alderandrye.example", facts=_ONE_OR_THE_OTHER, pictures=(picture(), picture())),
    example("www.alderandrye.example has it", facts=_ONE_OR_THE_OTHER, pictures=(picture(),)),
)


def check(case: Case) -> Iterator[Finding]:
    """The first link, where a picture takes its card away."""
    first = links(case.text)[:1]
    if first and case.pictures and not case.facts.links.card_beside_pictures:
        yield RULE.found(
            f"With a picture attached, {case.facts.name} shows no preview of this link.", first[0].start, first[0].end
        )
