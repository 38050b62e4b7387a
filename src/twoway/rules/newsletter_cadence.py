"""The account drops a link about once a week, and nothing happens in between.

Why: That is a newsletter, and people already have too many of those; on a network they look for somebody who is
there. Source: S4, social media is not a newsletter: dip in daily, it can be done in thirty minutes.

Instead: Between two links, answer somebody, thank somebody, or show what is on the table today.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.history import Said, within
from twoway.plug.examples import NOW, account, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="CAD001",
    name="newsletter-cadence",
    family="Rhythm",
    default=Severity.WARN,
    scopes=frozenset({Scope.ACCOUNT}),
)

_LINK = "This week on our blog: https://alderandrye.example/blog"
_WEEKLY = tuple(said(_LINK, days=days) for days in (2, 9, 16, 23))

PASSES = (
    account(),
    account(*_WEEKLY[:2]),
    account(*_WEEKLY, *(said("Fresh rye at eight", days=days) for days in (4, 12))),
    account(*_WEEKLY, answers_at=(NOW - timedelta(days=5), NOW - timedelta(days=12))),
    account(*(said(_LINK, days=days) for days in (1, 3, 5, 7))),
)
FAILS = (
    account(*_WEEKLY),
    account(*_WEEKLY[:3]),
    account(*_WEEKLY, said(_LINK, days=-5), answers_at=(NOW - timedelta(days=40),)),
)

_SPAN, _PAUSE = timedelta(days=28), timedelta(days=5)
_FEWEST = 3


def check(case: Case) -> Iterator[Finding]:
    """Three posts or more within four weeks, each with a link, days apart, and at most one answer to anybody."""
    posts = [one for one in within(case.past, case.day, _SPAN) if not one.is_coming]
    answers = [at for at in case.answers_at if case.at and case.at - at <= _SPAN]
    if len(posts) < _FEWEST or len(answers) > 1:
        return
    if all(one.addresses for one in posts) and _far_apart(posts):
        yield RULE.found(
            f"In four weeks this account posted {len(posts)} links and nothing between them; "
            "answer or thank somebody on the other days."
        )


def _far_apart(posts: list[Said]) -> bool:
    times = sorted(one.at for one in posts)
    return all(later - earlier >= _PAUSE for earlier, later in pairwise(times))
