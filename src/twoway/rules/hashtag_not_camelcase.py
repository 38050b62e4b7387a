"""A hashtag of several words is written in lower case, so that a screen reader cannot find the words in it.

Why: With a capital at each word a screen reader says the words one by one, and everybody else reads them at a
glance. Source: the social media accessibility guides of the universities of Princeton, Virginia, Kentucky and
Michigan.

Instead: A capital at each word, #SmallBusiness. The search finds it all the same.
"""

from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import hashtags
from twoway.domain.tagwords import camel_case, known_words
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="TAG003", name="hashtag-not-camelcase", family="Hashtags", default=Severity.WARN)

PASSES = (
    example("Open today #SmallBusinessSaturday"),
    example("Open today #sourdough #weekend #handmade"),
    example("Offen ab acht #brötchen #millbrook"),
)
FAILS = (
    example("Open today #smallbusinesssaturday"),
    example("Come to the #farmersmarket on Sunday"),
    example("New on the shelf #handmadegifts #Millbrook"),
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each lower-case tag whose words are all known."""
    for tag in hashtags(text):
        if not tag.text[1:].islower() or not known_words(tag.text[1:]):
            continue
        better = camel_case(tag.text)
        yield RULE.found(
            f"A screen reader cannot find the words in {tag.text}; with a capital at each word it can.",
            tag.start,
            tag.end,
            Fix(start=tag.start, end=tag.end, text=better, label=f"Write {better}"),
        )
