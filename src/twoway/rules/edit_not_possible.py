"""The post promises that it will be changed later, and this network cannot change what is out.

Why: Who comes back for the news finds the old words. Source: the facts of this network on changing posts.

Instead: Say that you will answer below the post with the news, or that a new post will follow.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import holds
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="NET003", name="edit-not-possible", family="Networks", default=Severity.HINT)

_CHANGES = replace(SHORT, edits=True)

PASSES = (
    example("The road is closed. We will update this post at noon.", facts=_CHANGES),
    example("The road is closed. We will answer below with the news."),
    example("We updated this year's price list"),
    example("Our website is updated every Monday."),
)
FAILS = (
    example("The road is closed. We will update this post at noon."),
    example("Stalls so far: rye, honey. I'll edit this post as more sign up."),
    example("Wir aktualisieren diesen Beitrag laufend."),
)

_PROMISE = re.compile(
    r"\b(?:update|updating|edit|editing|add to|correct) (?:this|the) (?:post|thread|list here)\b"
    r"|\b(?:this|the) post will be (?:updated|edited|corrected)\b"
    r"|\b(?:aktualisier|ergänz|bearbeit)\w* (?:wir )?(?:diesen|den) (?:beitrag|post)\b"
    r"|\b(?:diese[rn]|de[rn]) (?:beitrag|post) wird (?:\w+ )?(?:aktualisiert|ergänzt)\b"
    r"|\b(?:mettrons|mettre|mettrai) (?:ce|cette) (?:post|publication) à jour\b"
    r"|\bactualizar(?:emos|é) (?:este|esta) (?:post|publicación)\b",
    re.IGNORECASE,
)
#: One of these stands in every promise; looking for them first costs next to nothing.
_STEMS = ("updat", "edit", "add to", "correct", "aktualisier", "ergänz", "bearbeit", "mettr", "actualizar")


def check(case: Case) -> Iterator[Finding]:
    """The promise, where words cannot be changed once they are out."""
    if case.facts.edits or not holds(case.text, *_STEMS):
        return
    for found in _PROMISE.finditer(case.text):
        yield RULE.found(
            f"{case.facts.name} cannot change a post that is out; promise an answer below it instead.", *found.span()
        )
