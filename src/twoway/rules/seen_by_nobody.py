"""Only the people who are named in this post would see it, and nobody is named.

Why: Some networks let you choose who sees a post. With the narrowest choice it goes to those who are named in it and to
nobody else, so that without a name it goes out and is read by nobody. Source: the audiences in this network's facts.

Instead: Name whom you mean, or choose an audience that has somebody in it.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.facts import Audience
from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import handles
from twoway.domain.versions import Mention
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="AUD001",
    name="seen-by-nobody",
    family="Audience",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

_CHOOSING = replace(
    SHORT,
    audiences=(
        Audience(name="all", label="Everybody"),
        Audience(name="named", label="Only the people named in it", needs_names=True, is_narrow=True),
    ),
)


def _seen_by(audience: str, text: str, *people: Mention) -> Case:
    return replace(example(text, facts=_CHOOSING), mentions=people, audience=audience)


PASSES = (
    _seen_by("all", "Fresh rye at eight."),
    _seen_by("", "Fresh rye at eight."),
    _seen_by("named", "Your loaf is ready, @tom.hallam", Mention(handle="tom.hallam")),
    example("Fresh rye at eight."),
)
FAILS = (
    _seen_by("named", "Fresh rye at eight."),
    _seen_by("named", "Your loaf is ready, Tom."),
    _seen_by("named", "Write to hello@alderandrye.example for an order"),
)


def check(case: Case) -> Iterator[Finding]:
    """One finding about the whole."""
    chosen = next((one for one in case.facts.audiences if one.name == case.audience), None)
    if chosen is None or not chosen.needs_names or case.is_comment:
        return
    if not case.mentions and not handles(case.text):
        yield RULE.found("Only the people named in this post see it, and nobody is named, so nobody would read it.")
