"""`twoway check`: what the guard says of a text, without keeping anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import import_module

import click

from twoway.domain import guard
from twoway.domain.errors import BadInput
from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.tailor import tailor
from twoway.domain.text.count import Count, count
from twoway.doors.cli.begin import set_up
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import listed, read_text
from twoway.doors.cli.showing import print_json
from twoway.plug import finder

COLOURS = {Severity.STOP: "red", Severity.WARN: "yellow", Severity.HINT: "cyan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A text on one network or account."""

    where: str
    network: str
    text: str
    count: Count
    findings: tuple[Finding, ...]


def check(
    text: str | None, file: str | None, to: tuple[str, ...], slugs: tuple[str, ...], reply: bool, as_json: bool
) -> None:
    """Print the findings; end with 1 when one stops."""
    words = read_text(text, file, may_be_file=True)
    scope = Scope.REPLY if reply else Scope.POST
    networks, accounts = listed(slugs), listed(to)
    if not networks and not accounts:
        raise BadInput("Say where it is for: --network NETWORK, or --to ACCOUNT.", field="to")
    found = [for_network(slug, words, scope) for slug in networks]
    found += _for_accounts(accounts, words, scope) if accounts else ()
    if as_json:
        print_json([as_data(one) for one in found])
    else:
        for one in found:
            show(one)
    if not all(guard.may_go(one.findings) for one in found):
        raise Ends(Exit.STOPPED)


def for_network(slug: str, words: str, scope: Scope) -> Checked:
    """A text as somebody's on a network, with nothing known but the network's facts."""
    facts = finder.network(slug).facts
    if scope is Scope.POST:
        words = tailor(words, facts, {}, ()).text
    everybody = [network.facts for network in finder.networks().values()]
    case = guard.build_case(text=words, facts=facts, scope=scope, all_facts=everybody)
    findings = guard.look(case, finder.rules().values())
    return Checked(where=facts.name, network=slug, text=words, count=count(words, facts, {}), findings=findings)


def _for_accounts(names: Iterable[str], words: str, scope: Scope) -> tuple[Checked, ...]:
    """A text as it would be sent from accounts: only these know the limits of their servers, and their people."""
    set_up()
    checked: tuple[Checked, ...] = import_module("twoway.doors.cli.looking").checked(tuple(names), words, scope)
    return checked


def as_data(one: Checked) -> dict[str, object]:
    """A check for scripts."""
    return {
        "where": one.where,
        "network": one.network,
        "text": one.text,
        "may_go": guard.may_go(one.findings),
        "count": {**asdict(one.count), "is_over": one.count.is_over},
        "findings": [asdict(finding) for finding in one.findings],
    }


def show(one: Checked) -> None:
    """A check for people: the count, then a line for each finding."""
    length = f"{one.count.value} of {one.count.limit} {one.count.unit}"
    click.secho(f"{one.where}: {length}", bold=True)
    for finding in one.findings:
        click.echo(line(finding, one.text))
    if not one.findings:
        click.echo("  Nothing to remark.")


def line(finding: Finding, text: str) -> str:
    """Where, how bad, which rule, and why."""
    row = text.count("\n", 0, finding.start) + 1
    column = finding.start - (text.rfind("\n", 0, finding.start) + 1) + 1
    place = f"{row}:{column}" if finding.end > finding.start else "-"
    weight = click.style(f"{finding.severity:<4}", fg=COLOURS[finding.severity])
    return f"  {place:<6} {weight} {finding.code} {finding.message}"
