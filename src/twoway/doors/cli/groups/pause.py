"""`twoway pause`: let nothing go out, and take it up again."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def pause(context: click.Context, as_json: bool) -> None:
    """Let nothing go out for a while: for everything, a persona or an account."""
    if context.invoked_subcommand is None:
        context.invoke(list_pauses, as_json=as_json)


@pause.command("list")
@JSON
@does("pause:list_pauses")
def list_pauses() -> None:
    """What is paused now, by whom and why, and what missed its time in pauses that are over.

    \b
    twoway pause
    """


@pause.command("begin")
@click.option("--why", required=True, help="So that others know when it can go on.")
@click.option("--persona", metavar="NAME", help="Only the accounts of this persona.")
@click.option("--account", metavar="ACCOUNT", help="Only this account.")
@click.option("--lets-replies", is_flag=True, help="Answers to people still go.")
@JSON
@does("pause:begin")
def begin() -> None:
    """Pause everything, or a part of it. What is scheduled is kept.

    \b
    twoway pause begin --why "A fire in Mill Lane"
    twoway pause begin --why "New owner" --account alder.rye --lets-replies
    """


@pause.command("end")
@click.argument("number", type=int, metavar="PAUSE")
@JSON
@does("pause:end")
def end() -> None:
    """End a pause. What missed its time comes back for a look, one by one, and never all at once.

    \b
    twoway pause end 3
    """


@pause.command("again")
@click.argument("delivery", type=int)
@does("pause:again")
def again() -> None:
    """Take up a DELIVERY that missed its time: it becomes a draft that can be given a new one.

    \b
    twoway pause again 62
    """


@pause.command("leave")
@click.argument("delivery", type=int)
@does("pause:leave")
def leave() -> None:
    """Leave out a DELIVERY that missed its time.

    \b
    twoway pause leave 62
    """
