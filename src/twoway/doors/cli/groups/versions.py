"""`twoway versions`: how a draft reads on each account, and what one version does with the master."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON

POST = click.argument("post_id", type=int, metavar="POST")
ACCOUNT = click.argument("account", metavar="ACCOUNT")


@click.group()
def versions() -> None:
    """The versions of a draft: what tailoring did to each, and ways back."""


@versions.command("show")
@POST
@click.argument("account", required=False, metavar="[ACCOUNT]")
@JSON
@does("versions:show_versions")
def show_versions() -> None:
    """How each version of POST reads, with what tailoring did, numbered.

    \b
    twoway versions show 12
    """


@versions.command("put-back")
@POST
@ACCOUNT
@click.argument("number", type=click.IntRange(1), metavar="NUMBER")
@JSON
@does("versions:put_back")
def put_back() -> None:
    """Put your own words back in the place of change NUMBER.

    \b
    twoway versions put-back 12 alder.rye 2
    """


@versions.command("catch-up")
@POST
@ACCOUNT
@JSON
@does("versions:catch_up")
def catch_up() -> None:
    """Bring the master's changes into a version written by hand; your sentences stay.

    \b
    twoway versions catch-up 12 alder.rye
    """


@versions.command("start-over")
@POST
@ACCOUNT
@JSON
@does("versions:start_over")
def start_over() -> None:
    """Let a version follow the master again. What was written for it by hand goes.

    \b
    twoway versions start-over 12 alder.rye
    """


@versions.command("move")
@POST
@ACCOUNT
@click.argument("code", metavar="CODE")
@click.argument("persona", metavar="PERSONA")
@JSON
@does("versions:move")
def move() -> None:
    """Take the line that finding CODE is in out of a version, into a draft of its own for PERSONA.

    \b
    twoway versions move 12 alder.rye PRV001 "Sarah, at home"
    """
