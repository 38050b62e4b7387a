"""Findings as SARIF 2.1.0, which editors and code hosts show beside the lines."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.written import ABOUT_NOTES
from twoway.doors.cli.judging import Checked
from twoway.doors.cli.places import Place, place
from twoway.plug import finder
from twoway.plug.rule import Rule

LEVELS = {Severity.STOP: "error", Severity.WARN: "warning", Severity.HINT: "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def document(checked: Sequence[Checked]) -> dict[str, Any]:
    """One run over everything that was checked."""
    found = [(one, finding, "") for one in checked for finding in one.findings]
    found += [(one, allowed.finding, allowed.reason) for one in checked for allowed in one.allowed]
    codes = sorted({finding.code for _, finding, _ in found})
    driver = {
        "name": "Twoway",
        "version": version("twoway"),
        "semanticVersion": version("twoway"),
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": uri}} for uri in dict.fromkeys(_uri(one) for one in checked)],
        "results": [_result(one, finding, reason, codes.index(finding.code)) for one, finding, reason in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    known = finder.rules().get(code)
    if known is None:
        words = "What a note in the text says about rules that may be broken there."
        return {"id": code, "name": ABOUT_NOTES.get(code, code), "shortDescription": {"text": words}}
    what, why, instead = (" ".join(words.split()) for words in (known.what, known.why, known.instead))
    return {
        "id": code,
        "name": known.facts.name,
        "shortDescription": {"text": _sentence(what)},
        "fullDescription": {"text": what},
        "help": {
            "text": f"{what}\n\nWhy: {why}\n\nInstead: {instead}",
            "markdown": f"{what}\n\n**Why:** {why}\n\n**Instead:** {instead}",
        },
        "defaultConfiguration": {"level": LEVELS[known.facts.default]},
        "properties": {"tags": _tags(known)},
    }


def _tags(rule: Rule) -> list[str]:
    return sorted({rule.facts.family, *(str(scope) for scope in rule.facts.scopes)})


def _sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."


def _result(checked: Checked, finding: Finding, reason: str, number: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message} ({checked.where})"},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": _uri(checked)}, **_region(checked, finding)}}
        ],
        "properties": {"network": checked.network, "severity": str(finding.severity)},
    }
    if finding.fixes:
        told["fixes"] = [_fix(checked, fix) for fix in finding.fixes]
    if reason:
        told["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": reason}]
    return told


def _region(checked: Checked, finding: Finding) -> dict[str, Any]:
    return {"region": _stretch(checked.text, finding.start, finding.end)}


def _stretch(text: str, start: int, end: int) -> dict[str, int]:
    first, last = place(text, start), place(text, end)
    return {**_line(first, ""), **_line(last, "end"), "charOffset": start, "charLength": max(end - start, 0)}


def _line(found: Place, which: str) -> dict[str, int]:
    if which:
        return {"endLine": found.line, "endColumn": found.column}
    return {"startLine": found.line, "startColumn": found.column}


def _fix(checked: Checked, fix: Fix) -> dict[str, Any]:
    change = {"deletedRegion": _stretch(checked.text, fix.start, fix.end), "insertedContent": {"text": fix.text}}
    return {
        "description": {"text": fix.label},
        "artifactChanges": [{"artifactLocation": {"uri": _uri(checked)}, "replacements": [change]}],
    }


def _uri(checked: Checked) -> str:
    """A file as an address: on the way from here, or absolute; a text without a file has one all the same."""
    if not checked.file:
        return "words"
    path = Path(checked.file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
