"""A reply or a thank-you carries the hashtag of your town.

Why: An answer is for one person. With the town's hashtag it shows up in everybody's search for the town, and a
row of them buries the news of the place. Source: S4, where thirty thank-yous filled the search for a town.

Instead: Leave the hashtag out of answers; use it in posts that are news for the town.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.reading import before_space, closing_tags_at, hashtags
from twoway.domain.tagwords import spoken
from twoway.plug.examples import example, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="TAG009",
    name="town-tag-in-boilerplate",
    family="Hashtags",
    default=Severity.WARN,
    scopes=frozenset({Scope.REPLY}),
)

_TOWN = {"town_hashtags": ("Millbrook",)}

PASSES = (
    reply("Thank you, Dele, we will tell the baker.", words=_TOWN),
    reply("See you in Millbrook", words=_TOWN),
    reply("Thanks #Millbrook"),
    example("Fresh rye #Millbrook"),
)
FAILS = (
    reply("Thank you, Dele. #Millbrook", words=_TOWN),
    reply("Thanks for coming to #millbrook today", words=_TOWN),
    reply("See you soon #Rye #Millbrook", words=_TOWN),
)


def check(case: Case) -> Iterator[Finding]:
    """Each hashtag of the list `town_hashtags`."""
    towns = {town.lstrip("#").casefold() for town in case.words.get("town_hashtags", ())}
    closing = closing_tags_at(case.text)
    for tag in hashtags(case.text) if towns else ():
        if tag.text[1:].casefold() not in towns:
            continue
        at_end = tag.start >= closing
        start = before_space(case.text, tag.start) if at_end else tag.start
        words = "" if at_end else spoken(tag.text)
        fix = Fix(start=start, end=tag.end, text=words, label="Leave it out" if at_end else f"Write “{words}”")
        yield RULE.found(
            "This answer is for one person, not for everybody who searches the town.", tag.start, tag.end, fix
        )
