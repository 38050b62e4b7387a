"""The title is longer than this network takes.

Why: A title that is too long is refused with the whole post, or cut off in the middle of a word. Source: the limit
of a title in this network's facts, with the page it was read on.

Instead: Say what it is about in a few words, and leave the rest to the text.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.text.count import length
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="LEN006",
    name="title-limit",
    family="Length",
    default=Severity.STOP,
    scopes=frozenset({Scope.POST}),
    is_final=True,
)

_TITLED = replace(SHORT, text=replace(SHORT.text, title_limit=replace(SHORT.text.limit, value=20)))


def _called(title: str) -> Case:
    return replace(example("The oven is warm.", facts=_TITLED), title=title)


PASSES = (
    _called("Why rye is dark"),
    _called("a" * 20),
    _called(""),
    replace(example("The oven is warm."), title="A title that this network has no place for"),
)
FAILS = (
    _called("a" * 21),
    _called("Why our rye is so dark this winter"),
    _called("焼きたてのライ麦パンが八時に焼き上がります"),
)


def check(case: Case) -> Iterator[Finding]:
    """Counted as the network counts titles; a title that it has no place for is not sent."""
    most = case.facts.text.title_limit
    if most is None or not case.title:
        return
    as_text = replace(case.facts, text=replace(case.facts.text, limit=most))
    over = length(case.title, as_text, {}) - most.value
    if over > 0:
        yield RULE.found(
            f"The title is {over:,} {'character' if over == 1 else 'characters'} over the limit of {most.value:,} on "
            f"{case.facts.name}."
        )
