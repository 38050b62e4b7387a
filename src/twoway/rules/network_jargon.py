"""A word stands here that only people of another network understand.

Why: Readers who are not there do not know what to swipe, and feel that the post was meant for others. Source:
S0, on users who do not understand the other network's words.

Instead: Say it in words that everybody knows.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import blanked, holds, lowered
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="TON002", name="network-jargon", family="Tone", default=Severity.WARN)

_AT_HOME = replace(SHORT, jargon=("retweet", "tweet", "RT"))

PASSES = (
    example("Please retweet this", facts=_AT_HOME),
    example("The tweeting of birds at the mill"),
    example("We tweeted the plan", facts=_AT_HOME),
    example("Our story began in 1986, and we tell it in the shop"),
)
FAILS = (
    example("Please retweet this"),
    example("RT to help us find Jon's cat"),
    example("Swipe up for the recipe"),
    example("We tweeted the plan this morning"),
)

#: Each word with plain words for it, in the same form.
_PLAIN = {
    "retweet": "share",
    "retweets": "shares",
    "retweeted": "shared",
    "tweet": "post",
    "tweets": "posts",
    "tweeted": "posted",
    "toot": "post",
    "tooted": "posted",
    "skeet": "post",
    "skeets": "posts",
    "RT": "share",
    "swipe up": "follow the link",
    "upvote": "vote for it",
    "crosspost": "post elsewhere",
    "regram": "share",
    "subtweet": "hint",
}
_WORD = re.compile(
    r"\bRT\b(?=\s+(?:@|to\b|if\b|please\b|this\b|and\b))|\b(?i:"
    + "|".join(sorted((word for word in _PLAIN if word != "RT"), key=len, reverse=True))
    + r")\b"
)

#: One of these stands in every text that is meant; looking for them first costs next to nothing.
_STEMS = ("tweet", "toot", "skeet", "rt ", "swipe", "upvote", "crosspost", "regram")


def check(case: Case) -> Iterator[Finding]:
    """Each such word that is not at home on this network; the facts say which are."""
    if not holds(case.text, *_STEMS):
        return
    own = tuple(word.casefold() for word in case.facts.jargon)
    for match in _WORD.finditer(blanked(case.text)):
        word = match[0]
        if own and word.casefold().startswith(own):
            continue
        plain = _PLAIN.get(word) or _PLAIN[lowered(word)]
        plain = plain[0].upper() + plain[1:] if word[0].isupper() and match.start() == 0 else plain
        fix = Fix(start=match.start(), end=match.end(), text=plain, label=f"Write “{plain}”")
        yield RULE.found(
            f"Not everybody on {case.facts.name} knows what “{word}” means.", match.start(), match.end(), fix
        )
