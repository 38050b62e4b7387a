"""The post begs to be shared, or makes sharing the price of a prize.

Why: Networks show such posts to fewer people, and several forbid sharing as an entry to a prize draw. Source:
Meta's policy against engagement bait, in force since December 2017, and its rules for promotions.

Instead: Say something worth passing on. People share it by themselves.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="ENG003", name="share-bait", family="Bait and policy", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

PASSES = (
    example("We share our oven with the school on Fridays."),
    example("Please share this: the bridge is closed and the buses stop at the mill."),
    example("A loaf to share with friends."),
    example("Win a basket: write your name on a card in the shop."),
)
FAILS = (
    example("Share with 5 friends to win a basket"),
    example("Share this post to win"),
    example("Like and share for a chance to win"),
    example("Share if you agree"),
    example("Teilen und gewinnen"),
    example("Repost to enter"),
)

_BAIT = re.compile(
    r"\b(?:share|repost|retweet|rt)\b[^.!?\n]{0,40}\b(?:to\s+(?:win|enter|be\s+entered|qualify)|for\s+(?:a"
    r"|your)\s+chance)\b"
    r"|\bshare\s+(?:this\s+)?with\s+(?:at\s+least\s+)?(?:\d+|two|three|four|five|six|ten"
    r"|all\s+your)\s+(?:of\s+your\s+)?friends\b"
    r"|(?:(?:^|(?<=[.!?:\n]))[^\S\n]{0,3}|\b(?:please|and)\s+)(?:share|repost|retweet)\s+(?:this\s+)?if\s+you\b"
    r"|\b(?:teilen|teilt)\s+(?:und|&)\s+gewinn\w*|\bcomparte\s+(?:y|para)\s+gan\w+|\bpartagez\s+(?:et"
    r"|pour)\s+(?:gagn\w+|tent\w+)",
    re.IGNORECASE,
)

#: One of these words stands in every text that is meant; looking for them first costs next to nothing.
_NEEDED = frozenset({"comparte", "partagez", "repost", "retweet", "rt", "share", "teilen", "teilt"})


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each time it begs."""
    if not tells(text, _NEEDED):
        return
    for match in _BAIT.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield RULE.found(
            "Asking to be shared makes networks show a post to fewer people, and some forbid it as an entry.",
            start,
            match.end(),
        )
