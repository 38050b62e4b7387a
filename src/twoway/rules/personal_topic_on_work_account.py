"""Private life stands in a post of a work account.

Why: A customer who reads reviews should not meet a cousin's wedding or last night's match. Source: S0, S1 and
S3, on keeping private and business apart.

Instead: Send it from a personal account, to the friends it is meant for.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import holds
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="PRV001",
    name="personal-topic-on-work-account",
    family="Private and business",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)


def _worn(text: str, hat: str = "work", **words: tuple[str, ...]) -> Case:
    return replace(example(text, words=words), persona=hat)


PASSES = (
    _worn("My daughter took her first steps today", "personal"),
    _worn("Our family bakery is closed on Sunday for a wedding: we bake the cake."),
    example("So drunk last night"),
    _worn("The match on Saturday is shown here, kick-off at three", topics=("sport",)),
    _worn("What a win, 3-1 against the neighbours", topics=("sport",)),
    _worn("Politicians eat bread, too", never_mix=("politics",)),
    replace(_worn("Fresh rye at eight"), warning="Food, and a queue"),
)
FAILS = (
    _worn("My daughter took her first steps today"),
    _worn("What a game! We won 3-1 and I have no voice left"),
    _worn("So drunk last night, never again"),
    _worn("Please vote for her on Thursday, she will lower taxes"),
    _worn("Meine kleine Tochter hat heute ihren ersten Zahn"),
    _worn("Our choir sings on Sunday, do come", never_mix=("the garden", "choir")),
    replace(_worn("Fresh rye at eight"), warning="Me, so drunk last night"),
    replace(_worn("Fresh rye at eight", never_mix=("choir",)), warning="Our choir"),
)

_TOPICS = {
    "family": (
        r"\b(?:my|meine?) (?:\w+ )?(?:daughter|son|wife|husband|baby|toddler|kids?|children|mum|mother-in-law"
        r"|boyfriend|girlfriend"
        r"|tochter|sohn|mann|frau|kinder|freundin)\b|\bbaby bump\b"
    ),
    "nights out": r"\b(?:so|too|very) drunk\b"
    r"|\bhung ?over\b|\bwild night\b|\bdrank too much\b|\bverkatert\b|\bresacón?\b|\bgueule de bois\b",
    "politics": (
        r"\bvote (?:for|against) (?:him|her|them|labour|the (?:left|right|greens|tories|democrats|republicans))\b"
        r"|\b(?:this|the) (?:government|president|prime minister) (?:is|are) (?:a|an|useless|corrupt|liars?)\b"
        r"|\bwählt (?:nicht )?(?:die|den)\b"
    ),
    "sport": r"\b(?:we|they|[A-Z]\w+) (?:won|lost|beat \w+) \d{1,2}\s?[-–:]\s?\d{1,2}\b|\b(?:what a (?:game|match|goal))\b",
}
_COMPILED = {topic: re.compile(pattern, re.IGNORECASE) for topic, pattern in _TOPICS.items()}
#: One of these stands in every text about the topic; looking for them first costs next to nothing.
_STEMS = {
    "family": ("my ", "mein ", "meine ", "baby bump"),
    "nights out": ("drunk", "hung", "wild night", "drank", "verkatert", "resac", "gueule"),
    "politics": ("vote ", "government", "president", "prime minister", "wählt "),
    "sport": (" won ", " lost ", " beat ", "what a "),
}


# The same words are looked at for each account that they go to.
@lru_cache(maxsize=16)
def _topics(text: str) -> tuple[tuple[str, int, int], ...]:
    """What of private life stands in a text, and where first."""
    found = ((topic, pattern.search(text)) for topic, pattern in _COMPILED.items() if holds(text, *_STEMS[topic]))
    return tuple((topic, *match.span()) for topic, match in found if match)


@lru_cache(maxsize=64)
def _said(words: str, text: str) -> tuple[int, int] | None:
    """Where a text says these words first."""
    match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
    return match.span() if match else None


def check(case: Case) -> Iterator[Finding]:
    """Only on work accounts; topics of the list `topics` are the trade itself and are let be.

    Words of the list `never_mix` are the workspace's own choice.
    """
    if case.persona != "work":
        return
    for message, start, end in _private_in(case.text, case):
        yield RULE.found(f"{message}, and here the business speaks.", start, end)
    for message, _, _ in _private_in(case.warning, case) if case.warning else ():
        yield RULE.found(f"In the warning: {message[0].lower()}{message[1:]}, and here the business speaks.")


def _private_in(text: str, case: Case) -> Iterator[tuple[str, int, int]]:
    """What of private life is in a text, in words, and where."""
    trade = {topic.casefold() for topic in case.words.get("topics", ())}
    for topic, start, end in _topics(text):
        if topic not in trade:
            yield f"This is about {topic}", start, end
    for words in case.words.get("never_mix", ()):
        if place := _said(words, text):
            yield f"You never mix “{words}” with work", *place
