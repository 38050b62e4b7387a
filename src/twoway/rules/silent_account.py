"""The account has said nothing for two weeks.

Why: A page whose last post is old looks like a shop with the blinds down, and whoever asks something there does not
expect an answer. Source: S3, keep it updated; S4, look in daily.

Instead: Answer somebody, or post one photo of today. If you have given the account up, say so there, or take it away.
"""

from collections.abc import Iterator
from datetime import timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import NOW, account, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="CAD003",
    name="silent-account",
    family="Rhythm",
    default=Severity.HINT,
    scopes=frozenset({Scope.ACCOUNT}),
)

PASSES = (
    account(),
    account(said(days=13)),
    account(said(days=20), answers_at=(NOW - timedelta(days=3),)),
    account(said(days=20), said(days=-1)),
)
FAILS = (
    account(said(days=15)),
    account(said(days=20), said(days=-10)),
    account(said(days=29), answers_at=(NOW - timedelta(days=16), NOW - timedelta(days=28))),
)

_QUIET, _SOON = timedelta(days=14), timedelta(days=3)


def check(case: Case) -> Iterator[Finding]:
    """Since the last post or answer; an account that never said anything is new, and one that will soon is not silent."""
    now = case.at
    if now is None:
        return
    last = max((*(one.at for one in case.past if not one.is_coming), *case.answers_at), default=now)
    is_planned = any(one.is_coming and one.at - now <= _SOON for one in case.past)
    if now - last > _QUIET and not is_planned:
        yield RULE.found(
            f"Nothing was said here since {last.day} {last:%B}, for {(now - last).days} days; answer somebody, "
            "or show what today looks like."
        )
