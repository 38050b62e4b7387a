"""The text is longer than this network takes, counted the way this network counts.

Why: What is over the limit is refused, or cut off in the middle of a word. Networks count differently: some
count signs as people see them, some give every link the same length, some count two for an emoji. Source: the
limit in this network's facts, with the page it was read on.

Instead: Leave out the sentence that matters least, or say the second half in a second post.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import before_space, closing_tags_at, links, sentences
from twoway.domain.text.clean import is_beyond_all
from twoway.plug.examples import LONG, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN001", name="over-limit", family="Length", default=Severity.STOP, is_final=True)

_LONG_STORY = "We opened at six and the queue went round the corner. " * 6

PASSES = (
    example("Fresh rye at eight."),
    example("a" * 300),
    example(_LONG_STORY, facts=LONG),
    example(_LONG_STORY, limit=0),
)
FAILS = (
    example("a" * 301),
    example(_LONG_STORY),
    example("Fresh rye at eight. Come early, it goes fast.", limit=20),
)


def check(case: Case) -> Iterator[Finding]:
    """Over the limit by how much, and which words are too many."""
    over = case.length - case.limit
    if case.limit <= 0 or over <= 0:
        return
    at = min(case.limit, len(case.text)) if case.over_at is None else case.over_at
    yield RULE.found(
        f"This is {over:,} {'character' if over == 1 else 'characters'} over the limit of {case.limit:,} on {case.facts.name}.",
        at,
        len(case.text),
        *(() if is_beyond_all(case.text) else _shorter(case.text, over)),
    )


def _shorter(text: str, over: int) -> Iterator[Fix]:
    """Leave out the hashtags at the end, or the last sentences, where that is enough; links are kept."""
    last_link = max((link.end for link in links(text)), default=0)
    tags = before_space(text, closing_tags_at(text))
    if tags and len(text) - tags >= over and last_link <= tags:
        yield Fix(start=tags, end=len(text), text="", label="Leave out the hashtags", is_safe=False)
    for sentence in reversed(sentences(text)[1:]):
        start = before_space(text, sentence.start)
        if last_link > start:
            return
        if len(text) - start >= over:
            yield Fix(start=start, end=len(text), text="", label="Leave out the end", is_safe=False)
            return
