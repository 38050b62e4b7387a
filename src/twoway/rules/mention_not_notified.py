"""A name is written with an @, but on this network that is plain text and tells nobody.

Why: The person is not told, and readers see a sign that does nothing. Source: this network's facts; some link
people only through a search in their own app.

Instead: Write the name.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MEN005", name="mention-not-notified", family="Mentions", default=Severity.WARN)

_DEAF = replace(SHORT, mentions=replace(SHORT.mentions, notifies=False))

PASSES = (
    example("Flour from @sunnybank"),
    example("Flour from Sunnybank", facts=_DEAF),
    example("Flour from @sunnybank", facts=_DEAF, known=("sunnybank",)),
)
FAILS = (
    example("Flour from @sunnybank", facts=_DEAF),
    example("@sunnybank and @themill", facts=_DEAF, known=("themill",)),
    example("With thanks to @Sunny.Bank.", facts=_DEAF),
)


def check(case: Case) -> Iterator[Finding]:
    """Each handle that was not looked up, where a typed one does nothing."""
    if case.facts.mentions.notifies:
        return
    known = {mention.handle.casefold() for mention in case.mentions if mention.remote_id}
    for span in handles(case.text):
        if span.text[1:].casefold() in known:
            continue
        fix = Fix(start=span.start, end=span.end, text=span.text[1:], label="Take the @ away")
        yield RULE.found(f"On {case.facts.name} a typed @ tells nobody.", span.start, span.end, fix)
