"""`twoway calendar`, `move` and `aim`: what goes out when, another time for it, and how much of it you want."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON

STANDINGS = ["draft", "scheduled", "waiting", "on its way", "sent", "held", "refused", "missed", "unsure"]


@click.command()
@click.option("--from", "first", metavar="DATE", help="The first day, like 2026-11-28; today without it.")
@click.option(
    "--days", type=click.IntRange(1, 366), default=28, show_default=True, metavar="N", help="How many days to show."
)
@click.option("--persona", metavar="NAME", help="Only what this persona says.")
@click.option("--account", metavar="ACCOUNT", help="Only what goes to this account.")
@click.option("--state", type=click.Choice(STANDINGS), help="Only what stands like this.")
@JSON
@does("calendar:calendar")
def calendar() -> None:
    """What goes out when, and how the week stands against your aim.

    Drafts with a time in mind are there as well, and good times for more.

    \b
    twoway calendar --from 2026-11-23 --days 7
    """


@click.command("move")
@click.argument("post_id", type=int, metavar="POST")
@click.argument("at", metavar="WHEN")
@click.option("--account", metavar="ACCOUNT", help="Only this account's version.")
@click.option("--anyway", is_flag=True, help="Move it there although something is against that time.")
@JSON
@does("calendar:move")
def move_post() -> None:
    """Give what still waits of POST another time.

    WHEN is "2026-11-28 09:30", "09:30", or "+2h". The first version goes then, the others keep their distance.

    \b
    twoway calendar
    twoway move 12 "2026-11-28 09:30"
    """


@click.command()
@click.option("--posts", type=click.IntRange(0, 500), metavar="N", help="Posts a week.")
@click.option("--replies", type=click.IntRange(0, 500), metavar="N", help="Replies a week.")
@click.option("--hours", metavar="FROM-TO", help="Between which hours you like to speak, like 08:00-18:00.")
@JSON
@does("calendar:aim")
def aim() -> None:
    """What you want of a week: so many posts and replies, within these hours. Without options, shows it.

    \b
    twoway aim --posts 4 --replies 12 --hours 08:00-18:00
    """
