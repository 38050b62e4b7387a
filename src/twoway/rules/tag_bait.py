"""The post asks readers to tag their friends.

Why: Networks show posts that ask for tags to fewer people, and the friends did not ask for it. Source: Meta's
policy against engagement bait, in force since December 2017.

Instead: Invite people to bring a friend along.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="ENG004", name="tag-bait", family="Bait and policy", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

PASSES = (
    example("Bring a friend who has never had rye."),
    example("The price tag, a friend said, is too small."),
    example("Guten Tag, Freunde"),
    example("Send us your photos and tag us, we love to see them."),
)
FAILS = (
    example("Tag a friend who loves bread"),
    example("Tag 3 friends to win"),
    example("Tag someone who needs this"),
    example("Markiere eine Freundin, die Brot liebt"),
    example("Etiqueta a un amigo que ame el pan"),
)

_BAIT = re.compile(
    r"\btag\s+(?:a|an|your|\d+|two|three|five|some)\s+(?:best\s+|of\s+your\s+|other\s+)*(?:friends?|mates?"
    r"|someone|somebody|colleagues?|people|person|bestie|partner|mum|mom|dad)\b"
    r"|\btag\s+(?:someone|somebody|anyone)\b"
    r"|\bmarkier(?:e|t|en\s+sie)\s+(?:eine?n?|deine?n?|eure|\d+|zwei|drei)\s+\w*(?:freund|kolleg|person|leute)\w*"
    r"|\betiqueta\s+a\s+(?:un|una|tus?|\d+)\s+\w*(?:amig|person)\w*|\b(?:tague|taguez|identifie"
    r"|identifiez)\s+(?:une?|vos|tes|\d+)\s+(?:ami|personne)\w*",
    re.IGNORECASE,
)

#: One of these words stands in every text that is meant; looking for them first costs next to nothing.
_NEEDED = frozenset(
    {"etiqueta", "identifie", "identifiez", "markiere", "markieren", "markiert", "tag", "tague", "taguez"}
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each time it asks."""
    if not tells(text, _NEEDED):
        return
    for match in _BAIT.finditer(text):
        yield RULE.found(
            "Asking people to tag friends makes networks show a post to fewer people.", match.start(), match.end()
        )
