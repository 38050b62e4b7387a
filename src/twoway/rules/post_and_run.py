"""The account posted today and answered nobody, although people wait.

Why: Whoever posts and leaves talks at people. Source: S2, set time aside every day; if an agency posts for you,
somebody must still do the answering.

Instead: Take ten minutes now for the ones who wait; the post works better when you are there.
"""

from collections.abc import Iterator
from datetime import timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import NOW, account, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="CAD004",
    name="post-and-run",
    family="Rhythm",
    default=Severity.HINT,
    scopes=frozenset({Scope.ACCOUNT}),
)

_WAITS = (NOW - timedelta(hours=20),)

PASSES = (
    account(said(days=0.1)),
    account(said(days=3), waiting_since=_WAITS),
    account(said(days=0.1), waiting_since=_WAITS, answers_at=(NOW - timedelta(hours=1),)),
    account(said(days=-0.1), waiting_since=_WAITS),
)
FAILS = (
    account(said(days=0.1), waiting_since=_WAITS),
    account(said(days=0.1), said(days=0.2), waiting_since=_WAITS * 3),
    account(said(days=0.1), waiting_since=_WAITS, answers_at=(NOW - timedelta(days=2),)),
)


def check(case: Case) -> Iterator[Finding]:
    """Posts of today, by the readers' calendar, against answers of today."""
    today = case.day
    posted = any(one.at.date() == today and not one.is_coming for one in case.past)
    answered = any(at.date() == today for at in case.answers_at)
    waiting = len(case.waiting_since)
    if posted and waiting and not answered:
        who = "one person waits" if waiting == 1 else f"{waiting} people wait"
        yield RULE.found(f"You posted here today, and {who} for an answer; take ten minutes for them.")
