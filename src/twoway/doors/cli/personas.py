"""`twoway personas`: the hats of a workspace, and how each of them sounds."""

from __future__ import annotations

import click
from django.db.models import Count, Q

from twoway.apps.people import actions
from twoway.apps.people.queries import brand_of, persona_named, personas_of
from twoway.domain import brand as brands
from twoway.domain.permission import Verb
from twoway.doors.cli.reading import pairs
from twoway.doors.cli.showing import print_json, print_table
from twoway.doors.cli.whose import actor


def list_personas(as_json: bool) -> None:
    """All of them."""
    who = actor()
    who.require(Verb.READ)
    found = personas_of(who).annotate(wearing=Count("accounts", filter=Q(accounts__removed_at=None)))
    rows = [{"name": p.name, "kind": p.kind, "about": p.about, "accounts": p.wearing} for p in found]
    if as_json:
        print_json(rows)
    else:
        print_table(
            ("persona", "kind", "accounts"), [(r["name"], r["kind"], r["accounts"]) for r in rows], right=(2,)
        )


def make(name: str, kind: str) -> None:
    """A new one."""
    made = actions.make_persona(actor(), name, kind)
    click.echo(f"{made.name} is there now, {made.kind}.")


def brand(name: str, settings: tuple[str, ...], show: bool, as_json: bool) -> None:
    """Set keys, or show them."""
    who = actor()
    who.require(Verb.READ)
    persona = persona_named(who, name)
    if settings:
        persona = actions.change_brand(who, persona.pk, pairs(settings, "--set"))
    shown = brands.shown(brand_of(persona))
    if as_json:
        print_json(shown)
    elif settings and not show:
        click.echo(f"The brand template of {persona} is saved.")
    else:
        print_table(("key", "value", "meaning"), [(k.name, shown[k.name], _meaning(k)) for k in brands.KEYS])


def _meaning(key: brands.Key) -> str:
    choices = ", ".join(f"{one or 'nothing'}: {words}" for one, words in key.choices.items())
    return f"{key.label}. {choices or key.help}"


def rename_persona(name: str, new_name: str) -> None:
    """Another name."""
    who = actor()
    persona = persona_named(who, name)
    made = actions.rename_persona(who, persona.pk, new_name, persona.about)
    click.echo(f"{name} is called {made} now.")


def remove_persona(name: str) -> None:
    """Gone."""
    who = actor()
    persona = persona_named(who, name)
    actions.remove_persona(who, persona.pk)
    click.echo(f"{persona.name} is gone.")
