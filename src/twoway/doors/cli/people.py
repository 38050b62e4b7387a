"""`twoway people`: whom a workspace talks with, and what they are called where."""

from __future__ import annotations

import click

from twoway.apps.accounts.queries import account_named
from twoway.apps.inbox.actions import forget
from twoway.apps.people import directory, queries
from twoway.apps.people.models import Person
from twoway.apps.people.queries import person_named
from twoway.apps.posts import naming
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb
from twoway.doors.cli.reading import pairs, sure
from twoway.doors.cli.showing import print_json, print_table
from twoway.doors.cli.whose import actor

#: More than this, and one looks for a name.
MOST_PEOPLE = 200


def list_people(words: str | None, as_json: bool) -> None:
    """People whose name or handle holds the words."""
    who = actor()
    who.require(Verb.READ)
    found = queries.find_people(who, words or "", limit=MOST_PEOPLE)
    if as_json:
        print_json([_card(person) for person in found])
        return
    print_table(("number", "person", "handles"), [(p.pk, p.name, _handles(p)) for p in found], right=(0,))


def _card(person: Person) -> dict[str, object]:
    handles = {handle.network: handle.handle for handle in person.handles.all()}
    return {"id": person.pk, "name": person.name, "handles": handles, "met": person.met, "about": person.about}


def _handles(person: Person, sign: str = "") -> str:
    return ", ".join(f"{handle.network}: {sign}{handle.handle}" for handle in person.handles.all())


def know_person(name: str, handles: tuple[str, ...], met: str, about: str) -> None:
    """Write somebody down."""
    person = directory.know(actor(), name, pairs(handles, "--handle", "NETWORK=HANDLE"), met, about)
    click.echo(f"{person.name} is in the people directory. Write @[{person.name}] to mention them anywhere.")


def show_person(person: str, as_json: bool) -> None:
    """The card."""
    who = actor()
    who.require(Verb.READ)
    found = queries.person_of(who, person_named(who, person).pk)
    if as_json:
        print_json(_card(found))
        return
    click.secho(f"{found.name} ({found.pk})", bold=True)
    for handle in found.handles.all():
        click.echo(f"{handle.network}: {handle.handle}")
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
        directory.drop_handle(who, found.pk, theirs.pk)
    changed = directory.change_person(
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
    sure(yes, f"Are {kept} ({kept.pk}) and {goes} ({goes.pk}) one person?")
    directory.merge(who, kept.pk, goes.pk)
    click.echo(f"{goes.name} and {kept} are one person now.")


def forget_person(person: str, yes: bool) -> None:
    """For good."""
    who = actor()
    found = person_named(who, person)
    sure(yes, f"Forget {found} and their words? Nothing brings it back.")
    forget(who, found.pk)
    click.echo("They are forgotten.")


def find_people(words: str, accounts: tuple[str, ...], keep: str | None, as_json: bool) -> None:
    """Ours first, then the networks'."""
    who = actor()
    who.require(Verb.WRITE)
    found = naming.find_elsewhere(who, words, tuple(account_named(who, name).pk for name in accounts))
    if keep is not None:
        _keep(who, found, keep)
        return
    rows = [(str(p), _handles(p, "@"), "yes") for p in queries.find_people(who, words)]
    rows += [(o.author.name, f"{o.account.network}: @{o.author.handle}", "") for o in found.people]
    if as_json:
        people = [{"name": name, "handles": handles, "is_known": bool(known)} for name, handles, known in rows]
        troubles = [{"network": facts.slug, "why": why} for facts, why in found.troubles]
        print_json({"people": people, "troubles": troubles})
        return
    if rows:
        print_table(("name", "handles", "in People"), rows)
    else:
        click.echo("Nobody is called that.", err=True)
    for facts, why in found.troubles:
        click.echo(f"{facts.name}: {why}", err=True)


def _keep(who: Actor, found: naming.Elsewhere, handle: str) -> None:
    wanted = handle.lstrip("@").casefold()
    one = next((o for o in found.people if o.author.handle.casefold() == wanted), None)
    if one is None:
        raise BadInput(f"No network found @{wanted}, or they are in People already.", field="keep")
    click.echo(f"{naming.write_down(who, one.mark)} is in People now.")
