"""`twoway personas`: the hats you wear, and how each of them sounds."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def personas(context: click.Context, as_json: bool) -> None:
    """The hats you wear: work, personal, double duty."""
    if context.invoked_subcommand is None:
        context.invoke(list_personas, as_json=as_json)


@personas.command("list")
@JSON
@does("personas:list_personas")
def list_personas() -> None:
    """Every persona, with its kind and how many accounts wear it.

    \b
    twoway personas
    """


@personas.command("make")
@click.argument("name")
@click.option("--kind", default="work", show_default=True, help="work, personal or double duty.")
@does("personas:make")
def make_persona() -> None:
    """Make a persona called NAME.

    \b
    twoway personas make "Sarah, at home" --kind personal
    """


@personas.command("brand")
@click.argument("name")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="An empty VALUE goes back to what is usual."
)
@click.option(
    "--show", is_flag=True, help="Show every key with its value and its meaning. This is what happens without --set."
)
@JSON
@does("personas:brand")
def brand() -> None:
    """The brand template of the persona NAME: how it sounds, and how its posts are tailored.

    \b
    twoway personas brand "Alder & Rye" --set voice="warm, plain" --set swaps="cheap=good value"
    """


@personas.command("rename")
@click.argument("name")
@click.argument("new_name", metavar="NEW")
@does("personas:rename_persona")
def rename_persona() -> None:
    """Call the persona NAME something else.

    \b
    twoway personas rename "Alder & Rye" "Alder and Rye"
    """


@personas.command("remove")
@click.argument("name")
@does("personas:remove_persona")
def remove_persona() -> None:
    """Take the persona NAME away, if no account ever wore it.

    \b
    twoway personas remove "Sarah, at home"
    """
