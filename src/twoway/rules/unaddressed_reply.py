"""You answer somebody who neither named you nor wrote under your own words, and this network does not take that.

Why: Through its API the network lets an account answer only people who turned to it, so that nobody is talked at by
machines. Source: the fact of this network on whom an answer may go to.

Instead: Answer there by hand, in the network's own app, or wait until they write to you.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import SHORT, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="RPL007",
    name="unaddressed-reply",
    family="Conversation",
    default=Severity.STOP,
    scopes=frozenset({Scope.REPLY}),
    is_final=True,
)

_STRICT = replace(SHORT, answers_only_addressed=True)


def _to(*, is_addressed: bool | None, text: str = "We open at eight.", **changes: object) -> Case:
    return reply(text, facts=_STRICT, is_addressed=is_addressed, **changes)


PASSES = (
    _to(is_addressed=True),
    _to(is_addressed=None),
    reply("We open at eight.", is_addressed=False),
)
FAILS = (
    _to(is_addressed=False),
    _to(is_addressed=False, person="Dele Okafor"),
    _to(is_addressed=False, text="Happy to help, our rye is back on Saturday."),
)


def check(case: Case) -> Iterator[Finding]:
    """Only where it is known that they did not turn to us."""
    if case.facts.answers_only_addressed and case.is_addressed is False:
        whom = case.person or "This person"
        yield RULE.found(
            f"{whom} did not turn to you, and {case.facts.name} takes no answer then; answer there by hand."
        )
