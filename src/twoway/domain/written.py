"""What of a written file is meant for readers: without front matter, and without the notes that allow a rule to be broken.

A note is a comment on lines of its own: `<!-- twoway: allow TAG001 because the town's tag belongs here -->`. It holds for the
whole text. Every place in the words leads back to its place in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from twoway.domain.choices import unknown_rule
from twoway.domain.findings import Finding, Fix, Severity

#: What is said about the notes themselves, beside the rules: {code: name}.
ABOUT_NOTES: Mapping[str, str] = {
    "ALW001": "allow-without-reason",
    "ALW002": "allow-that-cannot-be-read",
    "ALW003": "allow-for-nothing",
}
_LIKE = "<!-- twoway: allow TAG001 because ... -->"

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?:.*?\r?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_NOTE = re.compile(r"^[ \t]*<!--\s*twoway\s*:((?:(?!-->).)*)-->[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_ALLOW = re.compile(r"\s*allow\s+(?P<rules>.+?)(?:\s+because\b(?P<reason>.*))?\s*", re.DOTALL | re.IGNORECASE)
_BLANK = re.compile(r"(?:[ \t]*\r?\n)+")
_BLANK_BEFORE = re.compile(r"(?:\A|\n)[ \t]*\r?\n\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """A note: these rules may be broken here, for this reason. `start` and `end` are its place in the file."""

    rules: tuple[str, ...]
    reason: str
    start: int
    end: int

    def fits(self, finding: Finding) -> str:
        """The rule it names that found this, or nothing."""
        named = (word for word in self.rules if word == finding.rule or finding.code.startswith(word))
        return next(named, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A finding that somebody allowed, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`words` are what readers get, `content` is the file. `runs` are (place in the words, place in the file)."""

    content: str
    words: str
    runs: tuple[tuple[int, int], ...]
    cuts: tuple[tuple[int, int], ...] = ()
    allows: tuple[Allow, ...] = ()
    faults: tuple[Finding, ...] = field(default=())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the words as a stretch of the file."""
        first = self._place(start)
        if end <= start:
            return first, first
        last = self._place(end - 1)
        return first, last + (2 if self.content.startswith("\r\n", last) else 1)

    def _place(self, offset: int) -> int:
        number = bisect_right(self.runs, offset, key=lambda run: run[0]) - 1
        in_words, in_file = self.runs[max(number, 0)]
        return in_file + offset - in_words

    def located(self, finding: Finding) -> Finding:
        """A finding about the words, with places in the file; fixes that would swallow a note are left out."""
        start, end = self.span(finding.start, finding.end)
        fixes = tuple(made for fix in finding.fixes if (made := self._fix(fix)))
        return replace(finding, start=start, end=end, fixes=fixes)

    def _fix(self, fix: Fix) -> Fix | None:
        start, end = self.span(fix.start, fix.end)
        if any(cut[0] < end and start < cut[1] for cut in self.cuts):
            return None
        text = fix.text.replace("\n", "\r\n") if "\r\n" in self.content else fix.text
        return replace(fix, start=start, end=end, text=text)

    def sorted_out(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Allowed, ...]]:
        """What is left of the findings, and what a note with a reason allows."""
        left, allowed = [], []
        for finding in findings:
            reason = next((note.reason for note in self.allows if note.fits(finding)), "")
            if reason:
                allowed.append(Allowed(finding=finding, reason=reason))
            else:
                left.append(finding)
        return tuple(left), tuple(allowed)

    def for_nothing(self, allowed: Iterable[Allowed]) -> Iterator[Finding]:
        """The rules that notes allow to be broken although nobody broke them."""
        found = [one.finding for one in allowed]
        for note in self.allows:
            used = {note.fits(finding) for finding in found}
            for word in note.rules:
                if word not in used:
                    yield _about(
                        "ALW003", Severity.HINT, f"{word} finds nothing here, so nothing need be allowed.", note
                    )


def as_it_is(text: str) -> Written:
    """A text of which every sign is meant for readers."""
    return Written(content=text, words=text, runs=((0, 0),))


def read(content: str, rules: Mapping[str, str], *, is_file: bool = False) -> Written:
    """What is written in a text, or in a file, which may begin with front matter and ends with a line feed."""
    if not is_file and "<!--" not in content:
        return as_it_is(content)
    cuts = list(_front(content)) if is_file else []
    allows: list[Allow] = []
    faults: list[Finding] = []
    for found in _NOTE.finditer(content, cuts[0][1] if cuts else 0):
        cuts.append(_with_blank_line(content, found, cuts))
        note = _note(found, rules)
        if isinstance(note, Allow):
            allows.append(note)
        else:
            faults.append(note)
    cuts = _with_end(content, cuts) if is_file or cuts else cuts
    words, runs = _kept(content, cuts)
    return Written(
        content=content, words=words, runs=runs, cuts=tuple(cuts), allows=tuple(allows), faults=tuple(faults)
    )


def _front(content: str) -> Iterator[tuple[int, int]]:
    if found := _FRONT.match(content):
        blank = _BLANK.match(content, found.end())
        yield 0, blank.end() if blank else found.end()


def _with_blank_line(content: str, found: re.Match[str], cuts: list[tuple[int, int]]) -> tuple[int, int]:
    """The note, and the empty lines after it where there are already some before it: a paragraph ends once."""
    is_first = not content[cuts[-1][1] if cuts else 0 : found.start()].strip()
    blank = _BLANK.match(content, found.end())
    if blank and (is_first or _BLANK_BEFORE.search(content, 0, found.start())):
        return found.start(), blank.end()
    return found.start(), found.end()


def _with_end(content: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cuts, and the line feed at the end of the last line that stays."""
    end = len(content)
    is_note = bool(cuts) and cuts[-1][1] == end
    while cuts and cuts[-1][1] == end:
        end = cuts.pop()[0]
    kept = content[:end]
    last = len(kept.rstrip() if is_note else kept.removesuffix("\n").removesuffix("\r"))
    last = max(last, cuts[-1][1] if cuts else 0)
    return [*cuts, (last, len(content))] if last < len(content) else cuts


def _kept(content: str, cuts: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words between the cuts, with line feeds for line ends."""
    edges = [0, *(edge for cut in cuts for edge in cut), len(content)]
    pieces: list[str] = []
    runs: list[tuple[int, int]] = []
    length = 0
    for start, end in list(pairwise(edges))[::2]:
        while start < end:
            line_end = content.find("\r\n", start, end)
            stop = end if line_end < 0 else line_end + 2
            runs.append((length, start))
            pieces.append(content[start:stop] if line_end < 0 else content[start:line_end] + "\n")
            length += len(pieces[-1])
            start = stop
    return "".join(pieces), tuple(runs) or ((0, cuts[0][1] if cuts else 0),)


def _note(found: re.Match[str], rules: Mapping[str, str]) -> Allow | Finding:
    """The note, or what is wrong with it; a note that is wrong allows nothing."""
    end = found.start() + len(found[0].rstrip())
    place = Allow(rules=(), reason="", start=found.start() + len(found[0]) - len(found[0].lstrip()), end=end)
    asked = _ALLOW.fullmatch(found[1])
    if not asked:
        return _about("ALW002", Severity.WARN, f"This note cannot be read. Write it like {_LIKE}", place)
    named = tuple(dict.fromkeys(re.split(r"[\s,]+", asked["rules"].strip(" ,\t\r\n"))))
    reason = " ".join((asked["reason"] or "").split())
    for word in named:
        if fault := unknown_rule(word, rules):
            return _about("ALW002", Severity.WARN, f"{fault} This note allows nothing.", place)
    if not any(sign.isalnum() for sign in reason):
        message = f"Nobody says why {', '.join(named)} may be broken, so it may not. Write it like {_LIKE}"
        return _about("ALW001", Severity.WARN, message, place)
    return replace(place, rules=named, reason=reason)


def _about(code: str, severity: Severity, message: str, note: Allow) -> Finding:
    return Finding(
        code=code, rule=ABOUT_NOTES[code], severity=severity, message=message, start=note.start, end=note.end
    )
