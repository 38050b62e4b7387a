"""All versions go out in the same minute.

Why: Who follows you in two places gets it twice at once, and each network has its own best hour. Source: S0,
each network has another audience.

Instead: Put an hour between them, beginning where the answers come fastest.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="CAD005",
    name="same-minute-everywhere",
    family="Rhythm",
    default=Severity.HINT,
    scopes=frozenset({Scope.POST}),
)

_EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def _going(*others: timedelta, at: datetime | None = _EIGHT) -> Case:
    times = {f"Account {n}": _EIGHT + later for n, later in enumerate(others)}
    return replace(example("Fresh rye"), at=at, siblings_at=times)


_NOW, _HOUR = timedelta(), timedelta(hours=1)

PASSES = (_going(), _going(_NOW), _going(_NOW, _HOUR), _going(_NOW, _NOW, at=None))
FAILS = (_going(_NOW, _NOW), _going(timedelta(seconds=30), timedelta(seconds=59)), _going(_NOW, _NOW, _NOW))


def check(case: Case) -> Iterator[Finding]:
    """Three versions or more, all within a minute."""
    at = case.at
    if at is None or len(case.siblings_at) < 2:
        return
    if all(abs(other - at) < timedelta(minutes=1) for other in case.siblings_at.values()):
        yield RULE.found(
            f"{len(case.siblings_at) + 1} versions go out in the same minute; put some time between them."
        )
