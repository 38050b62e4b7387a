"""`twoway check`: what the guard says of texts, without keeping anything. Needs no database unless accounts are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from twoway.domain import guard
from twoway.domain.choices import Choices, Layer, unknown_rule
from twoway.domain.errors import BadInput, Conflict
from twoway.domain.findings import Finding, Fix, Scope
from twoway.domain.readers import checked as checked_readers
from twoway.domain.text.clean import check_text
from twoway.doors.cli import by_line, findings_told, mending, sources
from twoway.doors.cli.begin import set_up
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.findings_told import as_data, line, show
from twoway.doors.cli.judging import Asked, Checked, judged
from twoway.doors.cli.past import read_past
from twoway.doors.cli.reading import listed, read_text
from twoway.doors.cli.showing import print_json
from twoway.doors.cli.sources import Source
from twoway.plug import finder

__all__ = ["Checked", "as_data", "check", "line", "show"]


def check(
    texts: tuple[str, ...],
    file: str | None,
    to: tuple[str, ...],
    slugs: tuple[str, ...],
    persona: str,
    readers: tuple[str, ...],
    reply: bool,
    tailored: bool,
    languages: tuple[str, ...],
    fix: bool,
    diff: bool,
    style: str,
    as_json: bool,
    as_jsonl: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: str | None,
    bare: bool,
    past: str | None,
    behaving: str | None,
) -> None:
    """Print the findings; end with 1 when one stops."""
    style = "json" if as_json else style
    if behaving is not None:
        _check_behaviour(behaving, given=bool(texts or file or to or slugs or past), as_json=style == "json")
        return
    asked = Asked(
        networks=listed(slugs),
        persona=persona,
        readers=checked_readers(listed(readers)),
        scope=Scope.REPLY if reply else Scope.POST,
        languages=listed(languages),
        tailored=tailored,
        upper=_upper(listed(select), listed(ignore)),
        past=read_past(past, datetime.now(UTC)) if past else None,
    )
    for slug in asked.networks:
        finder.network(slug)
    if (fix or diff) and (tailored or to or as_jsonl):
        raise BadInput("Fixes go into the words as they are written: leave out --tailored, --to and --jsonl.")
    if past and to:
        raise BadInput(
            "An account knows its own past: leave out --past, or say --network in place of --to.", field="past"
        )
    beside = sources.Finder(config, is_bare=bare)
    if as_jsonl:
        _check_lines(texts, file, asked, beside.beside(None).choices)
    elif to:
        _check_accounts(read_text(_only(texts), file, may_be_file=True), listed(to), asked, style)
    else:
        _Round(asked, beside, style).go(sources.given(texts, file), fix=fix, diff=diff)


def _upper(select: tuple[str, ...], ignore: tuple[str, ...]) -> Layer:
    """What the command line itself chooses; it goes before every file of choices."""
    for word in (*select, *ignore):
        if fault := unknown_rule(word, sources.known().rules):
            raise BadInput(fault, field="select")
    return Layer(select=select or None, ignore=ignore)


def _end(checked: list[Checked]) -> None:
    if not all(guard.may_go(one.findings) for one in checked):
        raise Ends(Exit.STOPPED)


# -- files and words ---------------------------------------------------------------------------------------------------


class _Round:
    """One way through everything that was given. A file that cannot be read is told, and the others are still checked."""

    def __init__(self, asked: Asked, beside: sources.Finder, style: str) -> None:
        self.asked, self.beside, self.style = asked, beside, style
        self.checked: list[Checked] = []
        self.fixed: list[str] = []
        self.faults: list[BadInput] = []

    def go(self, given: tuple[Source | Path, ...], *, fix: bool, diff: bool) -> None:
        for source in self._read(given):
            if diff:
                self._compare(source)
            elif fix:
                self._mend(source)
            else:
                self.checked += judged(source.content, self.asked, self._choices(source), file=source.name)
        if self.faults and len(given) == 1:
            raise self.faults[0]
        for fault in self.faults:
            click.echo(fault.for_people, err=True)
        if not diff:
            findings_told.tell(self.checked, self.style, fixed=self.fixed, is_words=isinstance(given[0], Source))
        if self.faults:
            raise Ends(Exit.CONFLICT if all(isinstance(one, Conflict) for one in self.faults) else Exit.BAD_INPUT)
        _end(self.checked)

    def _read(self, given: tuple[Source | Path, ...]) -> Iterator[Source]:
        for one in given:
            if isinstance(one, Source):
                yield one
            elif not self.beside.beside(one).leaves_out(one):
                try:
                    yield sources.opened(one)
                except BadInput as fault:
                    self.faults.append(fault)

    def _choices(self, source: Source) -> Choices:
        return self.beside.beside(source.path).choices

    def _compare(self, source: Source) -> None:
        better = mending.mended(source, self.asked, self._choices(source))
        self.checked += better.left
        click.echo(mending.difference(source, better.content), nl=False)

    def _mend(self, source: Source) -> None:
        """Put the fixes in: into the file, or for words without a file onto standard output."""
        better = mending.mended(source, self.asked, self._choices(source))
        self.checked += better.left
        if source.path is None:
            if self.style == "text":
                click.echo(better.content)
        elif better.content != source.content:
            try:
                mending.write_back(source, better.content)
            except BadInput as fault:
                self.faults.append(fault)
            else:
                self.fixed.append(source.name)


# -- accounts ----------------------------------------------------------------------------------------------------------


def _only(texts: tuple[str, ...]) -> str | None:
    if len(texts) > 1:
        raise BadInput("Give one text for --to. For several files, say --network.", field="text")
    return texts[0] if texts else None


def _check_accounts(words: str, accounts: tuple[str, ...], asked: Asked, style: str) -> None:
    """A text as it would be sent from accounts: only these know the limits of their servers, and their people."""
    found = list(judged(words, asked, Choices())) if asked.networks else []
    set_up()
    found += import_module("twoway.doors.cli.looking").checked(accounts, words, asked.scope, asked.readers)
    findings_told.tell(found, style, is_words=True)
    _end(found)


def _check_behaviour(account: str, *, given: bool, as_json: bool) -> None:
    """How an account behaves, or all of them; end with 1 when the team lets a finding of that kind stop."""
    if given:
        raise BadInput(
            "--account looks at how an account behaves, not at words: leave the others out.", field="account"
        )
    set_up()
    found = import_module("twoway.doors.cli.looking").behaviour(account)
    if as_json:
        print_json([{"where": one.where, "network": one.network, "findings": one.findings} for one in found])
    else:
        for one in found:
            click.secho(one.where, bold=True)
            click.echo("\n".join(line(finding, "") for finding in one.findings) or "  Nothing to remark.")
    _end(found)


# -- one text a line ---------------------------------------------------------------------------------------------------


def _check_lines(texts: tuple[str, ...], file: str | None, asked: Asked, choices: Choices) -> None:
    """The findings of each line; ends with 1 when one stops."""
    if len(texts) + (file is not None) > 1:
        raise BadInput("Give one file for --jsonl, or none for standard input.", field="text")
    asked.networks_under(choices)
    checked: list[Checked] = []

    def answer(told: Mapping[str, Any]) -> Mapping[str, Any]:
        found = _of_line(told, asked, choices)
        checked.extend(replace(one, text="") for one in found)
        return {"findings": [as_line(one, finding) for one in found for finding in one.findings]}

    by_line.answer_each(file or "".join(texts) or "-", answer)
    _end(checked)


def _of_line(told: Mapping[str, Any], asked: Asked, choices: Choices) -> tuple[Checked, ...]:
    text = told.get("text")
    if not isinstance(text, str):
        raise BadInput(by_line.NO_TEXT)
    return judged(check_text(text), asked, choices)


def as_line(checked: Checked, finding: Finding) -> dict[str, object]:
    """A finding in an answer of one line; `fix` is the first of its fixes."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "start": finding.start,
        "end": finding.end,
        "message": finding.message,
        "fix": _as_fix(finding.fixes[0]) if finding.fixes else None,
        "network": checked.network,
        "rule": finding.rule,
    }


def _as_fix(fix: Fix) -> dict[str, object]:
    return {"start": fix.start, "end": fix.end, "text": fix.text, "label": fix.label, "is_safe": fix.is_safe}
