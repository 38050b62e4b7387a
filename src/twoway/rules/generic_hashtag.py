"""All hashtags are of the kind under which millions of posts go by in a day.

Why: Nobody who looks for a baker in your town searches for #love or #business, and a post under such a tag is
out of sight within seconds. Source: published practice; S4, people search for what is going on in their own
town.

Instead: One tag that only people like your customers would type: your town, your trade, the event.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Severity
from twoway.domain.reading import hashtags
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="TAG006", name="generic-hashtag", family="Hashtags", default=Severity.HINT)

PASSES = (
    example("Fresh rye #Millbrook"),
    example("Fresh rye #love #Millbrook"),
    example("I love rye"),
)
FAILS = (
    example("Fresh rye #love"),
    example("Fresh rye #Business #Follow"),
    example("New window display #InstaGood #happy #PhotoOfTheDay"),
)

_GENERIC = frozenset(
    re.findall(
        r"\w+",
        """
        amazing art awesome beautiful best business cool cute entrepreneur entrepreneurship fashion
        follow follow4follow followback followforfollow followme food foodie foodporn fun goals good
        happy hustle igers inspiration instadaily instagood instalike instamood life lifestyle like
        like4like likeforlike likes love me mondaymotivation motivation nature new nofilter photo
        photography photooftheday picoftheday quote quoteoftheday selfie smile style success sunday
        tbt throwback trending viral weekend work
        """,
    )
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Only when there is no telling tag besides."""
    tags = hashtags(text)
    if tags and all(tag.text[1:].lower() in _GENERIC for tag in tags):
        yield RULE.found(
            "Nobody who could become your customer searches by such a hashtag; name your town or your trade.",
            tags[0].start,
            tags[-1].end,
        )
