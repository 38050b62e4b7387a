"""What else `twoway personas` and `twoway people` do."""

from __future__ import annotations

import click

from twoway.apps.inbox.actions import forget
from twoway.apps.people import actions
from twoway.apps.people.queries import brand_of, person_named, person_of, persona_named
from twoway.domain import brand as brands
from twoway.domain.errors import BadInput
from twoway.domain.permission import Verb
from twoway.doors.cli.reading import is_asked, pairs
from twoway.doors.cli.showing import print_json, print_table
from twoway.doors.cli.whose import actor


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


def show_person(person: str, as_json: bool) -> None:
    """The card."""
    who = actor()
    who.require(Verb.READ)
    found = person_of(who, person_named(who, person).pk)
    handles = {handle.network: handle.handle for handle in found.handles.all()}
    shown = {"id": found.pk, "name": found.name, "handles": handles, "met": found.met, "about": found.about}
    if as_json:
        print_json(shown)
        return
    click.secho(f"{found.name} ({found.pk})", bold=True)
    for network, handle in handles.items():
        click.echo(f"{network}: {handle}")
    for words in filter(None, (found.met, found.about)):
        click.echo(words)


def change_person(
    person: str, name: str | None, met: str | None, about: str | None, dropped: tuple[str, ...]
) -> None:
    """What is not given stays."""
    who = actor()
    found = person_named(who, person)
    for network, handle in pairs(dropped, "--drop-handle").items():
        theirs = found.handles.filter(network=network, handle__iexact=handle.lstrip("@")).first()
        if theirs is None:
            raise BadInput(f"{found} is not called {handle} on {network}.", field="handle")
        actions.drop_handle(who, found.pk, theirs.pk)
    changed = actions.change_person(
        who,
        found.pk,
        name=found.name if name is None else name,
        met=found.met if met is None else met,
        about=found.about if about is None else about,
    )
    click.echo(f"{changed} is changed.")


def merge_people(person: str, other: str, yes: bool) -> None:
    """One of two."""
    who = actor()
    kept, goes = person_named(who, person), person_named(who, other)
    _sure(yes, f"Are {kept} ({kept.pk}) and {goes} ({goes.pk}) one person?")
    actions.merge(who, kept.pk, goes.pk)
    click.echo(f"{goes.name} and {kept} are one person now.")


def forget_person(person: str, yes: bool) -> None:
    """For good."""
    who = actor()
    found = person_named(who, person)
    _sure(yes, f"Forget {found} and their words? Nothing brings it back.")
    forget(who, found.pk)
    click.echo("They are forgotten.")


def _sure(yes: bool, question: str) -> None:
    if yes:
        return
    if not is_asked():
        raise BadInput("Add --yes to do it without a question.", field="yes")
    click.confirm(question, abort=True, err=True)
