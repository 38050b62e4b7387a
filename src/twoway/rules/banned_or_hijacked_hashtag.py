"""A hashtag stands on this workspace's list of hashtags not to use.

Why: Some tags were taken over by something you do not want to be seen next to, others belong to a rival.
Source: brand safety; the list is your own.

Instead: Leave it out, or choose another.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import hashtags
from twoway.domain.tagwords import spoken
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="TAG007", name="banned-or-hijacked-hashtag", family="Hashtags", default=Severity.STOP)

_LIST = {"blocked_hashtags": ("#BreadWars", "cheaploaf")}

PASSES = (
    example("Fresh rye #Millbrook", words=_LIST),
    example("No cheaploaf here", words=_LIST),
    example("Fresh rye #BreadWars"),
)
FAILS = (
    example("Fresh rye #breadwars", words=_LIST),
    example("Fresh rye #CheapLoaf #Millbrook", words=_LIST),
    example("In the #BreadWars we are neutral.", words=_LIST),
)


def check(case: Case) -> Iterator[Finding]:
    """Each tag on the list `blocked_hashtags`, however it is capitalised."""
    blocked = {tag.lstrip("#＃").casefold() for tag in case.words.get("blocked_hashtags", ())}
    for tag in hashtags(case.text) if blocked else ():
        if tag.text[1:].casefold() in blocked:
            yield RULE.found(
                f"{tag.text} is on your list of hashtags not to use.",
                tag.start,
                tag.end,
                Fix(start=tag.start, end=tag.end, text=spoken(tag.text), label="Take the sign away"),
            )
