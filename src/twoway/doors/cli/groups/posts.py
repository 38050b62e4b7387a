"""`twoway posts`: what you said, what became of it, and changing what is out."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON, WAIT, YES

ACCOUNT = click.option("--account", metavar="ACCOUNT", help="Which version, where the post went to several accounts.")
COUNTS = click.option("--counts", is_flag=True, help="With what became of each: likes, replies and the rest.")
MOST = click.option(
    "--most", type=click.IntRange(1, 500), default=20, show_default=True, metavar="N", help="How many posts."
)


@click.group(invoke_without_command=True)
@COUNTS
@MOST
@JSON
@click.pass_context
def posts(context: click.Context, counts: bool, most: int, as_json: bool) -> None:
    """What you said, the newest first; and changing what is out."""
    if context.invoked_subcommand is None:
        context.invoke(list_posts, counts=counts, most=most, as_json=as_json)


@posts.command("list")
@COUNTS
@MOST
@JSON
@does("echoes:list_posts")
def list_posts() -> None:
    """What is out, the newest first. What a network does not tell is left empty; it is not nought.

    \b
    twoway posts --counts
    """


@posts.command("edit")
@click.argument("post_id", type=int, metavar="POST")
@click.option(
    "--text", "texts", multiple=True, metavar="TEXT", help="The new words; of a thread, once for each part."
)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), help="Read them from a file.")
@click.option("--alt", "alts", multiple=True, metavar="TEXT", help="What each picture shows, in their order.")
@click.option("--warning", metavar="TEXT", help="What stands before the words; an empty one takes it away.")
@ACCOUNT
@click.option("--diff", is_flag=True, help="Show exactly what would change, and change nothing.")
@WAIT
@JSON
@does("changes:edit")
def edit() -> None:
    """Change the words of POST where it is out. What is not given stays as it is.

    Where a network does not let words be changed, it says so, and what to do instead.

    \b
    twoway posts edit 12 --text "Open till five on Saturday." --diff
    twoway posts edit 12 --text "Open till five on Saturday."
    """


@posts.command("take-down")
@click.argument("post_id", type=int, metavar="POST")
@ACCOUNT
@YES
@WAIT
@JSON
@does("changes:take_down")
def take_down() -> None:
    """Take POST down from where it is out, with all of its parts. What it said stays on record.

    \b
    twoway posts take-down 12
    """


@posts.command("again")
@click.argument("post_id", type=int, metavar="POST")
@ACCOUNT
@does("changes:again")
def again() -> None:
    """Make a draft that says what POST said, where it has to be written anew.

    \b
    twoway posts again 12
    """


@posts.command("changes")
@click.argument("post_id", type=int, metavar="POST")
@JSON
@does("changes:history")
def history() -> None:
    """What was changed of POST: who, when, and which words went and came.

    \b
    twoway posts changes 12
    """


@posts.command("retry")
@click.argument("change", type=int)
@does("changes:retry")
def retry() -> None:
    """Try a CHANGE that was held back again. Asking twice does no harm.

    \b
    twoway posts retry 5
    """


@posts.command("leave")
@click.argument("change", type=int)
@does("changes:leave")
def leave() -> None:
    """Leave it as it is: take a CHANGE back that is not made yet.

    \b
    twoway posts leave 5
    """


@posts.command("seen")
@click.argument("change", type=int)
@does("changes:seen")
def seen() -> None:
    """You have read why a CHANGE was refused; it need not wait for you any longer.

    \b
    twoway posts seen 5
    """
