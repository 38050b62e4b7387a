"""`twoway status` and `report`: what became of it."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON, WHEN, NumberFirst


@click.group(cls=NumberFirst, invoke_without_command=True)
@JSON
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """What waits, is on its way, or needs you.

    With a number: what became of that post.
    """
    if context.invoked_subcommand is None:
        context.invoke(overview, as_json=as_json)


@status.command("overview")
@JSON
@does("status:overview")
def overview() -> None:
    """What waits, what is on its way, and what needs you.

    \b
    twoway status
    """


@status.command("show")
@click.argument("post_id", type=int, metavar="POST")
@JSON
@does("status:show")
def show_post() -> None:
    """What became of POST on each account, with every attempt.

    \b
    twoway status 12
    """


@status.command("settle")
@click.argument("delivery", type=int)
@click.option("--there", is_flag=True, help="You looked, and it is on the network.")
@click.option("--address", default="", help="Where you found it.")
@click.option("--again", is_flag=True, help="You looked, and it is not there: send it again.")
@does("status:settle")
def settle() -> None:
    """Say what you found when DELIVERY is unsure.

    \b
    twoway status settle 62 --there
    """


@status.command("retry")
@click.argument("delivery", type=int)
@does("status:retry")
def retry() -> None:
    """Let a DELIVERY that was held back go.

    \b
    twoway status retry 62
    """


@status.command("reopen")
@click.argument("delivery", type=int)
@does("status:reopen")
def reopen() -> None:
    """Make a DELIVERY that was refused, held back or missed a draft again, to be changed and given a new time.

    \b
    twoway status reopen 62
    """


@status.command("leave")
@click.argument("delivery", type=int)
@does("status:leave")
def leave() -> None:
    """Of a thread that is half out, leave it at what is out: the rest does not go.

    \b
    twoway status leave 62
    """


@status.command("cancel")
@click.argument("delivery", type=int)
@does("status:cancel")
def cancel() -> None:
    """Take a DELIVERY back that has not been sent.

    \b
    twoway status cancel 62
    """


@status.command("move")
@click.argument("delivery", type=int)
@click.option("--at", required=True, metavar="WHEN", help=WHEN)
@does("status:move")
def move() -> None:
    """Give a waiting DELIVERY another time.

    \b
    twoway status move 62 --at "2026-11-28 09:30"
    """


@status.command("aside")
@click.argument("delivery", type=int)
@does("status:aside")
def aside() -> None:
    """You have read about the trouble with DELIVERY; it need not wait for you any longer.

    \b
    twoway status aside 62
    """


@click.command()
@click.argument("slug", required=False, metavar="[REPORT]")
@click.option("--weeks", type=click.IntRange(1, 104), default=8, show_default=True, help="How many weeks back.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma separated values for a spreadsheet.")
@JSON
@does("reports:report")
def report() -> None:
    """Run a report over the last weeks.

    Without a name, list the reports.

    \b
    twoway report
    twoway report deliveries-by-week --weeks 12 --csv
    """
