"""A handle belongs to somebody you know on another network; here the same name may be a stranger's.

Why: The stranger is told about your post and the person you meant is not. Source: tools that copy posts between
networks tagged the wrong people this way (S0, on linking accounts to each other).

Instead: Add the person's handle on this network in People, or write the plain name.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="MEN003", name="wrong-person-risk", family="Mentions", default=Severity.STOP)

_ELSEWHERE = {"kemi": "Guild"}


def _knowing(text: str, *known: str) -> Case:
    return replace(example(text, known=known), elsewhere=_ELSEWHERE)


PASSES = (
    _knowing("Thank you, Kemi"),
    _knowing("Thank you, @kemi", "kemi"),
    _knowing("Thank you, @sunnybank"),
    example("Thank you, @kemi"),
)
FAILS = (
    _knowing("Thank you, @kemi"),
    _knowing("@Kemi and @sunnybank bake together", "sunnybank"),
    _knowing("With love from @kemi."),
)


def check(case: Case) -> Iterator[Finding]:
    """Each handle of the case's `elsewhere` that nobody you know has here."""
    if not case.elsewhere:
        return
    known = {mention.handle.casefold() for mention in case.mentions}
    strangers = {handle.casefold(): network for handle, network in case.elsewhere.items()}
    for span in handles(case.text):
        handle = span.text[1:]
        if handle.casefold() in known or handle.casefold() not in strangers:
            continue
        fix = Fix(start=span.start, end=span.end, text=handle, label=f"Write “{handle}”")
        yield RULE.found(
            f"You know {span.text} on {strangers[handle.casefold()]}; on {case.facts.name} this may be a stranger.",
            span.start,
            span.end,
            fix,
        )
