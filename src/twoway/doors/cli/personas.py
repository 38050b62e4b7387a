"""`twoway personas`: the hats of a workspace."""

from __future__ import annotations

import click
from django.db.models import Count, Q

from twoway.apps.people.actions import make_persona
from twoway.apps.people.queries import personas_of
from twoway.domain.permission import Verb
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
    made = make_persona(actor(), name, kind)
    click.echo(f"{made.name} is there now, {made.kind}.")
