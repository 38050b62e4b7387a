"""It is to go out while its readers are asleep, or on a day on which you said that nothing should go.

Why: What is posted at three in the morning is far down by breakfast; and on a day of mourning a cheerful post
does harm. Source: published practice; the list of days is your own.

Instead: Choose an hour between seven in the morning and ten at night.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="CAD006", name="bad-hour", family="Rhythm", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

_QUIET = {"quiet_days": ("2026-12-25",)}


def _at(day: int, hour: int) -> Case:
    return replace(example("Fresh rye", words=_QUIET), at=datetime(2026, 12, day, hour, tzinfo=UTC))


PASSES = (_at(24, 8), _at(24, 21), _at(26, 6), example("Fresh rye", words=_QUIET))
FAILS = (_at(24, 3), _at(24, 23), _at(25, 10))

_FIRST_HOUR, _LAST_HOUR = 6, 22


def check(case: Case) -> Iterator[Finding]:
    """The day is of the list `quiet_days` (which warns), or the hour is one of the night."""
    if case.at is None:
        return
    if case.at.date().isoformat() in case.words.get("quiet_days", ()):
        yield RULE.found("You said that nothing should go out on this day.", severity=Severity.WARN)
    elif not _FIRST_HOUR <= case.at.hour < _LAST_HOUR:
        yield RULE.found(f"At {case.at:%H:%M} most of your readers are asleep.")
