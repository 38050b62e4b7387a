"""The first private message to a person carries a link.

Why: A link from somebody one has never talked with is a leaflet at best, and looks like fraud at worst. Source:
S4, social media is not a leaflet.

Instead: Say why you write to this person; give the link when they ask.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import links
from twoway.plug.examples import reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="SPM004", name="auto-dm-link", family="Repetition", default=Severity.STOP)

_LINK = "Our plan is at https://alderandrye.example"

PASSES = (
    reply(_LINK, is_private=True),
    reply(_LINK, is_first=True),
    reply("You asked for rye on Sunday, and we have some.", is_private=True, is_first=True),
)
FAILS = (
    reply(_LINK, is_private=True, is_first=True),
    reply("www.alderandrye.example", is_private=True, is_first=True),
    reply("Hello Dele, nice to meet you here. " + _LINK, is_private=True, is_first=True, person="Dele"),
)


def check(case: Case) -> Iterator[Finding]:
    """The link, where these are the first words and nobody else reads them."""
    first = links(case.text)[:1]
    if first and case.is_private and case.is_first:
        yield RULE.found(
            "This is your first message to this person; talk before you send a link.", first[0].start, first[0].end
        )
