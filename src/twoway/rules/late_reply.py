"""Somebody has been waiting for an answer for longer than a day.

Why: Sixty in a hundred people expect an answer from a business, and soon; a complaint that stands there unanswered is
read by everybody who comes after. Source: S1 on expectations, S3: suggestions, feedback and complaints are urgent.

Instead: Answer the one who waits longest, even if it is only to say when you will know more.
"""

from collections.abc import Iterator
from datetime import timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import NOW, account
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="RPL001",
    name="late-reply",
    family="Conversation",
    default=Severity.WARN,
    scopes=frozenset({Scope.ACCOUNT}),
)


def _waiting(*hours: float, within: int = 24) -> Case:
    since = tuple(NOW - timedelta(hours=one) for one in hours)
    return account(waiting_since=since, answer_within=timedelta(hours=within))


PASSES = (account(), _waiting(23), _waiting(40, 30, within=48))
FAILS = (_waiting(25), _waiting(80, 30, 2), _waiting(5, within=4))


def check(case: Case) -> Iterator[Finding]:
    """How many wait for too long, and since when the first of them does."""
    now = case.at
    late = [since for since in case.waiting_since if now is not None and now - since > case.answer_within]
    if late:
        first = min(late)
        who = "One person has" if len(late) == 1 else f"{len(late)} people have"
        yield RULE.found(f"{who} waited too long for an answer, the first since {first:%A}, {first.day} {first:%B}.")
