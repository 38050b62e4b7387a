"""Nearly every sentence begins with we, our or your own name.

Why: Readers feel talked at, and nobody likes the one who only talks about himself. Source: S2, on a two-way
street.

Instead: Begin with the reader: what they get, what you would like to know from them, whom you can thank.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import sentences, tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="TON006", name="all-about-us", family="Tone", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

PASSES = (
    example("We open at eight. Come early, the rye goes fast. We keep one for you."),
    example("We baked. We rested. We ate."),
    example("We won a prize. We are proud. Our baker cried. We could not do it without you."),
    example("We moved. Our oven is new. We doubled the rye. We are glad. Which loaf did you miss?"),
)
FAILS = (
    example("We won a prize. We are the best. Our bread is great. We use our own flour."),
    example("Our team grew. Our shop grew. We opened a branch. We are proud of it."),
    example("Wir sind stolz. Unser Brot ist gut. Wir backen seit 1986. Unser Ofen ist neu."),
    example("Alder & Rye won. Alder & Rye grows. We hire. Our flour is local.", words={"brands": ("Alder & Rye",)}),
)

_LEAST, _SHARE = 4, 0.75
_TURNS = frozenset(
    {"you", "your", "yours", "thank", "thanks", "ihr", "euch", "sie", "ihnen", "du", "dir", "dich", "dank", "danke"}
    | {"vous", "votre", "vos", "merci", "te", "tu", "os", "gracias"}
)
_US = re.compile(r"\W*(?:we|our|ours|us|wir|unser\w*|nous|notre|nos|nosotr[oa]s|nuestr[oa]s?)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:eur|vuestr|usted)", re.IGNORECASE)


def check(case: Case) -> Iterator[Finding]:
    """Four sentences or more, three of four about us, and none that turns to the reader."""
    if "?" in case.text or tells(case.text, _TURNS):
        return
    said = sentences(case.text)
    if len(said) < _LEAST:
        return
    brands = tuple(brand.casefold() for brand in case.words.get("brands", ()))
    about_us = [s for s in said if _US.match(s.text) or (brands and s.text.casefold().startswith(brands))]
    if len(about_us) / len(said) >= _SHARE and not _YOU.search(case.text):
        yield RULE.found(
            f"{len(about_us)} of {len(said)} sentences begin with yourselves; turn one of them to the reader."
        )
