"""What else `twoway personas` and `twoway people` can do: brand templates, and putting the directory right."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON

YES = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command()
@click.argument("name")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="An empty VALUE goes back to what is usual."
)
@click.option(
    "--show", is_flag=True, help="Show every key with its value and its meaning. This is what happens without --set."
)
@JSON
@does("directory:brand")
def brand() -> None:
    """The brand template of the persona NAME: how it sounds, and how its posts are tailored.

    \b
    twoway personas brand "Alder & Rye" --set voice="warm, plain" --set swaps="cheap=good value"
    """


@click.command("rename")
@click.argument("name")
@click.argument("new_name", metavar="NEW")
@does("directory:rename_persona")
def rename_persona() -> None:
    """Call the persona NAME something else."""


@click.command("remove")
@click.argument("name")
@does("directory:remove_persona")
def remove_persona() -> None:
    """Take the persona NAME away, if no account ever wore it."""


@click.command("show")
@click.argument("person")
@JSON
@does("directory:show_person")
def show_person() -> None:
    """What is known of PERSON: a name, a handle, or a number."""


@click.command("change")
@click.argument("person")
@click.option("--name", help="Another name.")
@click.option("--met", help="How you met.")
@click.option("--about", help="What you talk about.")
@click.option("--drop-handle", "dropped", multiple=True, metavar="NETWORK=HANDLE", help="They are not called so.")
@does("directory:change_person")
def change_person() -> None:
    """Put right what is known of PERSON. `twoway people know` adds handles."""


@click.command("merge")
@click.argument("person")
@click.argument("other")
@YES
@does("directory:merge_people")
def merge_people() -> None:
    """PERSON and OTHER are one person: handles, notes and conversations of OTHER come to PERSON."""


@click.command("forget")
@click.argument("person")
@YES
@does("directory:forget_person")
def forget_person() -> None:
    """Erase PERSON: name, handles, notes, and their words here. Nothing brings it back."""
