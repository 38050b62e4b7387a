"""What a rule is: a module with a docstring (the help page), `RULE`, `PASSES`, `FAILS` and `check(case)`.

The docstring is the help page: a first sentence that says what is wrong, then paragraphs that begin with `Why:` (with
its source) and `Instead:`. The examples are the tests. A rule names no network; it asks the facts of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps

from twoway.domain.findings import WORDS, Case, Finding, Fix, Scope, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What a rule module says of itself as `RULE`. Whether it stops, warns or hints is the team's to change.

    `is_final`: what it finds would be refused by the network itself, so that nobody can set it aside.
    """

    code: str
    name: str
    family: str
    default: Severity
    scopes: frozenset[Scope] = WORDS
    is_final: bool = False

    def found(
        self,
        message: str,
        start: int = 0,
        end: int = 0,
        *fixes: Fix,
        severity: Severity | None = None,
        is_final: bool | None = None,
    ) -> Finding:
        """A finding of this rule; `severity` and `is_final` only where one fault weighs more or less than the others."""
        return Finding(
            code=self.code,
            rule=self.name,
            severity=severity or self.default,
            message=message,
            start=start,
            end=end,
            fixes=fixes,
            is_final=self.is_final if is_final is None else is_final,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as the finder found it."""

    facts: RuleFacts
    what: str
    why: str
    instead: str
    passes: Sequence[Case]
    fails: Sequence[Case]
    check: Callable[[Case], Iterable[Finding]]


#: So many texts are in play at once: the versions of one draft.
_REMEMBERED = 8


def text_alone(check: Callable[[str], Iterable[Finding]]) -> Callable[[Case], Iterable[Finding]]:
    """For a rule that asks nothing but the words: what it found is remembered, because several accounts share them."""

    @lru_cache(maxsize=_REMEMBERED)
    def found(text: str) -> tuple[Finding, ...]:
        return tuple(check(text))

    @wraps(check)
    def look(case: Case) -> Iterable[Finding]:
        return found(case.text)

    return look
