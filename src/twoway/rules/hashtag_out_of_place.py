"""A hashtag stands inside a sentence on a network where hashtags do nothing for the reader.

Why: Where nobody searches by hashtag, it is only a word with a fence before it: out of place, messy and without
function. Source: S0, on linking accounts to each other.

Instead: Write the words plainly. Keep the hashtag on the networks where people search by it.
"""

from collections.abc import Iterator

from twoway.domain.facts import HashtagUse
from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import closing_tags_at, hashtags
from twoway.domain.tagwords import spoken
from twoway.plug.examples import LONG, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="TAG001", name="hashtag-out-of-place", family="Hashtags", default=Severity.WARN)

PASSES = (
    example("We are open for #SmallBusinessSaturday from eight."),
    example("We are open on Saturday from eight.", facts=LONG),
    example("We are open on Saturday from eight. #SmallBusinessSaturday", facts=LONG),
    example("The plan is at https://alderandrye.example/#plan for all to see", facts=LONG),
)
FAILS = (
    example("We are open for #SmallBusinessSaturday from eight.", facts=LONG),
    example("#Rye at eight", facts=LONG),
    example("Happy #ryeday! Wir freuen uns auf #Millbrook.", facts=LONG),
)


def check(case: Case) -> Iterator[Finding]:
    """Each hashtag before the closing block."""
    if case.facts.hashtags.use is HashtagUse.SEARCH:
        return
    closing = closing_tags_at(case.text)
    for tag in hashtags(case.text):
        if tag.start >= closing:
            continue
        words = spoken(tag.text)
        yield RULE.found(
            f"On {case.facts.name} nobody searches by hashtag, so {tag.text} only gets in the way of reading.",
            tag.start,
            tag.end,
            Fix(start=tag.start, end=tag.end, text=words, label=f"Write “{words}”"),
        )
