"""Findings in the words of whoever reads them: people, scripts, editors, and code hosts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import click

from twoway.domain import guard
from twoway.domain.findings import Finding, Severity
from twoway.domain.written import Allowed
from twoway.doors.cli.judging import Checked, in_order
from twoway.doors.cli.mending import agreed
from twoway.doors.cli.places import place
from twoway.doors.cli.sarif import document
from twoway.doors.cli.showing import print_json, several

COLOURS = {Severity.STOP: "red", Severity.WARN: "yellow", Severity.HINT: "cyan"}
ANNOTATIONS = {Severity.STOP: "error", Severity.WARN: "warning", Severity.HINT: "notice"}
WORDS = {Severity.STOP: ("stop", "stops"), Severity.WARN: ("warning", "warnings"), Severity.HINT: ("hint", "hints")}


def tell(checked: Sequence[Checked], style: str, *, fixed: Sequence[str] = (), is_words: bool = False) -> None:
    """Everything that was found, in this style."""
    match style:
        case "json":
            print_json([as_data(one) for one in checked])
        case "sarif":
            print_json(document(checked))
        case "github":
            for one, finding, names in _once(checked):
                click.echo(annotation(one, finding, names))
        case _ if is_words:
            for one in checked:
                show(one)
        case _:
            _tell_files(checked, fixed)


def as_data(one: Checked) -> dict[str, object]:
    """A check for scripts."""
    return {
        **({"file": one.file} if one.file else {}),
        "where": one.where,
        "network": one.network,
        "text": one.text,
        "may_go": guard.may_go(one.findings),
        "count": {**asdict(one.count), "is_over": one.count.is_over},
        "findings": [_with_place(finding, one.text) for finding in one.findings],
        "allowed": [_allowed(allowed, one.text) for allowed in one.allowed],
    }


def _with_place(finding: Finding, text: str) -> dict[str, object]:
    found = place(text, finding.start)
    return {**asdict(finding), "line": found.line, "column": found.column}


def _allowed(allowed: Allowed, text: str) -> dict[str, object]:
    return {**_with_place(allowed.finding, text), "because": allowed.reason}


def show(one: Checked) -> None:
    """A check for people: the count, then a line for each finding."""
    click.secho(_length(one), bold=True)
    for finding in one.findings:
        click.echo(line(finding, one.text))
    if not one.findings:
        click.echo("  Nothing to remark.")


def _length(one: Checked) -> str:
    return f"{one.where}: {one.count.value} of {one.count.limit} {one.count.unit.words}"


def line(finding: Finding, text: str) -> str:
    """Where, how bad, which rule, and why."""
    found = place(text, finding.start)
    where = f"{found.line}:{found.column}" if finding.end > finding.start else "-"
    return f"  {where:<6} {_weight(finding)} {finding.code} {finding.message}"


def _weight(finding: Finding) -> str:
    return click.style(f"{finding.severity:<4}", fg=COLOURS[finding.severity])


def annotation(one: Checked, finding: Finding, names: str) -> str:
    """A finding on the networks of these names as a command of the workflow runner, which shows it beside the line."""
    first, last = place(one.text, finding.start), place(one.text, max(finding.end - 1, finding.start))
    # Columns may be told only of what stands in one line.
    columns = {"col": first.column, "endColumn": last.column + 1} if first.line == last.line else {}
    told = {
        **({"file": one.file} if one.file else {}),
        "line": first.line,
        "endLine": last.line,
        **columns,
        "title": f"{finding.code} {finding.rule} ({names})",
    }
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in told.items())
    return f"::{ANNOTATIONS[finding.severity]} {properties}::{_message(finding.message)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


# -- several files -----------------------------------------------------------------------------------------------------


def _tell_files(checked: Sequence[Checked], fixed: Sequence[str]) -> None:
    """One line a finding, which editors can jump to; the same on several networks is told once."""
    if len(_by_file(checked)) == 1:
        for one in checked:
            click.secho(_length(one), bold=True)
    several = len({one.network for one in checked}) > 1
    for one, finding, names in _once(checked):
        click.echo(_in_file(one, finding, f" ({names})" if several else ""))
    for file in fixed:
        click.echo(f"{file} is fixed.")
    click.echo(_sum(checked))


def _once(checked: Sequence[Checked]) -> Iterator[tuple[Checked, Finding, str]]:
    """Each finding in a text once, with the names of the networks that it is about."""
    for here in _by_file(checked):
        for finding in in_order(dict.fromkeys(finding for one in here for finding in one.findings)):
            yield here[0], finding, ", ".join(one.where for one in here if finding in one.findings)


def _by_file(checked: Iterable[Checked]) -> list[list[Checked]]:
    by_file: dict[str, list[Checked]] = {}
    for one in checked:
        by_file.setdefault(one.file, []).append(one)
    return list(by_file.values())


def _in_file(one: Checked, finding: Finding, names: str) -> str:
    found = place(one.text, finding.start)
    return (
        f"{one.file}:{found.line}:{found.column}: {_weight(finding).strip()} {finding.code} {finding.message}{names}"
    )


def _sum(checked: Sequence[Checked]) -> str:
    """How it went, in one line."""
    by_file = _by_file(checked)
    files, mendable = len(by_file), sum(len(agreed(here)) for here in by_file)
    found = {(one.file, finding) for one in checked for finding in one.findings}
    parts = []
    for severity, (single, plural) in WORDS.items():
        number = sum(finding.severity is severity for _, finding in found)
        parts += [several(number, single, plural)] if number else []
    words = f"{several(files, 'file')}: {', '.join(parts) or 'nothing to remark'}."
    allowed = len({(one.file, allowed.finding) for one in checked for allowed in one.allowed})
    words += f" {allowed} allowed." if allowed else ""
    return words + (f" --fix would put {mendable} of them right." if mendable else "")
