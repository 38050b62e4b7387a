"""The text holds back what it is about, so that people must tap to find out.

Why: Readers feel cheated, and networks show such posts to fewer people. Source: Meta's policy against withheld
and exaggerated headlines.

Instead: Say the best thing in the first sentence. Whoever wants the rest will tap.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="ENG006", name="clickbait", family="Bait and policy", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

PASSES = (
    example("You may not know how early bakers get up: at two."),
    example("What happened next door? They painted the front."),
    example("Three things to check before the frost comes"),
)
FAILS = (
    example("You won't believe what our baker did"),
    example("You'll never believe what happened"),
    example("This one simple trick keeps bread fresh"),
    example("We opened the oven, and what happened next will shock you"),
    example("Das glaubst du nicht: unser neues Brot"),
    example("No vas a creer lo que pasó"),
)

_BAIT = re.compile(
    r"\byou(?:['’]ll| will)? (?:won['’]t|not|never|wouldn['’]t) believe (?:what|how|this|who|where)"
    r"|\byou won['’]t believe\b|\bwhat happen(?:s|ed) next\b.{0,30}\b(?:will|shock|amaze"
    r"|surprise|you)"
    r"|\b(?:this|one|with this) (?:one )?(?:simple |weird |little |secret )+(?:trick|secret|hack)\b"
    r"|\b(?:will|gonna) (?:blow your mind|shock you|leave you speechless|change your life)\b"
    r"|\bthe (?:shocking|surprising) (?:truth|reason|secret)\b|\b(?:doctors|experts|bakers) (?:hate"
    r"|don['’]t want you)\b"
    r"|\bdas (?:glaubst du|glaubt ihr|glauben sie) (?:nicht|nie)\b|\bwas dann (?:geschah|passierte)\b"
    r"|\bno (?:vas|vais|va) a creer\b|\bvous n['’]allez pas (?:en |y )?croire\b|\btu ne vas pas (?:en |y )?croire\b",
    re.IGNORECASE,
)

#: One of these words stands in every text that is meant; looking for them first costs next to nothing.
_NEEDED = frozenset(
    {
        "bakers",
        "believe",
        "blow",
        "creer",
        "croire",
        "dann",
        "doctors",
        "experts",
        "glauben",
        "glaubst",
        "glaubt",
        "hack",
        "life",
        "next",
        "secret",
        "shock",
        "shocking",
        "speechless",
        "surprising",
        "trick",
    }
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each phrase of the kind."""
    if not tells(text, _NEEDED):
        return
    for match in _BAIT.finditer(text):
        yield RULE.found("This holds back what it is about; say the best thing first.", *match.span())
