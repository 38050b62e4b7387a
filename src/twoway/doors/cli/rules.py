"""`twoway rule`: the help page of a rule."""

from __future__ import annotations

import click

from twoway.domain.errors import BadInput
from twoway.doors.cli.showing import print_json, print_table
from twoway.plug import finder
from twoway.plug.pages import WEIGHS
from twoway.plug.rule import Rule


def rule(name: str | None, as_json: bool) -> None:
    """One rule's page, or the list."""
    if name:
        found = named(name)
        print_json(as_data(found)) if as_json else _show(found)
        return
    known = list(finder.rules().values())
    if as_json:
        print_json([as_data(one) for one in known])
        return
    print_table(
        ("code", "name", "does", "what is wrong"),
        [(r.facts.code, r.facts.name, r.facts.default, _first_sentence(r.what)) for r in known],
    )


def named(name: str) -> Rule:
    """The rule of this code or name; BadInput that names what is like it."""
    wanted = name.strip().casefold()
    known = finder.rules()
    for one in known.values():
        if wanted in (one.facts.code.casefold(), one.facts.name.casefold()):
            return one
    like = [one.facts.name for one in known.values() if wanted in one.facts.name] or list(known)
    raise BadInput(f"There is no rule “{name}”. There are: {', '.join(like)}.", field="rule")


def as_data(found: Rule) -> dict[str, object]:
    """A rule for scripts."""
    facts = found.facts
    return {
        "code": facts.code,
        "name": facts.name,
        "family": facts.family,
        "severity": facts.default,
        "scopes": sorted(facts.scopes),
        "what": found.what,
        "why": found.why,
        "instead": found.instead,
    }


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".") + "."


def _show(found: Rule) -> None:
    facts = found.facts
    click.secho(f"{facts.code} {facts.name}", bold=True)
    click.echo(f"{facts.family}. It {WEIGHS[facts.default]} by default.\n")
    for head, words in (("", found.what), ("Why", found.why), ("Instead", found.instead)):
        click.echo(f"{head + ': ' if head else ''}{' '.join(words.split())}\n")
