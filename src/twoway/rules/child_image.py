"""A picture on a work account shows a child.

Why: A child cannot agree to be on a firm's page for good, and parents see it differently from you. Source: S1,
baby pictures go to friends only, unless that is your trade; data protection law.

Instead: Ask the parents in writing, or choose a picture without faces.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="PRV005", name="child-image", family="Private and business", default=Severity.WARN)


def _shown(alt: str, hat: str = "work", **words: tuple[str, ...]) -> Case:
    return replace(example("Open day", pictures=(picture(alt),), words=words), persona=hat)


PASSES = (
    _shown("A baby asleep in a basket", "personal"),
    _shown("Baby carrots on a board"),
    _shown("Our baker with a boy at the counter", topics=("children",)),
    example("Children welcome", pictures=(picture("A child at the counter"),)),
)
FAILS = (
    _shown("A baby asleep in a bread basket"),
    _shown("Two children kneading dough"),
    _shown("Ein Mädchen mit einem Brötchen"),
)

_CHILD = re.compile(
    r"\b(?:(?:a|the|my|our|her|his|two|three|four|five|some|little|small|school)\s+)(?:\w+\s+)?"
    r"(?:baby|babies|toddlers?|child|children|kids?|boys?|girls?|pupils|infant|schoolchildren|son"
    r"|daughter)\b(?!\s+(?:carrots?|spinach|shower|friend))"
    r"|\b(?:kinder|schulkinder|kleinkind|mädchen|junge|säugling|niñ[oa]s?|bebé|enfants?|fillette|garçon|bébé)\b",
    re.IGNORECASE,
)


def check(case: Case) -> Iterator[Finding]:
    """What the description says; `children` in the list `topics` means that it is your trade."""
    if case.persona != "work" or "children" in case.words.get("topics", ()):
        return
    for number, image in enumerate(case.pictures, start=1):
        if _CHILD.search(image.alt):
            yield RULE.found(
                f"The {which_picture(number, len(case.pictures))} seems to show a child; make sure that the parents agreed."
            )
