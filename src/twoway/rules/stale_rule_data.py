"""What we know of this network's limits has not been checked for a long time.

Why: Limits change; four of them did within a year. A text that was right by old numbers is refused. Source: the
checked-on date in this network's facts.

Instead: Update Twoway, or compare the number with the page it was read on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from twoway.domain.findings import Case, Finding, Severity
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="NET002", name="stale-rule-data", family="Networks", default=Severity.HINT)

_FRESH_FOR = timedelta(days=180)


def _on(today: date, text: str = "Fresh rye") -> Case:
    return replace(example(text), today=today)


PASSES = (
    _on(date(2026, 12, 1)),
    _on(date(2027, 5, 21)),
    example("Fresh rye"),
    replace(example("Fresh rye", limit=500), today=date(2029, 1, 1)),
    replace(example("Fresh rye", facts=replace(SHORT, is_practice=True)), today=date(2029, 1, 1)),
)
FAILS = (
    _on(date(2027, 5, 22)),
    _on(date(2029, 1, 1)),
    _on(date(2031, 5, 1), "Fresh rye at eight. #Millbrook"),
)


def check(case: Case) -> Iterator[Finding]:
    """Only for a limit from the facts; one that the server told us is as fresh as the server, and practice is our own."""
    limit = case.facts.text.limit
    if case.today is None or case.facts.is_practice or case.limit != limit.value:
        return
    if case.today - limit.checked_on <= _FRESH_FOR:
        return
    yield RULE.found(
        f"The limit of {case.facts.name} was last checked on {limit.checked_on:%d %B %Y}; it may have changed since."
    )
