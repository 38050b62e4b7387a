"""`twoway team` and `twoway workspace`: who works here, as what, and what is known of the business."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON, YES

ROLE = click.Choice(["owner", "manager", "writer", "replier", "approver", "guest"])


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def team(context: click.Context, as_json: bool) -> None:
    """Who works in the workspace, and as what."""
    if context.invoked_subcommand is None:
        context.invoke(list_team, as_json=as_json)


@team.command("list")
@JSON
@does("team:list_team")
def list_team() -> None:
    """Everybody, and the invitations that nobody followed yet.

    \b
    twoway team
    """


@team.command("invite")
@click.argument("role", type=ROLE)
@click.option("--for", "note", default="", metavar="WORDS", help="Whom it is for, to tell invitations apart.")
@JSON
@does("team:invite")
def invite() -> None:
    """Print a link that lets one person in as ROLE, within a week. It is shown this once.

    \b
    twoway team invite writer --for Kemi
    """


@team.command("withdraw")
@click.argument("invitation", type=int)
@does("team:withdraw")
def withdraw() -> None:
    """Take an invitation back, by its number in the list.

    \b
    twoway team withdraw 4
    """


@team.command("join")
@click.argument("link")
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--name", default="", help="Their name, as team mates see it.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False),
    help="For somebody new: a file with the password in it. Asked for otherwise.",
)
@does("team:join")
def join() -> None:
    """Follow an invitation's LINK on somebody's behalf, on the server itself.

    \b
    twoway team join https://desk.example.org/join/WORD/ --email kemi@example.org --password-file pw
    """


@team.command("role")
@click.argument("member", metavar="EMAIL|NAME")
@click.argument("role", type=ROLE)
@does("team:role")
def role() -> None:
    """Make a member something else.

    \b
    twoway team role kemi@example.org replier
    """


@team.command("remove")
@click.argument("member", metavar="EMAIL|NAME")
@YES
@does("team:remove")
def remove() -> None:
    """Let a member go, or go yourself. What they wrote stays.

    \b
    twoway team remove kemi@example.org
    """


@click.command()
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="name, town, zone, topics, never_mix or language; lists are parted by commas.",
)
@JSON
@does("team:workspace")
def workspace() -> None:
    """What is known of the business, and changing it.

    \b
    twoway workspace --set town=Millbrook --set topics="bread, rye"
    """
