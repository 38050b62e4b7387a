"""The page behind the link says nothing that a preview card could show, and here the card is made from what it says.

Why: On some networks whoever posts brings the card along: title, sentence, picture. A page without them leaves a bare
address. Source: app.bsky.embed.external in the lexicons of the AT Protocol; the article content of LinkedIn's Posts API.

Instead: Give the page a title, a description and a picture (og:title, og:description, og:image), or add a picture here.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.history import leads_to
from twoway.domain.linked import Linked, LinkState
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="LNK010", name="no-preview-data", family="Links", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

_AT = "https://alderandrye.example/walk"
_OURS = replace(SHORT, links=replace(SHORT.links, card_by_us=True))


def _behind(case: Case, title: str = "", shown: str = "", state: LinkState = LinkState.GOOD) -> Case:
    return replace(case, pages={leads_to(_AT): Linked(address=_AT, state=state, title=title, picture=shown)})


_LINKING = example(f"Come along: {_AT}", facts=_OURS)

PASSES = (
    _behind(_LINKING, "The bread walk", "a" * 64),
    _behind(example(f"Come along: {_AT}")),
    _behind(example(f"Come along: {_AT}", facts=_OURS, pictures=(picture(),))),
    _behind(_LINKING, state=LinkState.UNSURE),
    _LINKING,
)
FAILS = (
    _behind(_LINKING),
    _behind(_LINKING, "The bread walk"),
    _behind(_LINKING, shown="a" * 64),
)


def check(case: Case) -> Iterator[Finding]:
    """The first link alone, which is the one that the card is made of."""
    first = links(case.text)[:1]
    if not first or not case.facts.links.card_by_us or case.pictures:
        return
    page = case.pages.get(leads_to(first[0].text))
    if page is None or page.state is not LinkState.GOOD or (page.title and page.picture):
        return
    lacks = (
        "title and no picture" if not page.title and not page.picture else "title" if not page.title else "picture"
    )
    yield RULE.found(
        f"The page behind this link has no {lacks} for a preview card on {case.facts.name}.",
        first[0].start,
        first[0].end,
    )
