"""Limits differ from server to server on this network, and yours has never told what it allows.

Why: A text that fits the usual limit may be refused by a stricter server, and on a generous one you could say more.
Source: servers of this network tell their limits themselves when they are asked.

Instead: Press “Check” beside the account under Accounts; it asks the server again.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="NET004", name="instance-limits-unknown", family="Networks", default=Severity.HINT)


def _on_a_server(text: str = "Fresh rye", **limits: int) -> Case:
    return replace(example(text), asks_server=True, own_limits=limits)


PASSES = (
    _on_a_server(text="Fresh rye", pictures=4),
    replace(_on_a_server(), own_limits={"text": 500}),
    example("Fresh rye"),
    replace(_on_a_server(), facts=replace(SHORT, is_practice=True)),
)
FAILS = (
    _on_a_server(),
    _on_a_server("Fresh rye at eight. #Millbrook"),
    _on_a_server(""),
)


def check(case: Case) -> Iterator[Finding]:
    """No limit of the account's own, where servers have theirs; on the practice network there is nothing to miss."""
    if case.asks_server and not case.own_limits and not case.facts.is_practice:
        yield RULE.found(
            f"Servers of {case.facts.name} have limits of their own, and yours has not told them; check the account."
        )
