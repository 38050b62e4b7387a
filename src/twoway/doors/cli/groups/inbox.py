"""`twoway inbox` and `reply`, `react`, `search`: what people write, and answering it."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import FILE, JSON, WAIT, WHEN, NumberFirst

STATE = click.option(
    "--state",
    type=click.Choice(["ours", "theirs", "snoozed", "done", "all"]),
    default="ours",
    show_default=True,
    help="Who owes whom an answer.",
)
FETCH = click.option("--fetch", is_flag=True, help="Ask the networks for what is new first.")


@click.group(cls=NumberFirst, invoke_without_command=True)
@STATE
@FETCH
@JSON
@click.pass_context
def inbox(context: click.Context, state: str, fetch: bool, as_json: bool) -> None:
    """What people wrote to you. With a number: that conversation."""
    if context.invoked_subcommand is None:
        context.invoke(list_inbox, state=state, fetch=fetch, as_json=as_json)


@inbox.command("list")
@STATE
@FETCH
@JSON
@does("inbox:list_conversations")
def list_inbox() -> None:
    """Conversations, those that wait longest for you first.

    \b
    twoway inbox --fetch
    """


@inbox.command("show")
@click.argument("conversation", type=int)
@JSON
@does("inbox:show")
def show_conversation() -> None:
    """Everything that was said in CONVERSATION, and the notes of the team.

    \b
    twoway inbox 29
    """


@inbox.command("done")
@click.argument("conversation", type=int)
@does("inbox:done")
def done() -> None:
    """Nothing more is owed in CONVERSATION, until they write again.

    \b
    twoway inbox done 29
    """


@inbox.command("later")
@click.argument("conversation", type=int)
@click.option("--until", required=True, metavar="WHEN", help=WHEN)
@does("inbox:later")
def later() -> None:
    """Put CONVERSATION off until a time.

    \b
    twoway inbox later 29 --until "2026-11-28 09:30"
    """


@inbox.command("again")
@click.argument("conversation", type=int)
@does("inbox:again")
def again() -> None:
    """Take CONVERSATION up again: you owe an answer.

    \b
    twoway inbox again 29
    """


@inbox.command("note")
@click.argument("conversation", type=int)
@click.argument("text")
@does("inbox:note")
def note() -> None:
    """Say something to the team about CONVERSATION. Nobody else sees it.

    \b
    twoway inbox note 29 "He means the order of Tuesday."
    """


@click.command()
@click.argument("conversation", type=int)
@click.argument("text", required=False)
@FILE
@click.option(
    "--set-aside", "asides", multiple=True, metavar="CODE=REASON", help="Set a finding aside; kept on record."
)
@WAIT
@JSON
@does("inbox:reply")
def reply() -> None:
    """Answer somebody.

    TEXT goes out as the answer to the latest message of CONVERSATION; - reads it from standard input.

    \b
    twoway reply 29 "Sorry, Tom. I will call you today at five."
    """


@click.command()
@click.argument("conversation", type=int)
@click.argument("word", required=False, metavar="[REACTION]")
@click.option("--message", type=int, metavar="MESSAGE", help="Under which message; the latest of theirs otherwise.")
@click.option("--back", is_flag=True, help="Take it back.")
@WAIT
@JSON
@does("talking:react")
def react() -> None:
    """Press a reaction under what somebody wrote in CONVERSATION: the network's usual one, such as like, or REACTION.

    \b
    twoway react 29
    twoway react 29 --back
    """


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
