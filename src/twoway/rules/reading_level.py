"""A sentence is very long.

Why: After about twenty-five words most readers have lost the beginning, and people who read in a second
language are gone before. Source: “use plain language”, in the social media accessibility guide of the
University of Kentucky.

Instead: Make two sentences of it.
"""

from collections.abc import Iterator

from twoway.domain.findings import Finding, Severity
from twoway.domain.reading import bare_words, sentences
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="ACC009", name="reading-level", family="Accessibility", default=Severity.HINT)

_MOST_WORDS = 40

PASSES = (
    example("Fresh rye at eight. " * 12),
    example(("word " * 40).strip() + "."),
    example("One, two, three. Four."),
)
FAILS = (
    example(("word " * 41).strip() + "."),
    example("Short one. " + "and then we baked again " * 10),
    example("because " * 50),
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each sentence of more than forty words; links, handles and hashtags are not counted."""
    # Between two words stands a sign, so a short sentence has not that many.
    for sentence in sentences(text):
        number = len(bare_words(text, sentence.start, sentence.end)) if len(sentence.text) > 2 * _MOST_WORDS else 0
        if number > _MOST_WORDS:
            yield RULE.found(
                f"This sentence has {number} words; two would be easier to read.", sentence.start, sentence.end
            )
