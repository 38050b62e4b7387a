"""A handle was not found on this network, so that it will be plain text.

Why: This network asks for the account behind a handle; without it nobody is told and nobody can tap the name.
Source: the link rules of networks whose handles must be looked up.

Instead: Check the spelling, or write the plain name.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import handles
from twoway.domain.versions import Mention
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MEN008", name="unresolved-handle", family="Mentions", default=Severity.WARN)

_ASKS = replace(SHORT, mentions=replace(SHORT.mentions, needs_id=True))
_LOST = (Mention(handle="sunnybnak"),)

PASSES = (
    example("Flour from @sunnybank", facts=_ASKS, known=("sunnybank",)),
    example("Flour from @sunnybank"),
    replace(example("Flour from @sunnybnak"), mentions=_LOST),
)
FAILS = (
    replace(example("Flour from @sunnybnak", facts=_ASKS), mentions=_LOST),
    replace(example("@sunnybnak, thank you", facts=_ASKS), mentions=_LOST),
    replace(example("@SunnyBnak and @themill", facts=_ASKS, known=("themill",)), mentions=_LOST),
)


def check(case: Case) -> Iterator[Finding]:
    """Each mention that the network could not say who it is."""
    if not case.facts.mentions.needs_id:
        return
    lost = {mention.handle.casefold() for mention in case.mentions if mention.remote_id is None}
    for span in handles(case.text):
        if span.text[1:].casefold() in lost:
            fix = Fix(start=span.start, end=span.end, text=span.text[1:], label="Take the @ away")
            yield RULE.found(f"{case.facts.name} does not know {span.text}.", span.start, span.end, fix)
