"""A post for business is kept from everybody who does not follow you yet.

Why: Who looks you up before they buy sees nothing of it, and nobody can pass it on to a friend. Source: S0, what a business
is on networks for; the audiences in this network's facts.

Instead: Let everybody see what is meant for customers, and keep the narrow audience for what concerns your followers alone.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.facts import Audience
from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.persona import PersonaKind
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="AUD002",
    name="hidden-from-newcomers",
    family="Audience",
    default=Severity.HINT,
    scopes=frozenset({Scope.POST}),
)

_CHOOSING = replace(
    SHORT,
    audiences=(
        Audience(name="all", label="Everybody"),
        Audience(name="followers", label="Followers only", is_narrow=True),
        Audience(name="named", label="Only the people named in it", needs_names=True, is_narrow=True),
    ),
)


def _seen_by(audience: str, kind: str = PersonaKind.WORK, text: str = "Fresh rye at eight.") -> Case:
    return replace(example(text, facts=_CHOOSING), audience=audience, persona=kind)


PASSES = (
    _seen_by("all"),
    _seen_by(""),
    _seen_by("followers", PersonaKind.PERSONAL),
    _seen_by("named"),
)
FAILS = (
    _seen_by("followers"),
    _seen_by("followers", text="The oven is back, and so are the buns."),
    _seen_by("followers", text="Thank you for a good year."),
)


def check(case: Case) -> Iterator[Finding]:
    """One finding about the whole; a post to people who are named is a letter, and meant to be one."""
    chosen = next((one for one in case.facts.audiences if one.name == case.audience), None)
    if chosen is None or not chosen.is_narrow or chosen.needs_names or case.is_comment:
        return
    if case.persona == PersonaKind.WORK:
        yield RULE.found(
            f"“{chosen.label}” keeps this from everybody on {case.facts.name} who does not follow you yet."
        )
