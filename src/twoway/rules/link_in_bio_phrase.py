"""“Link in bio” stands here, though links work in the text itself.

Why: The phrase comes from a network where links in the text are dead. Here it sends people searching for
something that you could simply give them. Source: S0, words are tailored to each network.

Instead: Put the link there.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import links, tells
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LNK006", name="link-in-bio-phrase", family="Links", default=Severity.WARN)

_DEAD_LINKS = replace(SHORT, links=replace(SHORT.links, clickable=False))
_OUR_SITE = {"website": ("https://alderandrye.example",)}

PASSES = (
    example("Our plan: link in bio", facts=_DEAD_LINKS),
    example("Our plan is at https://alderandrye.example"),
    example("We link the mill and the shop in biographies"),
)
FAILS = (
    example("Our plan: link in bio"),
    example("Our plan (link in bio).", words=_OUR_SITE),
    example("Der Plan: Link in der Bio"),
    example("El plan: enlace en la bio"),
    example("Le plan : lien en bio"),
)

_NEEDED = frozenset({"bio", "biografía"})
_PHRASE = re.compile(
    r"\b(?:the\s+|der\s+)?(?:link\s+(?:is\s+)?in\s+(?:(?:the|our|my|der|unserer|meiner)\s+)?bio"
    r"|enlace\s+en\s+(?:la\s+|nuestra\s+|mi\s+)?bio(?:grafía)?|lien\s+(?:en|dans\s+(?:la|notre|ma))\s+bio)\b",
    re.IGNORECASE,
)


def check(case: Case) -> Iterator[Finding]:
    """The phrase, with the first address of the list `website` as a fix, where there is no link yet."""
    if not case.facts.links.clickable or not tells(case.text, _NEEDED):
        return
    site = case.words.get("website", ())[:1]
    for match in _PHRASE.finditer(case.text):
        fixes = (
            [Fix(start=match.start(), end=match.end(), text=site[0], label="Put the link there")]
            if site and not links(case.text)
            else []
        )
        yield RULE.found("Links work here: give people the link itself.", match.start(), match.end(), *fixes)
