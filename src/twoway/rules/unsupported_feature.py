"""The post asks for something that this network does not have: a thread, a first comment, a title, a field for the link.

Why: What a network has no place for is refused, or is silently lost. Source: the facts of this network.

Instead: Put the words into the post itself, or leave this account out.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import SHORT, example, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="NET001", name="unsupported-feature", family="Networks", default=Severity.STOP)

_RICH = replace(
    SHORT,
    threads=True,
    first_comment=True,
    links=replace(SHORT.links, own_field=True),
    text=replace(SHORT.text, title_limit=SHORT.text.limit),
)
_MUTE = replace(SHORT, answers=False)
_EVERYTHING = replace(
    example("Rye.", facts=_RICH),
    parts=("Rye.", "Buns."),
    first_comment="The plan",
    title="Rye",
    link="https://a.example",
)

PASSES = (
    example("Rye."),
    replace(example("Rye."), parts=("Rye.",)),
    _EVERYTHING,
    example("Rye.", facts=_MUTE),
)
FAILS = (
    replace(example("Rye."), parts=("Rye.", "Buns.")),
    replace(example("Rye."), first_comment="The plan is at https://a.example"),
    replace(example("Rye."), title="Why rye is dark"),
    replace(example("Rye."), link="https://a.example"),
    reply("Until six.", facts=_MUTE),
)


def check(case: Case) -> Iterator[Finding]:
    """What would be refused stops for good; what would only be lost is told."""
    facts, name = case.facts, case.facts.name
    if len(case.parts) > 1 and not facts.threads:
        yield RULE.found(f"{name} has no threads; make one post of it.", is_final=True)
    if case.first_comment and not facts.first_comment:
        yield RULE.found(f"{name} takes no first comment from us; put those words into the post.", is_final=True)
    if case.scope is Scope.REPLY and not facts.answers:
        yield RULE.found(f"{name} lets no program answer people; answer there.", is_final=True)
    if case.title and facts.text.title_limit is None:
        yield RULE.found(f"Posts on {name} have no title, so nobody will see it.", severity=Severity.HINT)
    if case.link and not facts.links.own_field:
        yield RULE.found(f"{name} has no field for a link; put it into the text.", severity=Severity.WARN)
