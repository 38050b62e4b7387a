"""The first sentence does not end before the “more” fold, so that most readers never reach the point.

Why: Long texts are cut after the first lines until somebody taps. What stands after the fold is read by few.
The place of the fold is a published rule of thumb, not an official number. Source: S0, words are tailored to
each network.

Instead: Begin with one short sentence that says it all, and tell the story after it.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import sentences
from twoway.domain.text.clean import is_beyond_all
from twoway.plug.examples import LONG, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN004", name="fold-hides-point", family="Length", default=Severity.HINT)

_FOLDED = replace(LONG, text=replace(LONG.text, fold=80))
_WINDING = (
    "After a long winter in which the mill stood still and the roads were closed for weeks, with all that this "
    "brought, we are glad to say that there is rye again."
)

PASSES = (
    example("There is rye again. " + _WINDING, facts=_FOLDED),
    example(_WINDING, facts=LONG),
    example("Short and sweet", facts=_FOLDED),
)
FAILS = (
    example(_WINDING, facts=_FOLDED),
    example(_WINDING + " Come and see.", facts=_FOLDED),
    example("🥐 " + _WINDING + "\n\nhttps://alderandrye.example", facts=_FOLDED),
)


def check(case: Case) -> Iterator[Finding]:
    """The first sentence crosses the fold."""
    fold = case.facts.text.fold
    if not fold or len(case.text) <= fold or is_beyond_all(case.text):
        return
    first = sentences(case.text)[:1]
    if first and first[0].end > fold:
        yield RULE.found(
            f"{case.facts.name} hides what comes after about {fold} characters, and your first sentence does not end "
            "before that.",
            fold,
            first[0].end,
        )
