"""What `twoway team` and `twoway workspace` do."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings as django_settings

from twoway.apps.people import actions
from twoway.apps.people.models import User
from twoway.apps.people.queries import invitations_of, member_named, team_of, workspace_of
from twoway.domain.errors import BadInput
from twoway.domain.permission import Verb, may
from twoway.doors.cli.reading import ask, is_asked, pairs, sure
from twoway.doors.cli.showing import print_json, print_table, when
from twoway.doors.cli.whose import actor


def list_team(as_json: bool) -> None:
    """Members, and for owners the open invitations."""
    who = actor()
    who.require(Verb.READ)
    zone = workspace_of(who).tz
    members = [{"name": str(p.user), "email": p.user.email, "role": p.role} for p in team_of(who)]
    invited = [
        {"id": one.pk, "for": one.note, "role": one.role, "ends_at": one.ends_at}
        for one in (invitations_of(who) if may(who.role, Verb.MANAGE) else ())
    ]
    if as_json:
        print_json({"members": members, "invitations": invited})
        return
    print_table(("member", "e-mail", "role"), [(m["name"], m["email"], m["role"]) for m in members])
    for one in invitations_of(who) if invited else ():
        click.echo(f"Invitation {one.pk}: {one.note or 'nobody named'}, {one.role}, until {when(one.ends_at, zone)}")


def invite(role: str, note: str, as_json: bool) -> None:
    """The link goes to stdout alone."""
    made, secret = actions.invite(actor(), role, note)
    link = f"{django_settings.TWOWAY_ADDRESS}/join/{secret}/"
    if as_json:
        print_json({"id": made.pk, "role": made.role, "for": made.note, "link": link, "ends_at": made.ends_at})
        return
    click.echo("Send this to the one person it is for; it is shown this once:", err=True)
    click.echo(link)


def withdraw(invitation: int) -> None:
    """The link is dead."""
    actions.withdraw(actor(), invitation)
    click.echo("That link lets nobody in any more.")


def join(link: str, email: str, name: str, password_file: str | None) -> None:
    """As somebody who can sign in already, or as somebody new."""
    secret = link.rstrip("/").rpartition("/")[2]
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is not None:
        joined = actions.join(user, secret)
    else:
        _, joined = actions.join_as_new(secret, email, _password(password_file), name)
    click.echo(f"{joined.name} is {joined.role} of {joined.workspace} now.")


def _password(file: str | None) -> str:
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    if not is_asked():
        raise BadInput("Give their password in a file with --password-file.", field="password")
    return ask("A password for them", secret=True)


def role(member: str, role: str) -> None:
    """Another role."""
    who = actor()
    place = actions.change_role(who, member_named(who, member).user_id, role)
    click.echo(f"{place.user} is {place.role} now.")


def remove(member: str, yes: bool) -> None:
    """Gone."""
    who = actor()
    place = member_named(who, member)
    sure(yes, f"Let {place.user} go?")
    actions.remove_member(who, place.user_id)
    click.echo(f"{place.user} is not in {who.workspace} any more.")


def workspace(settings: tuple[str, ...], as_json: bool) -> None:
    """Show it, changed first where something is set."""
    who = actor()
    who.require(Verb.READ)
    if settings:
        actions.change_workspace(who, pairs(settings, "--set"))
    found = workspace_of(who)
    names = ("name", "town", "zone", "topics", "never_mix", "language")
    shown = {name: getattr(found, name) for name in names}
    if as_json:
        print_json(shown)
        return
    print_table(
        ("key", "value"),
        [(name, ", ".join(value) if isinstance(value, list) else value) for name, value in shown.items()],
    )
