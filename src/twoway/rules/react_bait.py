"""The post begs for a like or another reaction.

Why: Networks show posts that ask for reactions to fewer people, and readers see through it. Source: Meta's
policy against engagement bait, in force since December 2017; others follow it.

Instead: Ask a question that somebody would like to answer.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import lowered, tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="ENG001", name="react-bait", family="Bait and policy", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

PASSES = (
    example("If you like rye, come at eight."),
    example("Would you like it sliced if you take two?"),
    example("Let us know how you like your rye."),
    example("Feel like a walk? Come by if you are near."),
)
FAILS = (
    example("LIKE if you love bread"),
    example("Like this post if you agree"),
    example("Double tap if you are hungry"),
    example("❤️ if you love rye"),
    example("Smash that like button"),
    example("Liked, wenn ihr Brot liebt"),
    example("Like & share for more bread"),
    example("Brot für alle: liken und teilen"),
    example("Dale like y ven a probarlo"),
)

_BAIT = re.compile(
    r"(?:(?:^|(?<=[.!?:\n]))[^\S\n]{0,3}|\b(?:please|just|hit|and|so)\s+)like\s+(?:this\s+(?:post\s+|photo\s+"
    r"|picture\s+)?|it\s+)?if\s+(?:you|u)\b"
    r"|\b(?:like|share)\s+this\s+(?:post|photo|picture)\s+if\b|\bdouble[\s-]tap\s+(?:if|to|for)\b"
    r"|(?:❤️?|👍|🔥|🙌|😍|💯)\s*if\s+(?:you|u)\b|\b(?:smash|hit)\s+(?:that|the)\s+like\b"
    r"|(?:^|(?<=[.!?:\n]))[^\S\n]{0,3}liked?t?,?\s+wenn\s+(?:ihr|du)\b|\bdale\s+(?:a\s+)?(?:me\s+gusta"
    r"|like)\s+si\b|\b(?:likez|aimez|mettez\s+un\s+like)\s+si\b"
    r"|(?:^|(?<=[.!?:\n]))[^\S\n]{0,3}like\s*(?:,|and|&|\+)\s*(?:share|comment|follow|subscribe|retweet|repost)\b"
    r"|\b(?:jetzt|bitte)\s+liken\b|\bliken\s+(?:und|&)\s+teilen\b|\bdale\s+(?:a\s+)?(?:me\s+gusta|like)\b"
    r"|\baimez\s+et\s+partagez\b",
    re.IGNORECASE,
)

#: One of these words stands in what is meant, or one of these signs, or "like" and "share" with a word that goes on.
_NEEDED = frozenset({"aimez", "dale", "double", "hit", "liken", "likez", "mettez", "smash", "wenn"})
_GOES_ON = re.compile(r"(?:like|share)(?:\s+(?:if|this|it)|\s*(?:,|and|&|\+))")
_SIGN = re.compile(r"[❤👍🔥🙌😍💯]\ufe0f?\s*[iIİı]")


def _may_beg(text: str) -> bool:
    """Quickly, and rather once too often."""
    small = lowered(text)
    return tells(text, _NEEDED) or bool(_GOES_ON.search(small) or (not small.isascii() and _SIGN.search(text)))


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each time it begs."""
    if not _may_beg(text):
        return
    for match in _BAIT.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield RULE.found(
            "Asking for likes makes networks show a post to fewer people; ask a real question.", start, match.end()
        )
