"""How words under the guard look in an editor: marks, findings with their ways out, and the ring that fills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from twoway.domain.asides import SetAside
from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.guard import apply_fix
from twoway.domain.lines import take_out
from twoway.domain.text.count import Count

ICONS = {Severity.STOP: "block", Severity.WARN: "warn", Severity.HINT: "spark"}
KINDS = {Severity.STOP: "block", Severity.WARN: "warn", Severity.HINT: ""}


#: The number of the way out that takes the whole line out; fixes of rules begin at 0.
LINE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """A way out as a button: what it says, the words that name it in a form, and under which name they travel."""

    label: str
    value: str
    name: str = "fix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A finding as it is shown; `places` is in how many places the very same was found.

    `name` is what it is called on the page, by whose words it is about, its rule, and the how manieth of that rule it is. It
    stays the same while words before it change, so that a late answer leaves the focus and what was opened where they are.
    """

    finding: Finding
    kind: str
    icon: str
    ways_out: tuple[WayOut, ...]
    places: int = 1
    name: str = ""

    @property
    def place(self) -> str:
        """Where it points, for the page that shows both."""
        return f"{self.finding.start},{self.finding.end}" if self.finding.end > self.finding.start else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """How full a version is: percent of the limit, in words and in a colour."""

    percent: int
    label: str
    kind: str
    words: str
    is_over: bool


def remarks(findings: Iterable[Finding], owner: str) -> tuple[Remark, ...]:
    """Findings with their buttons, the same one said once; `owner` says whose words they are about."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.message), []).append(finding)
    seen: Counter[str] = Counter()
    made = []
    for (code, _), group in groups.items():
        seen[code] += 1
        made.append(_remark(group, owner, f"{owner}-{code}-{seen[code]}"))
    return tuple(made)


def _remark(group: list[Finding], owner: str, name: str) -> Remark:
    first = group[0]
    everywhere = f" ({len(group)} places)" if len(group) > 1 else ""
    return Remark(
        finding=first,
        kind=KINDS[first.severity],
        icon=ICONS[first.severity],
        places=len(group),
        name=name,
        ways_out=tuple(
            WayOut(label=f"{fix.label}{everywhere}", value=name_of(owner, first, number))
            for number, fix in enumerate(first.fixes)
        ),
    )


def said_once(aside: Iterable[SetAside]) -> tuple[SetAside, ...]:
    """What was set aside, the very same in several places told once."""
    return tuple({(one.finding.code, one.finding.message): one for one in aside}.values())


def name_of(owner: str, finding: Finding, number: int) -> str:
    """The name of a fix, that finds it again after the words were looked at anew."""
    return f"{owner}:{finding.code}:{finding.start}:{finding.end}:{number}"


def fixed(text: str, findings: Sequence[Finding], owner: str, value: str) -> str | None:
    """The text with the fix of that name in it, in every place; None when the words have changed since it was offered."""
    for finding in findings:
        if name_of(owner, finding, LINE) == value and finding.end > finding.start:
            return apply_fix(text, take_out(text, finding.start, finding.end))
        for number in range(len(finding.fixes)):
            if name_of(owner, finding, number) == value:
                same = [f for f in findings if (f.code, f.message) == (finding.code, finding.message)]
                return _with_all(text, [f.fixes[number] for f in same if number < len(f.fixes)])
    return None


def _with_all(text: str, fixes: list[Fix]) -> str:
    """From the end to the beginning, so that places stay true; of two that overlap, the later one goes in."""
    untouched = len(text)
    for fix in sorted(fixes, key=lambda fix: fix.start, reverse=True):
        if fix.end <= untouched:
            text, untouched = apply_fix(text, fix), fix.start
    return text


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
