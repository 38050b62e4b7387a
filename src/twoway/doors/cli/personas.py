"""`twoway personas` and `twoway people`: the hats of a workspace, and the people it talks with."""

from __future__ import annotations

import click
from django.db.models import Count, Q

from twoway.apps.people.actions import know, make_persona
from twoway.apps.people.models import Person
from twoway.apps.people.queries import find_people, personas_of
from twoway.domain.errors import BadInput
from twoway.domain.permission import Verb
from twoway.doors.cli.showing import print_json, print_table
from twoway.doors.cli.whose import actor

#: More than this, and one looks for a name.
MOST_PEOPLE = 200


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
    made = make_persona(actor(), name, kind)
    click.echo(f"{made.name} is there now, {made.kind}.")


def list_people(words: str | None, as_json: bool) -> None:
    """People whose name or handle holds the words."""
    who = actor()
    who.require(Verb.READ)
    found = find_people(who, words or "", limit=MOST_PEOPLE)
    rows = [
        {
            "id": person.pk,
            "name": person.name,
            "handles": {handle.network: handle.handle for handle in person.handles.all()},
            "met": person.met,
            "about": person.about,
        }
        for person in found
    ]
    if as_json:
        print_json(rows)
        return
    print_table(("number", "person", "handles"), [(p.pk, p.name, _handles(p)) for p in found], right=(0,))


def _handles(person: Person) -> str:
    return ", ".join(f"{handle.network}: {handle.handle}" for handle in person.handles.all())


def know_person(name: str, handles: tuple[str, ...], met: str, about: str) -> None:
    """Write somebody down."""
    pairs = dict(_pair(words) for words in handles)
    person = know(actor(), name, pairs, met, about)
    click.echo(f"{person.name} is in the people directory. Write @[{person.name}] to mention them anywhere.")


def _pair(words: str) -> tuple[str, str]:
    slug, _, handle = words.partition("=")
    if not slug or not handle:
        raise BadInput(f"“{words}” is not NETWORK=HANDLE.", field="handle")
    return slug, handle
