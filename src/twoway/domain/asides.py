"""Findings that a person set aside for one version, each with a reason that is kept.

What is kept is {code: reason}. A warning or a hint may be set aside by whoever writes; a finding that stops only by somebody
who may change the workspace; what the network itself would refuse by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from twoway.domain.errors import BadInput
from twoway.domain.findings import Finding, Severity
from twoway.domain.permission import Actor, Verb

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A finding that somebody set aside, and why. `by_yes`: a yes for these very words overcomes it."""

    finding: Finding
    reason: str
    by_yes: bool = False

    @property
    def summary(self) -> str:
        """What was set aside, for the event log."""
        return f"Set {self.finding.code} {self.finding.rule} aside"


def sorted_out(
    findings: Iterable[Finding], reasons: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[SetAside, ...]]:
    """What is left of the findings, and what is set aside. A finding that is final is always left."""
    left: list[Finding] = []
    aside: list[SetAside] = []
    for finding in findings:
        reason = reasons.get(finding.code, "")
        if reason and not finding.is_final:
            aside.append(SetAside(finding=finding, reason=reason))
        else:
            left.append(finding)
    return tuple(left), tuple(aside)


def set_aside(
    actor: Actor,
    findings: Iterable[Finding],
    reasons: Mapping[str, str],
    before: Mapping[str, str] | None = None,
    *,
    verb: Verb = Verb.WRITE,
) -> tuple[SetAside, ...]:
    """What the actor sets aside beyond what was set aside before, for the event log; `findings` are all of the version.

    BadInput for what finds nothing, has no reason, or would be refused by the network; NotAllowed for a finding that stops,
    unless the actor may change the workspace. `before` was allowed when it was set aside and is not asked about again. `verb` is
    what the actor must be allowed to do at all: to answer, for an answer.
    """
    made: list[SetAside] = []
    findings = tuple(findings)
    for code, reason in reasons.items():
        if reason == (before or {}).get(code):
            continue
        found = [finding for finding in findings if finding.code == code]
        made += [SetAside(finding=finding, reason=_checked(actor, finding, reason, verb)) for finding in found[:1]]
        if not found:
            raise BadInput(f"{code} finds nothing in this version, so there is nothing to set aside.", field=code)
        for finding in found[1:]:
            _checked(actor, finding, reason, verb)
    return tuple(made)


def _checked(actor: Actor, finding: Finding, reason: str, verb: Verb) -> str:
    """The reason, when this actor may set this finding aside with it."""
    actor.require(verb)
    if finding.is_final:
        raise BadInput(f"The network would refuse this, so it cannot be set aside. {finding.message}")
    if finding.severity is Severity.STOP:
        actor.require(Verb.MANAGE)
    if not any(sign.isalnum() for sign in reason):
        raise BadInput("Say why this may be set aside; the reason is kept.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise BadInput(f"Give the reason in at most {LONGEST_REASON} characters.", field="reason")
    return " ".join(reason.split())
