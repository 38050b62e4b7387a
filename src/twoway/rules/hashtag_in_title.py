"""A hashtag stands in the title.

Why: Titles are read in lists, where a hashtag cannot be tapped and takes the place of a word; the network looks for
hashtags in the text. Source: the hashtag pages of networks whose posts have a title.

Instead: Write the word plainly in the title, and put the hashtag at the end of the text.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import hashtags
from twoway.domain.tagwords import spoken
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="TAG010", name="hashtag-in-title", family="Hashtags", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

_TITLED = replace(SHORT, text=replace(SHORT.text, title_limit=replace(SHORT.text.limit, value=100)))


def _called(title: str) -> Case:
    return replace(example("The oven is warm. #Rye", facts=_TITLED), title=title)


PASSES = (
    _called("Why rye is dark"),
    _called("Loaf #1 of the day"),
    replace(example("The oven is warm. #Rye"), title="#Rye"),
)
FAILS = (
    _called("Why #Rye is dark"),
    _called("#SmallBusinessSaturday in Millbrook"),
    _called("Rye #Bread #Millbrook"),
)


def check(case: Case) -> Iterator[Finding]:
    """The first hashtag of a title, where the network shows one."""
    if case.facts.text.title_limit is None:
        return
    for tag in hashtags(case.title)[:1]:
        yield RULE.found(f"The title holds {tag.text}; write “{spoken(tag.text)}” and put the hashtag into the text.")
