"""Something confidential from work stands in a post of a personal account.

Why: What is said among friends is read by a customer or a rival sooner or later. Source: S3, on keeping private
and business apart.

Instead: Leave it out, or wait until the business has said it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="PRV002", name="work-topic-on-personal-only", family="Private and business", default=Severity.WARN
)


def _worn(text: str, hat: str = "personal") -> Case:
    return replace(example(text), persona=hat)


PASSES = (
    _worn("We are under embargo until noon", "work"),
    _worn("A quiet day at the bakery, then a walk"),
    example("This is confidential"),
)
FAILS = (
    _worn("Just between us, we are about to lose our biggest customer"),
    _worn("Not announced yet, but we open a second shop"),
    _worn("One of my clients never pays"),
    _worn("Noch vertraulich: wir ziehen um"),
)

_INSIDE = re.compile(
    r"\b(?:strictly )?confidential(?:ly)?\b|\bunder (?:embargo|nda)\b|\bjust between us\b"
    r"|\bnot (?:yet )?(?:public|announced)(?: yet)?\b|\boff the record\b"
    r"|\b(?:one of )?(?:my|our) (?:clients?|customers?) (?:never|always|just|is|are|told|refuses?|owes?)\b"
    r"|\b(?:noch )?vertraulich\b|\bunter uns gesagt\b"
    r"|\bentre nosotros\b|\bconfidencial\b|\bentre nous\b|\bconfidentiel\b",
    re.IGNORECASE,
)


def check(case: Case) -> Iterator[Finding]:
    """Each phrase that tells of something inside, on personal accounts."""
    if case.persona != "personal":
        return
    for match in _INSIDE.finditer(case.text):
        yield RULE.found("This sounds confidential; a personal account is no place for it.", *match.span())
