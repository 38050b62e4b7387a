"""`twoway demo`: a workspace to look around in."""

from __future__ import annotations

import click
from django.conf import settings

from twoway.apps.demo.actions import Demo, open_demo
from twoway.doors.cli import database
from twoway.doors.cli.showing import print_json, waiting


def demo(reset: bool, as_json: bool) -> None:
    """Open it, and say how to sign in."""
    found = opened(reset=reset)
    if as_json:
        print_json({"workspace": found.actor.workspace, "email": found.email, "password": found.password})
        return
    click.echo(f"The demo workspace of {found.actor.workspace} is open.")
    click.echo(f"Run `twoway serve`, open {settings.TWOWAY_ADDRESS}, and sign in as {found.email}")
    click.echo(f"with the password {found.password}")


def opened(*, reset: bool = False) -> Demo:
    """The demo workspace, made if there is none yet, on a database that is made ready first."""
    database.make_ready()
    with waiting("Opening the bakery"):
        return open_demo(reset=reset)
