"""There are hashtags, but none of your town or area, though people here search by hashtag.

Why: People look for what is going on in their own town, and a shop lives from them. Source: S4, “I always
search what's going on in my local town”.

Instead: Give the town the place of the hashtag that tells least.
"""

from collections.abc import Iterator

from twoway.domain.facts import HashtagUse
from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.reading import hashtags
from twoway.plug.examples import LONG, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="TAG008",
    name="missing-local-tag",
    family="Hashtags",
    default=Severity.HINT,
    scopes=frozenset({Scope.POST}),
)

_TOWN = {"town_hashtags": ("#Millbrook", "#AlderValley")}

PASSES = (
    example("Fresh rye #Bakery #millbrook", words=_TOWN),
    example("Fresh rye", words=_TOWN),
    example("Fresh rye #Bakery"),
    example("Fresh rye #Bakery", facts=LONG, words=_TOWN),
)
FAILS = (
    example("Fresh rye #Bakery", words=_TOWN),
    example("Fresh rye #Bakery #Rye", words=_TOWN),
    example("#Bakery news: we open on Sunday", words=_TOWN),
)


def check(case: Case) -> Iterator[Finding]:
    """The list `town_hashtags` holds your towns; with room for one more, the first is offered."""
    towns, tags, facts = case.words.get("town_hashtags", ()), hashtags(case.text), case.facts.hashtags
    if not towns or not tags or facts.use is not HashtagUse.SEARCH:
        return
    if {tag.text.casefold() for tag in tags} & {"#" + town.lstrip("#").casefold() for town in towns}:
        return
    town = "#" + towns[0].lstrip("#")
    fixes = [Fix(start=len(case.text), end=len(case.text), text=f" {town}", label=f"Add {town}")]
    has_room = len(tags) < facts.usual and case.length + len(town) < case.limit
    yield RULE.found(
        f"People here search by town; {town} would let them find this.", 0, 0, *(fixes if has_room else ())
    )
