"""`twoway init`: the folder, the database, and the owner."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction

from twoway.apps.notices.letters import send_to
from twoway.apps.people.actions import change_password, found_workspace, make_user
from twoway.apps.people.models import Membership
from twoway.domain.errors import BadInput, NetworkAnswer
from twoway.domain.permission import Role
from twoway.doors.cli import database
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import ask, is_asked
from twoway.doors.cli.showing import waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    """Everything that is asked of the first owner."""

    email: str
    password: str
    name: str
    business: str
    town: str
    zone: str


def init(
    email: str | None,
    password_file: str | None,
    name: str | None,
    business: str | None,
    town: str | None,
    zone: str | None,
    no_input: bool,
) -> None:
    """Set up what is missing, and say what is next."""
    steps = database.make_ready()
    click.echo(f"Everything is kept in {settings.TWOWAY_HOME}.")
    click.echo("The database is ready." if steps else "The database was ready already.")
    if owner := _owner():
        click.echo(f"{owner} owns this installation already.")
        _say_next()
        return
    given = any((email, password_file, business))
    if not given and (no_input or not is_asked()):
        click.echo("Nobody owns it yet: the first page asks for the owner, or run `twoway init` in a terminal.")
        _say_next()
        return
    ask_too = not no_input and is_asked()
    _found(_founder(email, password_file, name, business, town, zone, ask_too=ask_too))
    _say_next()


def _founder(
    email: str | None,
    password_file: str | None,
    name: str | None,
    business: str | None,
    town: str | None,
    zone: str | None,
    *,
    ask_too: bool,
) -> Founder:
    """What was given, and what is asked for where something is missing; BadInput where nobody can be asked."""
    if ask_too:
        return Founder(
            email=email or ask("Your e-mail address, to sign in with"),
            password=_password(password_file) if password_file else _new_password(),
            name=ask("Your name, as team mates see it", required=False) if name is None else name,
            business=business or ask("The name of the business"),
            town=ask("The town it is in", required=False) if town is None else town,
            zone=zone or ask("Its time zone", initial=local_zone()),
        )
    missing = [
        option
        for option, value in (("--email", email), ("--password-file", password_file), ("--business", business))
        if not value
    ]
    if missing:
        raise BadInput(f"To make the owner without questions, add {' and '.join(missing)}.", field=missing[0][2:])
    return Founder(
        email=email or "",
        password=_password(password_file or ""),
        name=name or "",
        business=business or "",
        town=town or "",
        zone=zone or local_zone(),
    )


def _found(founder: Founder) -> None:
    with transaction.atomic():
        # Who can write this folder owns the installation anyway; the demo's people must not stand in the way.
        user = make_user(founder.email, founder.password, founder.name)
        found_workspace(user, name=founder.business, town=founder.town, zone=founder.zone)
    click.echo(f"{founder.business} is founded, and {founder.email} owns it.")


def _password(file: str) -> str:
    """The first line of a file."""
    try:
        return Path(file).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read as a password: {error}", field="password-file") from error


def _new_password() -> str:
    words: str = click.prompt("A password (10 signs or more)", hide_input=True, confirmation_prompt=True, err=True)
    return words


def local_zone() -> str:
    """The time zone of this computer, where it tells; UTC elsewhere."""
    told = os.environ.get("TZ", "").lstrip(":")
    if told and "/" in told and not told.startswith("/"):
        return told
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if found and "/" in name else "UTC"


def _owner() -> str:
    """The address of the owner; empty while there is nothing but the demo workspace."""
    real = Membership.objects.filter(role=Role.OWNER, workspace__is_demo=False)
    place = real.select_related("user").order_by("id").first()
    return str(place.user.email) if place else ""


def _say_next() -> None:
    click.echo(f"Next: run `twoway serve` and open {settings.TWOWAY_ADDRESS}, or connect an account with")
    click.echo("`twoway accounts connect`. `twoway networks` lists where, and what you need for each.")


def new_password(email: str, password_file: str | None, by_mail: bool) -> None:
    """Give a member a new password and say so, or send them a link to choose one."""
    if by_mail:
        if password_file:
            raise BadInput("Either you set the password, or they choose one by the link: leave one of the two out.")
        _send_link(email)
        return
    words = _password(password_file) if password_file else _new_password()
    user = change_password(email, words)
    click.echo(f"{user} signs in with the new password from now on.")


def _send_link(email: str) -> None:
    try:
        with waiting("Sending the letter"):
            user = send_to(email)
    except NetworkAnswer as answer:
        click.echo(f"It did not go: {answer.for_people}", err=True)
        raise Ends(Exit.NETWORK) from answer
    click.echo(f"A letter with a link is on its way to {user.email}. The link works once, for an hour.")
