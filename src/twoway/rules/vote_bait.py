"""Reactions are used as a poll: a heart for one thing, a thumb for the other.

Why: Networks show posts that use reactions as votes to fewer people. Source: Meta's policy against engagement
bait, in force since December 2017.

Instead: Use a real poll where the network has one, or ask for an answer in words.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="ENG005", name="vote-bait", family="Bait and policy", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

PASSES = (
    example("Rye or spelt: which one do you take home?"),
    example("❤️ for our bakers, who got up at two."),
    example("Two for the price of one 👍"),
)
FAILS = (
    example("❤️ for rye, 👍 for spelt"),
    example("👍 = rye\n❤️ = spelt"),
    example("Vote with your reactions: 😍 for rye and 😮 for spelt"),
    example("👍 für Roggen, ❤️ für Dinkel"),
)

_VOTE = re.compile(
    r"[❤👍👎😍😮😂😢😡🔥💙💚💛🧡💜🙌👏⬆⬇][\ufe0f\U0001f3fb-\U0001f3ff]?\s*(?i:for|if|=|:|für|wenn|para|si"
    r"|pour)\s+[\w“\"]"
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Two or more reactions, each for something."""
    votes = [] if text.isascii() else list(_VOTE.finditer(text))
    if len(votes) >= 2:
        yield RULE.found(
            "Reactions as votes make networks show a post to fewer people; ask for an answer in words.",
            votes[0].start(),
            votes[-1].end(),
        )
