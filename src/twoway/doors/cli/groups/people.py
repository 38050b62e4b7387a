"""`twoway people`: whom you talk with, and what they are called where."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON, YES


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def people(context: click.Context, as_json: bool) -> None:
    """The people you talk with, and their handles on each network."""
    if context.invoked_subcommand is None:
        context.invoke(list_people, words=None, as_json=as_json)


@people.command("list")
@click.argument("words", required=False)
@JSON
@does("people:list_people")
def list_people() -> None:
    """People whose name or handle holds WORDS; without them, everybody.

    \b
    twoway people
    """


@people.command("know")
@click.argument("name")
@click.option("--handle", "handles", multiple=True, metavar="NETWORK=HANDLE", help="What they are called there.")
@click.option("--met", default="", help="How you met.")
@click.option("--about", default="", help="What you talk about.")
@does("people:know_person")
def know_person() -> None:
    """Write NAME into the people directory, or add to what is there.

    In a post, @[NAME] then becomes their handle on each network, and their plain name where they have none.

    \b
    twoway people know "Tom Hallam" --handle mastodon=tom@example.org
    """


@people.command("show")
@click.argument("person")
@JSON
@does("people:show_person")
def show_person() -> None:
    """What is known of PERSON: a name, a handle, or a number.

    \b
    twoway people show "Tom Hallam"
    """


@people.command("change")
@click.argument("person")
@click.option("--name", help="Another name.")
@click.option("--met", help="How you met.")
@click.option("--about", help="What you talk about.")
@click.option("--drop-handle", "dropped", multiple=True, metavar="NETWORK=HANDLE", help="They are not called so.")
@does("people:change_person")
def change_person() -> None:
    """Put right what is known of PERSON. `twoway people know` adds handles.

    \b
    twoway people change "Tom Hallam" --name "Tom Hallam (Mill Lane)"
    """


@people.command("merge")
@click.argument("person")
@click.argument("other")
@YES
@does("people:merge_people")
def merge_people() -> None:
    """PERSON and OTHER are one person: handles, notes and conversations of OTHER come to PERSON.

    \b
    twoway people merge "Tom Hallam" "T. Hallam"
    """


@people.command("forget")
@click.argument("person")
@YES
@does("people:forget_person")
def forget_person() -> None:
    """Erase PERSON: name, handles, notes, and their words here. Nothing brings it back.

    \b
    twoway people forget "Tom Hallam"
    """


@people.command("find")
@click.argument("words")
@click.option("--account", "accounts", multiple=True, metavar="ACCOUNT", help="Ask only there.")
@click.option("--keep", metavar="HANDLE", help="Write the one with this handle into People.")
@JSON
@does("people:find_people")
def find_people() -> None:
    """People whose name or handle begins with WORDS: yours first, then those whom the networks know.

    \b
    twoway people find tom
    """
