"""`twoway react` and `twoway search`: one press, and what people say out there."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.groups.posts import WAIT
from twoway.doors.cli.options import JSON


@click.command()
@click.argument("conversation", type=int)
@click.argument("word", required=False, metavar="[REACTION]")
@click.option("--message", type=int, metavar="MESSAGE", help="Under which message; the latest of theirs otherwise.")
@click.option("--back", is_flag=True, help="Take it back.")
@WAIT
@JSON
@does("talking:react")
def react() -> None:
    """Press a reaction under what somebody wrote in CONVERSATION: the network's usual one, such as like, or REACTION."""


@click.command()
@click.argument("words")
@click.option(
    "--account", "accounts", multiple=True, metavar="ACCOUNT", help="Only there; every network that can otherwise."
)
@click.option("--more", "cursors", multiple=True, metavar="ACCOUNT=CURSOR", help="Go on where a search stopped.")
@click.option("--answer", metavar="ADDRESS", help="Answer what was found at this address.")
@click.option("--text", metavar="TEXT", help="With --answer: the answer.")
@WAIT
@JSON
@does("talking:search")
def search() -> None:
    """Look for WORDS on every network of yours that can be searched. Nothing that is found is kept until you answer it.

    \b
    twoway search "sourdough millbrook"
    twoway search "sourdough millbrook" --answer http://... --text "We are on Mill Lane."
    """


@click.command("find")
@click.argument("words")
@click.option("--account", "accounts", multiple=True, metavar="ACCOUNT", help="Ask only there.")
@click.option("--keep", metavar="HANDLE", help="Write the one with this handle into People.")
@JSON
@does("talking:find_people")
def find_people() -> None:
    """People whose name or handle begins with WORDS: yours first, then those whom the networks know."""
