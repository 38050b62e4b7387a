"""What `twoway rules` does."""

from __future__ import annotations

import click

from twoway.apps.people import actions
from twoway.apps.people.queries import choices_of, rule_named, workspace_of
from twoway.domain.choices import WORDS, Choices, Layer
from twoway.domain.choosing import as_toml, weight_in
from twoway.domain.errors import BadInput
from twoway.domain.permission import Verb
from twoway.domain.persona import PersonaKind
from twoway.doors.cli.reading import read_text
from twoway.doors.cli.showing import print_json, print_table
from twoway.doors.cli.whose import actor
from twoway.plug import finder


def list_rules(words: str | None, network: str, persona: str, as_json: bool) -> None:
    """What they do there."""
    who = actor()
    who.require(Verb.READ)
    layer = _layer(choices_of(workspace_of(who)), network, persona)
    wanted = (words or "").casefold()
    rows = [
        {
            "code": rule.facts.code,
            "name": rule.facts.name,
            "family": rule.facts.family,
            "does": str(weight_in(layer, rule.facts.code, rule.facts.name, rule.facts.default)),
            "usually": str(rule.facts.default),
        }
        for rule in finder.rules().values()
        if wanted in f"{rule.facts.code} {rule.facts.name} {rule.what}".casefold()
    ]
    if as_json:
        print_json(rows)
        return
    print_table(("code", "name", "does", "usually"), [(r["code"], r["name"], r["does"], r["usually"]) for r in rows])


def _layer(choices: Choices, network: str, persona: str) -> Layer:
    if network:
        finder.network(network)
    is_kind = persona in list(PersonaKind)
    layer = choices.base
    if persona:
        layer = choices.for_account("", persona, persona if is_kind else "")
    return layer.under(choices.networks.get(network, Layer()))


def set_rule(rule: str, weight: str, network: str, persona: str) -> None:
    """One rule, everywhere or in one place."""
    actions.weigh_rule(actor(), rule, weight, network=network, persona=persona)
    where = f" for {network or persona}" if network or persona else ""
    click.echo(f"{rule_named(rule).facts.name} is set to {weight}{where}.")


def words(name: str | None, words: tuple[str, ...], clear: bool, as_json: bool) -> None:
    """All lists, one, or one replaced."""
    who = actor()
    who.require(Verb.READ)
    if name is None and (words or clear):
        raise BadInput(f"Say which list: {', '.join(WORDS)}.", field="list")
    if name is not None and (words or clear):
        actions.list_words(who, {name: () if clear else words})
    if name is not None and name not in WORDS:
        raise BadInput(f"There is no list “{name}”. There are: {', '.join(WORDS)}.", field="list")
    kept = workspace_of(who).words
    shown = {one: list(kept.get(one, ())) for one in WORDS if name in (None, one)}
    if as_json:
        print_json(shown)
    elif name is not None:
        click.echo("\n".join(shown[name]))
    else:
        print_table(
            ("list", "what stands in it", "words"),
            [(one, WORDS[one], ", ".join(kept)) for one, kept in shown.items()],
        )


def export() -> None:
    """As a file."""
    who = actor()
    who.require(Verb.READ)
    workspace = workspace_of(who)
    click.echo(as_toml(workspace.rules, workspace.words), nl=False)


def take(file: str) -> None:
    """From a file."""
    actions.take_choices(actor(), read_text(None, file))
    click.echo("The rules and words of the file hold now.")
