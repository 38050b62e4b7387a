"""How words under the guard look in an editor: marks, findings with their ways out, and the ring that fills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.text.count import Count

ICONS = {Severity.STOP: "block", Severity.WARN: "warn", Severity.HINT: "spark"}
KINDS = {Severity.STOP: "block", Severity.WARN: "warn", Severity.HINT: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """A fix as a button: what it says, and the words that name it in a form."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A finding as it is shown."""

    finding: Finding
    kind: str
    icon: str
    ways_out: tuple[WayOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """How full a version is: percent of the limit, in words and in a colour."""

    percent: int
    label: str
    kind: str
    words: str
    is_over: bool


def remarks(findings: Iterable[Finding], owner: str) -> tuple[Remark, ...]:
    """Findings with their buttons; `owner` says whose words they are about."""
    return tuple(
        Remark(
            finding=finding,
            kind=KINDS[finding.severity],
            icon=ICONS[finding.severity],
            ways_out=tuple(
                WayOut(label=fix.label, value=name_of(owner, finding, number))
                for number, fix in enumerate(finding.fixes)
            ),
        )
        for finding in findings
    )


def name_of(owner: str, finding: Finding, number: int) -> str:
    """The name of a fix, that finds it again after the words were looked at anew."""
    return f"{owner}:{finding.code}:{finding.start}:{finding.end}:{number}"


def find_fix(findings: Iterable[Finding], owner: str, value: str) -> Fix | None:
    """The fix of that name, or None when the words have changed and it is no longer offered."""
    for finding in findings:
        for number, fix in enumerate(finding.fixes):
            if name_of(owner, finding, number) == value:
                return fix
    return None


def marks(findings: Iterable[Finding], shift: int = 0) -> str:
    """Where findings point, for the layer under the words: start,end,severity in code points."""
    return ";".join(f"{f.start + shift},{f.end + shift},{f.severity}" for f in findings if f.end > f.start)


def ring(count: Count) -> Ring:
    """The ring for a count."""
    percent = 100 if not count.limit else min(100, round(100 * count.value / count.limit))
    over = count.is_over
    nearly = percent >= 90 and not over
    label = "Over the limit" if over else "Nearly full" if nearly else "Within the limit"
    words = f"{count.value} of {count.limit}" if count.left >= 0 else f"{-count.left} too many"
    if over and count.left >= 0 and count.bytes_limit is not None:
        words = f"{count.bytes_value} of {count.bytes_limit} bytes"
    return Ring(
        percent=percent,
        label=label,
        kind="brick" if over else "brass" if nearly else "green",
        words=words,
        is_over=over,
    )


def fold(text: str, at: int | None) -> tuple[str, str]:
    """What people see at once, and what hides behind “see more”; cut at a space near the fold."""
    if at is None or len(text) <= at:
        return text, ""
    space = text.rfind(" ", 0, at)
    cut = space if space > at * 0.8 else at
    return text[:cut], text[cut:]
