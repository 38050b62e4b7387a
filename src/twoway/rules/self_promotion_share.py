"""Too many posts of this account sell something.

Why: Nobody likes the one who only talks about what he sells, and you get out what you put in. Source: S2, give and
take: recommend someone, answer a request for help, thank the person who mentioned you.

Instead: For every offer, give two things: a tip, a thank-you, a look behind the scenes, somebody else's good news.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.selling import NEWEST, sells
from twoway.plug.examples import account, after, example, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="CAD002",
    name="self-promotion-share",
    family="Rhythm",
    default=Severity.WARN,
    scopes=frozenset({Scope.ACCOUNT, Scope.POST}),
)

_OFFERS = (
    "Order your Christmas loaf now, delivery is free",
    "20% off all buns today",
    "Vouchers for the bread walk are in the shop: £5 each",
    "Book your place on the walk: https://alderandrye.example/walk",
)
_GIFTS = (
    "Why is rye dark?",
    "Thank you, Year 4.",
    "Tom's flower stall opens on Saturday.",
    "How to keep a loaf fresh.",
)


def _posted(*texts: str) -> Case:
    return account(*(said(text, days=days) for days, text in enumerate(texts, 1)))


PASSES = (
    _posted(*_OFFERS),
    _posted(*_GIFTS, *_OFFERS[:2]),
    _posted(*_GIFTS, *_GIFTS, *_OFFERS),
    after(example(_OFFERS[0]), *(said(text, days=1) for text in (*_GIFTS, *_OFFERS[:1]))),
    after(example(_GIFTS[0]), *(said(text, days=1) for text in (*_OFFERS, *_OFFERS))),
)
FAILS = (
    _posted(*_OFFERS, *_GIFTS),
    _posted(*_OFFERS, *_OFFERS, *_GIFTS),
    after(example(_OFFERS[0]), *(said(text, days=days) for days, text in enumerate((*_OFFERS[1:], *_GIFTS[:3]), 1))),
)

#: One in three is usual; of fewer posts nothing can be said.
_SHARE, _FEWEST = 1 / 3, 6


def check(case: Case) -> Iterator[Finding]:
    """Of an account, the share itself; of a post, only where it sells something on top of too much already."""
    is_post = case.scope is Scope.POST
    if is_post and not (case.past and sells(case.text)):
        return
    newest = [one.text for one in case.past if not one.is_coming][:NEWEST]
    posts = [case.text, *newest] if is_post else newest
    selling = sum(map(sells, posts))
    if len(posts) >= _FEWEST and selling / len(posts) > _SHARE:
        last = f"With this, {selling} of the last {len(posts)}" if is_post else f"{selling} of the last {len(posts)}"
        yield RULE.found(
            f"{last} posts here sell something; one in three is plenty.", severity=Severity.HINT if is_post else None
        )
