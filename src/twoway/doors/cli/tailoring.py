"""`twoway tailor`: a master text as each network would get it. Needs no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import click

from twoway.domain import brand, guard
from twoway.domain.adapt import Made, Words, version_for
from twoway.domain.choices import NOTHING, Choices, Layer
from twoway.domain.errors import BadInput
from twoway.domain.findings import COMMENT, Finding, Severity
from twoway.domain.policy import Policy
from twoway.domain.tailor import Handle, Known
from twoway.domain.text.clean import check_text
from twoway.domain.text.count import count
from twoway.domain.tracking import template
from twoway.domain.written import read
from twoway.doors.cli import by_line, sources, wordings
from twoway.doors.cli.reading import listed, names_a_file, pairs, read_text
from twoway.doors.cli.showing import print_json, printable
from twoway.plug import finder
from twoway.plug.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the words are to be tailored: what the options say, over what a file of choices says."""

    networks: tuple[Network, ...]
    choices: Choices = NOTHING
    upper: Layer = field(default_factory=Layer)
    persona: str = ""
    date: str = ""
    language: str = "en"
    utm: Mapping[str, str] | None = None

    def layer(self, network: Network) -> Layer:
        """What is chosen for a network."""
        return self.choices.layer(network.facts.slug, self.persona).under(self.upper)

    def policy(self, network: Network) -> Policy:
        """The same as tailoring takes it."""
        persona = self.persona or self.choices.persona
        made = self.layer(network).policy(network.facts, persona=persona, date=self.date, language=self.language)
        return made if self.utm is None else replace(made, utm=self.utm)


def tailor(
    text: str | None,
    file: str | None,
    to: tuple[str, ...],
    hashtags: str | None,
    most_hashtags: int | None,
    camel_case: bool,
    links: str | None,
    utm: str | None,
    own_host: tuple[str, ...],
    swap: tuple[str, ...],
    plain_words: bool | None,
    most_emoji: int | None,
    sign_off: str | None,
    fit: str | None,
    numbering: str | None,
    first_comment: str,
    title: str,
    persona: str,
    day: str,
    language: str | None,
    config: str | None,
    bare: bool,
    diff: bool,
    as_jsonl: bool,
    as_json: bool,
) -> None:
    """Print the versions of one text, or of one text a line."""
    choices = sources.Finder(config, is_bare=bare).beside(None).choices
    networks = tuple(finder.network(slug) for slug in listed(to) or choices.to)
    if not networks:
        raise BadInput("Say for which networks: --to NETWORK[,NETWORK].", field="to")
    said = {
        "hashtags": hashtags,
        "most_hashtags": most_hashtags,
        "camel_case": "yes" if camel_case else None,
        "links": links,
        "own_hosts": "\n".join(own_host) or None,
        "swaps": "\n".join(f"{old}={new}" for old, new in pairs(swap, "--swap").items()) or None,
        "jargon": None if plain_words is None else "yes" if plain_words else "no",
        "most_emoji": most_emoji,
        "sign_off": sign_off,
        "fit": fit,
        "numbering": numbering,
    }
    asked = Asked(
        networks=networks,
        choices=choices,
        upper=_upper(said),
        persona=persona,
        date=_day(day),
        language=language or choices.languages[0],
        utm=None if utm is None else template(utm),
    )
    if as_jsonl:
        by_line.answer_each(file or text or "-", lambda told: _answer(told, asked))
        return
    words = Words(text=_words(text, file), first_comment=check_text(first_comment), title=check_text(title))
    if as_json:
        print_json(tailored(words, (), asked))
        return
    for network in networks:
        made = _made(words, (), network, asked)
        _show(network, made, _version(made, network, asked), words.text if diff else None)


def _words(text: str | None, file: str | None) -> str:
    """The words that were given; of a file without its front matter and its notes."""
    is_file = file not in (None, "-") or names_a_file(text)
    return read(read_text(text, file, may_be_file=True), sources.known().rules, is_file=is_file).words


def _upper(said: Mapping[str, object]) -> Layer:
    """What the options say, as a layer over all files."""
    settings = {name: str(value) for name, value in said.items() if value is not None}
    brand.changed(brand.PLAIN, settings)
    return Layer(tailor=settings)


def _day(written: str) -> str:
    """The day that stands behind {date}; BadInput for one that is none."""
    try:
        return date.fromisoformat(written).isoformat() if written else ""
    except ValueError:
        raise BadInput(f"“{written}” is not a day. Write it like 2026-11-28.", field="day") from None


def tailored(words: Words, people: tuple[Known, ...], asked: Asked) -> dict[str, Any]:
    """The versions of one master by network, as data."""
    check_text(words.text)
    return {
        "versions": {
            network.facts.slug: _version(_made(words, people, network, asked), network, asked)
            for network in asked.networks
        }
    }


def _made(words: Words, people: tuple[Known, ...], network: Network, asked: Asked) -> Made:
    return version_for(words, network.facts, asked.layer(network).limits, people, asked.policy(network))


def _version(made: Made, network: Network, asked: Asked) -> dict[str, Any]:
    version = made.version
    beside = {"first_comment": version.first_comment, "link": version.link, "title": version.title}
    return {
        # What cannot be made to fit is not offered as something to send.
        "parts": [] if made.problem else list(version.parts),
        "changes": [{**asdict(change), "kind": str(change.kind)} for change in made.changes],
        "findings": [
            *(_left_out(drop.before, drop.why) for drop in made.missed),
            *([_problem(made.problem)] if made.problem else []),
            *(_found(finding) for finding in ([] if made.problem else _findings(made, network, asked))),
        ],
        **{name: words for name, words in beside.items() if words},
    }


def _findings(made: Made, network: Network, asked: Asked) -> tuple[Finding, ...]:
    """What the guard says of the parts and of the first comment."""
    version, layer = made.version, asked.layer(network)
    texts = dict(enumerate(version.parts))
    if version.first_comment:
        texts[COMMENT] = version.first_comment
    everybody = [other.facts for other in finder.networks().values()]
    cases = {
        part: guard.build_case(
            text=text,
            facts=network.facts,
            limits=_limits(network, layer, is_comment=part == COMMENT),
            mentions=version.mentions,
            languages=version.languages,
            words=layer.words,
            persona=layer.kind,
            all_facts=everybody,
        )
        for part, text in texts.items()
    }
    cases = {part: replace(case, is_comment=part == COMMENT) for part, case in cases.items()}
    cases[0] = replace(
        cases[0],
        parts=version.parts,
        title=version.title,
        first_comment=version.first_comment,
        link=version.link,
    )
    return guard.look_through(cases, finder.rules().values(), layer.settings)


def _limits(network: Network, layer: Layer, *, is_comment: bool) -> dict[str, int]:
    if not is_comment:
        return dict(layer.limits)
    return {**layer.limits, "text": count("", network.facts, {}, is_reply=True).limit}


def _found(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "severity": str(finding.severity)}


def _left_out(words: str, why: str) -> dict[str, Any]:
    message = f"“{words}” had to be left out. {why}"
    return {"code": "CUT001", "rule": "left-out", "severity": str(Severity.WARN), "message": message, "words": words}


def _problem(words: str) -> dict[str, Any]:
    return {"code": "CUT002", "rule": "does-not-fit", "severity": str(Severity.STOP), "message": words}


def _answer(told: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    if not isinstance(told.get("text"), str):
        raise BadInput(by_line.NO_TEXT)
    words = Words(text=told["text"], first_comment=_beside(told, "first_comment"), title=_beside(told, "title"))
    asked = replace(asked, language=_beside(told, "language") or asked.language)
    return tailored(words, tuple(_people(told.get("mentions", []))), asked)


def _beside(told: Mapping[str, Any], name: str) -> str:
    """What may stand beside a text; BadInput for what is no text."""
    found = told.get(name)
    if found is not None and not isinstance(found, str):
        raise BadInput(f"“{name}” must be a text.")
    return check_text(found or "")


def _people(mentions: object) -> Iterator[Known]:
    """People with their handles; a handle that is an id (a URN) names somebody by their plain name."""
    if not isinstance(mentions, list):
        raise BadInput('“mentions” must be a list of {"name": ..., "handles": {...}}.')
    for somebody in mentions:
        name = somebody.get("name") if isinstance(somebody, dict) else None
        handles = somebody.get("handles") or {} if isinstance(somebody, dict) else None
        if not isinstance(name, str) or not isinstance(handles, dict):
            raise BadInput('Each mention needs a “name”, and “handles” by network: {"name": "Marta", "handles": {}}.')
        known = {
            str(slug): Handle(handle=handle.strip().lstrip("@"))
            for slug, handle in handles.items()
            if isinstance(handle, str) and handle.strip("@ ")
        }
        yield Known(name=name, handles=known)


def _show(network: Network, made: Made, version: Mapping[str, Any], master: str | None) -> None:
    """One network's version for people; with the master, what became of its words."""
    click.secho(network.facts.name, bold=True)
    if master is not None:
        click.echo(_indented(wordings.compared(master, made.whole, in_colour=wordings.has_colour())))
    for part in version["parts"] if master is None or len(version["parts"]) > 1 else ():
        click.echo(_indented(part))
    for name, label in (("first_comment", "First comment"), ("link", "Link"), ("title", "Title")):
        if name in version:
            click.echo(f"  {label}: " + printable(version[name]).replace("\n", f"\n{' ' * (len(label) + 4)}"))
    for why, number in wordings.reasons(version["changes"]).items():
        click.secho(f"  {why}{f' ({number} times)' if number > 1 else ''}", dim=True)
    for finding in version["findings"]:
        click.echo(f"  {finding['severity']:<4} {finding['code']} {finding['message']}")
    click.echo()


def _indented(text: str) -> str:
    return "\n".join([*(f"  {line}".rstrip() for line in text.splitlines()), ""])
