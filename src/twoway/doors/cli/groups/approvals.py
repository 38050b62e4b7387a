"""`twoway approvals` and `twoway approve`: asking for a yes, answering, what is said on the way, and where a yes is needed."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON

NUMBER = click.argument("number", type=int, metavar="APPROVAL")
COMMENT = click.argument("number", type=int, metavar="COMMENT")
WORDS = click.argument("words")
WHICH = click.option(
    "--which",
    type=click.Choice(["waiting", "mine", "answered"]),
    default="waiting",
    show_default=True,
    help="What waits for your answer, what you asked for, or what was answered lately.",
)


@click.group(invoke_without_command=True)
@WHICH
@JSON
@click.pass_context
def approvals(context: click.Context, which: str, as_json: bool) -> None:
    """What waits for a yes before it goes out."""
    if context.invoked_subcommand is None:
        context.invoke(list_approvals, which=which, as_json=as_json)


@approvals.command("list")
@WHICH
@JSON
@does("approvals:list_approvals")
def list_approvals() -> None:
    """What waits, with its number.

    \b
    twoway approvals
    """


@approvals.command("show")
@NUMBER
@JSON
@does("approvals:show")
def show() -> None:
    """Every version as its readers will see it, what changed since you looked last, and what was said.

    \b
    twoway approvals show 3
    """


@approvals.command("ask")
@click.argument("post", type=int, metavar="POST")
@click.option("--of", "whom", metavar="EMAIL|NAME", help="Whom to ask; without it, whoever may say it.")
@click.option("--words", default="", metavar="TEXT", help="A word to them.")
@click.option("--now", is_flag=True, help="With the yes it goes out at once.")
@click.option("--at", metavar="WHEN", help='With the yes it is scheduled: "2026-11-28 09:30", "09:30", or "+2h".')
@JSON
@does("approvals:ask")
def ask() -> None:
    """Ask for a yes to POST as it reads now; asking again asks about the words as they are then.

    \b
    twoway approvals ask 12 --of Grace
    """


@approvals.command("changes")
@NUMBER
@WORDS
@does("approvals:changes")
def changes() -> None:
    """Ask the author for changes, in WORDS.

    \b
    twoway approvals changes 3 "Say which hall."
    """


@approvals.command("refuse")
@NUMBER
@WORDS
@does("approvals:refuse")
def refuse() -> None:
    """Say no, and why. A yes that you gave before is taken back, and what it let go with it.

    \b
    twoway approvals refuse 3 "The hall is closed that day."
    """


@approvals.command("withdraw")
@NUMBER
@does("approvals:withdraw")
def withdraw() -> None:
    """Ask nobody any more.

    \b
    twoway approvals withdraw 3
    """


@approvals.command("comment")
@NUMBER
@WORDS
@click.option("--account", metavar="ACCOUNT", help="Whose version; needed where there are several.")
@click.option("--on", "quote", default="", metavar="TEXT", help="The words that it is about, as they stand there.")
@JSON
@does("approvals:comment")
def comment() -> None:
    """Say something about a version, or about some of its words.

    \b
    twoway approvals comment 3 "Which hall?" --on "on Saturday"
    """


@approvals.command("answer")
@COMMENT
@WORDS
@does("approvals:answer")
def answer() -> None:
    """Answer COMMENT.

    \b
    twoway approvals answer 7 "The one in Mill Lane."
    """


@approvals.command("done")
@COMMENT
@click.option("--undo", is_flag=True, help="It is open after all.")
@does("approvals:done")
def done() -> None:
    """What COMMENT asks for is done.

    \b
    twoway approvals done 7
    """


@approvals.command("delete")
@COMMENT
@does("approvals:delete")
def delete() -> None:
    """Take back a comment of yours.

    \b
    twoway approvals delete 7
    """


@approvals.command("rule")
@click.option(
    "--persona", metavar="NAME", help="For the posts of this persona; without it, for all of the workspace."
)
@click.option("--named", multiple=True, metavar="EMAIL|NAME", help="Only these may say it; give it several times.")
@click.option("--off", is_flag=True, help="Posts go out without a yes again.")
@does("approvals:rule")
def rule() -> None:
    """Let nothing out without a yes.

    \b
    twoway approvals rule --named Grace --named Marta
    twoway approvals rule --persona "Alder & Rye" --off
    """


@approvals.command("rules")
@JSON
@does("approvals:rules")
def rules() -> None:
    """Where nothing goes out without a yes, and whose.

    \b
    twoway approvals rules
    """


@click.command()
@NUMBER
@click.option("--because", default="", metavar="TEXT", help="Why what findings hold back may go; kept on record.")
@click.option("--text", "texts", multiple=True, metavar="ACCOUNT=TEXT", help="With a small change of yours.")
@JSON
@does("approvals:approve")
def approve() -> None:
    """Say yes to exactly the words that `twoway approvals show` showed you; with it they go, where that was asked for.

    \b
    twoway approve 3
    """
