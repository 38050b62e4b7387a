"""The text is much shorter than what readers of this network look for.

Why: Where people come to read, one line looks as if it had been meant for another network. Source: S0, another
network has another audience; the number in this network's facts.

Instead: Add what the others do not know: how it came about, what it cost, what you would do differently.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import bare_words
from twoway.domain.text.clean import is_beyond_all
from twoway.plug.examples import LONG, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="LEN005",
    name="too-short-for-network",
    family="Length",
    default=Severity.HINT,
    scopes=frozenset({Scope.POST}),
)

_READERS = replace(LONG, text=replace(LONG.text, expects_words=15))

PASSES = (
    example("Fresh rye at eight"),
    example("Fresh rye at eight. " * 5, facts=_READERS),
    example("", facts=_READERS),
)
FAILS = (
    example("Fresh rye at eight", facts=_READERS),
    example("New: rye. https://alderandrye.example", facts=_READERS),
    example("We are hiring #Jobs #Millbrook", facts=_READERS),
)


def check(case: Case) -> Iterator[Finding]:
    """Fewer words than the facts say."""
    if not case.facts.text.expects_words or is_beyond_all(case.text):
        return
    number = len(bare_words(case.text))
    if 0 < number < case.facts.text.expects_words:
        yield RULE.found(
            f"{number} {'word is' if number == 1 else 'words are'} little for {case.facts.name}; tell how it came about."
        )
