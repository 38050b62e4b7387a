"""`twoway tailor`: a master text as each network would get it. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import click

from twoway.domain import guard
from twoway.domain.adapt import Adapted, adapt
from twoway.domain.errors import BadInput
from twoway.domain.findings import Finding, Severity
from twoway.domain.tailor import Handle, Known
from twoway.domain.text.clean import check_text
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import listed, read_text
from twoway.doors.cli.showing import print_json
from twoway.plug import finder
from twoway.plug.network import Network

#: A line longer than this is nobody's post; it is answered, not swallowed.
LONGEST_LINE = 20_000_000


def tailor(text: str | None, file: str | None, to: tuple[str, ...], as_jsonl: bool, as_json: bool) -> None:
    """Print the versions of one text, or of one text a line."""
    networks = [finder.network(slug) for slug in listed(to)]
    if not networks:
        raise BadInput("Say for which networks: --to NETWORK[,NETWORK].", field="to")
    if as_jsonl:
        _tailor_lines(file or text or "-", networks)
        return
    made = tailored(read_text(text, file, may_be_file=True), (), networks)
    if as_json:
        print_json(made)
        return
    for network in networks:
        _show(network, made["versions"][network.facts.slug])


def tailored(text: str, people: tuple[Known, ...], networks: Iterable[Network]) -> dict[str, Any]:
    """The versions of one master by network, as data."""
    words = check_text(text)
    return {"versions": {n.facts.slug: _version(adapt(words, n.facts, {}, people), n, people) for n in networks}}


def _version(made: Adapted, network: Network, people: tuple[Known, ...]) -> dict[str, Any]:
    return {
        "parts": list(made.parts),
        "changes": [{**asdict(change), "kind": str(change.kind)} for change in made.changes]
        + [{**asdict(drop), "kind": str(drop.kind)} for drop in made.dropped],
        "findings": [
            *(_left_out(drop.before, drop.why) for drop in made.missed),
            *([_problem(made.problem)] if made.problem else []),
            *(_found(finding, part) for part, found in _findings(made, network) for finding in found),
        ],
    }


def _findings(made: Adapted, network: Network) -> Iterator[tuple[int, tuple[Finding, ...]]]:
    """What the guard says of each part."""
    everybody = [other.facts for other in finder.networks().values()]
    for number, part in enumerate(made.parts):
        case = guard.build_case(text=part, facts=network.facts, mentions=made.mentions, all_facts=everybody)
        yield number, guard.look(case, finder.rules().values())


def _found(finding: Finding, part: int) -> dict[str, Any]:
    told = asdict(finding)
    return {**told, "severity": str(finding.severity), "part": part}


def _left_out(words: str, why: str) -> dict[str, Any]:
    message = f"“{words}” had to be left out. {why}"
    return {"code": "CUT001", "rule": "left-out", "severity": str(Severity.WARN), "message": message, "words": words}


def _problem(words: str) -> dict[str, Any]:
    return {"code": "CUT002", "rule": "does-not-fit", "severity": str(Severity.STOP), "message": words}


def _tailor_lines(name: str, networks: list[Network]) -> None:
    """One answer a line, in order; a line that cannot be read is answered with the reason, and the others still are."""
    bad = 0
    with sys.stdin.buffer if name == "-" else _opened(name) as lines:
        for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), start=1):
            if not line.strip():
                continue
            try:
                answer = _answer(line, networks)
            except BadInput as error:
                bad += 1
                answer = {"line": number, "error": error.for_people}
                click.echo(f"line {number}: {error.for_people}", err=True)
            click.echo(json.dumps(answer, ensure_ascii=True))
    if bad:
        raise Ends(Exit.BAD_INPUT)


def _opened(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}.", field="file") from error


def _answer(line: bytes, networks: list[Network]) -> dict[str, Any]:
    asked = parsed(line)
    text = asked.get("text")
    if not isinstance(text, str):
        raise BadInput('There is no text in it. A line looks like {"text": "Fresh rye at eight"}.')
    return tailored(text, tuple(_people(asked.get("mentions", []))), networks)


def parsed(line: bytes) -> Mapping[str, Any]:
    """The object in a line; BadInput that says why there is none."""
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"It is not UTF-8 from byte {error.start + 1} on. Save the file as UTF-8.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadInput(f"It is not JSON{where}. Each line is one JSON object.") from error
    if not isinstance(found, dict):
        raise BadInput("It is JSON, but not an object. Each line is one JSON object.")
    return found


def _people(mentions: object) -> Iterator[Known]:
    """People with their handles; a handle that is an id (a URN) names somebody without a sign in the text."""
    if not isinstance(mentions, list):
        raise BadInput('“mentions” must be a list of {"name": ..., "handles": {...}}.')
    for somebody in mentions:
        name = somebody.get("name") if isinstance(somebody, dict) else None
        handles = somebody.get("handles") or {} if isinstance(somebody, dict) else None
        if not isinstance(name, str) or not isinstance(handles, dict):
            raise BadInput('Each mention needs a “name”, and “handles” by network: {"name": "Marta", "handles": {}}.')
        known = {
            str(slug): Handle(handle=handle.lstrip("@"))
            for slug, handle in handles.items()
            if isinstance(handle, str) and handle.strip("@ ") and not handle.startswith("urn:")
        }
        yield Known(name=name, handles=known)


def _show(network: Network, version: Mapping[str, Any]) -> None:
    """One network's version for people."""
    click.secho(network.facts.name, bold=True)
    for part in version["parts"]:
        click.echo("\n".join(f"  {line}" for line in part.splitlines()))
        click.echo()
    for why in dict.fromkeys(change["why"] for change in version["changes"]):
        click.secho(f"  {why}", dim=True)
    for finding in version["findings"]:
        click.echo(f"  {finding['severity']:<4} {finding['code']} {finding['message']}")
    click.echo()
