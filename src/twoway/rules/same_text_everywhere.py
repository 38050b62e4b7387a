"""Every account gets exactly the same words.

Why: Each network has its own readers and its own means, and who follows you in two places reads everything
twice. Source: S0: tailored to the audience on that network.

Instead: Let Twoway tailor the versions, then change the first sentence of each for the people there.
"""

from collections.abc import Iterator
from functools import lru_cache

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="TON001", name="same-text-everywhere", family="Tone", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

_WORDS = "The oven was cold this morning, and this is why there is no rye until ten."

PASSES = (
    example(_WORDS),
    example(_WORDS, siblings={"Town Hall": "No rye until ten: our oven was cold.", "Guild": _WORDS}),
    example("", siblings={"Town Hall": "", "Guild": ""}),
)
FAILS = (
    example(_WORDS, siblings={"Town Hall": _WORDS, "Guild": _WORDS}),
    example(_WORDS, siblings={"Town Hall": f"  {_WORDS}\n", "Guild": _WORDS.upper()}),
    example(_WORDS, siblings={"Town Hall": _WORDS}),
)


def check(case: Case) -> Iterator[Finding]:
    """All versions alike; two alike may be chance and only earn a hint."""
    own = _squeezed(case.text)
    if not own or not case.siblings or any(_squeezed(text) != own for text in case.siblings.values()):
        return
    named, rest = tuple(case.siblings)[:_NAMED], len(case.siblings) - _NAMED
    others = ", ".join(named) + (f" and {rest} more" if rest > 0 else "")
    yield RULE.found(
        f"Word for word the same goes to {others}; change at least the beginning for the readers there.",
        severity=None if len(case.siblings) > 1 else Severity.HINT,
    )


#: So many are named, the others counted.
_NAMED = 3


@lru_cache(maxsize=8)
def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
