"""A picture that you posted a short while ago goes out again.

Why: Who follows you sees that it is the same, and scrolls on. Source: S2, the same things over and over.

Instead: Take a new one; a hurried photo of today says more than a good one of last week.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import after, example, picture, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="MED008", name="repeated-picture", family="Media", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

_LOAF, _BUN = "a" * 64, "b" * 64


def _with(*hashes: str) -> Case:
    return example("Fresh rye", pictures=tuple(replace(picture(), sha256=one) for one in hashes))


PASSES = (
    after(_with(_LOAF)),
    after(_with(_LOAF), said(pictures=frozenset({_BUN}))),
    after(_with(_LOAF), *(said(days=n) for n in range(1, 11)), said(days=20, pictures=frozenset({_LOAF}))),
    after(example("Fresh rye"), said(pictures=frozenset({_LOAF}))),
)
FAILS = (
    after(_with(_LOAF), said(pictures=frozenset({_LOAF}))),
    after(_with(_BUN, _LOAF), said(), said(days=3, pictures=frozenset({_LOAF, _BUN}))),
    after(_with(_LOAF), said(days=-1, pictures=frozenset({_LOAF}))),
)

#: So many posts back it is still remembered.
_POSTS = 10


def check(case: Case) -> Iterator[Finding]:
    """One finding for each picture that one of the last ten posts of this account shows."""
    for number, image in enumerate(case.pictures, start=1):
        shown = (one for one in islice(case.past, _POSTS) if image.sha256 in one.pictures)
        for before in islice(shown, 1):
            which, verb = which_picture(number, len(case.pictures)), "goes out" if before.is_coming else "was posted"
            yield RULE.found(f"The {which} {verb} {before.day} already; take a new one.")
