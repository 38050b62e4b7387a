"""Many posts of this account go out shortly after one another.

Why: Who follows you sees nothing but you for an hour, and takes you off the list. Source: S2, on firms that post ten
to fifteen times a day about themselves.

Instead: Keep the two that matter today, and give the others a day of their own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import after, example, reply, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="SPM006", name="burst", family="Repetition", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

_RYE = example("Fresh rye at eight")
_MINUTE, _HOUR = 1 / 24 / 60, 1 / 24

PASSES = (
    after(_RYE),
    after(_RYE, *(said(days=n * 5 * _MINUTE) for n in (1, 2))),
    after(_RYE, *(said(days=n * _HOUR) for n in (1.5, 3, 4.5, 6))),
    after(reply("Until six"), *(said(days=n * 5 * _MINUTE) for n in range(1, 9))),
)
FAILS = (
    after(_RYE, *(said(days=n * 5 * _MINUTE) for n in (1, 2, 3))),
    after(_RYE, *(said(days=n * 20 * _MINUTE) for n in (-2, -1, 1, 2))),
    after(_RYE, *(said(days=-n * 1.5 * _HOUR) for n in range(1, 10))),
)

#: The fourth within an hour, or the tenth on one day.
_IN_AN_HOUR, _ON_A_DAY = 4, 10
_SPAN = timedelta(minutes=60)


def check(case: Case) -> Iterator[Finding]:
    """Counts what is around the time at which it is to go; silent where nobody said when."""
    if case.at is None or case.scope is not Scope.POST:
        return
    times = [one.at for one in case.past]
    on_the_day = sum(one.date() == case.at.date() for one in times) + 1
    if _around(times, case.at) >= _IN_AN_HOUR:
        yield RULE.found(
            f"With this, {_around(times, case.at)} posts go out here around {case.at:%H:%M}"
            f"{_first_free(times, case.at)}."
        )
    elif on_the_day >= _ON_A_DAY:
        yield RULE.found(f"This is one of {on_the_day} posts on one day here; keep the ones that matter.")


def _around(times: list[datetime], at: datetime) -> int:
    """How many go out within an hour of each other, this one counted."""
    return sum(abs(one - at) < _SPAN for one in times) + 1


def _first_free(times: list[datetime], at: datetime) -> str:
    """When there would be room."""
    later = (at + timedelta(minutes=30 * half) for half in range(1, 25))
    free = next((one for one in later if _around(times, one) < _IN_AN_HOUR - 1), None)
    return f"; at {free:%H:%M} there is room" if free else ""
