"""There are more hashtags than readers of this network are used to.

Why: A row of hashtags reads like a flyer, and some networks refuse the post or ignore the rest above a number
of their own. Source: the usual and the highest number in this network's facts; S0 for the readers.

Instead: Keep the one or two by which somebody in your town would really search.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import Span, before_space, closing_tags_at, hashtags
from twoway.domain.tagwords import spoken
from twoway.plug.examples import LONG, SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="TAG002", name="too-many-hashtags", family="Hashtags", default=Severity.WARN)

_ONE_ONLY = replace(SHORT, hashtags=replace(SHORT.hashtags, usual=1, most=1))

PASSES = (
    example("Fresh rye #Millbrook #Bakery #Rye"),
    example("Fresh rye at eight"),
    example("Fresh rye #Rye", facts=_ONE_ONLY),
    replace(example("#Millbrook #Bakery #Rye #Bread #SmallBusinessSaturday"), is_comment=True),
)
FAILS = (
    example("Fresh rye #Millbrook #Bakery #Rye #Bread"),
    example("Fresh #rye and #buns and #rolls and #cake for all"),
    example("Fresh rye #Rye #Bakery", facts=_ONE_ONLY),
    example("Fresh rye at eight. #Rye", facts=LONG),
    replace(example("#Rye #Bakery", facts=_ONE_ONLY), is_comment=True),
)


def check(case: Case) -> Iterator[Finding]:
    """One finding that points at the surplus; it stops where the network itself refuses so many."""
    tags, facts = hashtags(case.text), case.facts.hashtags
    refused = facts.most is not None and len(tags) > facts.most
    allowed = min(facts.usual, facts.most) if refused and facts.most is not None else facts.usual
    surplus = tags[allowed:]
    # Whoever puts hashtags into the first comment wants them out of the readers' way, not fewer.
    if not surplus or (case.is_comment and not refused):
        return
    yield RULE.found(
        _message(case.facts.name, len(tags), allowed, facts.most if refused else None),
        surplus[0].start,
        surplus[-1].end,
        _keep_the_first(case.text, surplus, allowed),
        severity=Severity.STOP if refused else None,
        is_final=refused,
    )


def _message(network: str, number: int, usual: int, most: int | None) -> str:
    if most is not None:
        return f"{network} takes {most} at most; here {'is' if number == 1 else 'are'} {_counted(number)}."
    if usual == 0:
        return f"On {network} nobody searches by hashtag; here {'is' if number == 1 else 'are'} {_counted(number)}."
    return f"{_counted(number)} are many for {network}, where {usual} {'is' if usual == 1 else 'are'} usual."


def _counted(number: int) -> str:
    return "1 hashtag" if number == 1 else f"{number} hashtags"


def _keep_the_first(text: str, surplus: tuple[Span, ...], allowed: int) -> Fix:
    """Drops the surplus from the closing block; inside a sentence the words stay, without the sign."""
    closing = closing_tags_at(text)
    start = surplus[0].start
    if start >= closing:
        start = before_space(text, start)
    parts, at = [], start
    for tag in surplus:
        between = text[at : tag.start]
        parts.append(between + spoken(tag.text) if tag.start < closing else between.rstrip())
        at = tag.end
    label = f"Keep the first {allowed}" if allowed else "Leave the hashtags out"
    return Fix(start=start, end=at, text="".join(parts), label=label)
