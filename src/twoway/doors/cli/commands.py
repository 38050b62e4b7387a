"""The command language, in the chapters of the help. What each command takes stands in `groups`, what it does beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

import click

from twoway.doors.cli.begin import Caller
from twoway.doors.cli.groups.accounts import accounts
from twoway.doors.cli.groups.approvals import approvals, approve
from twoway.doors.cli.groups.apps import apps
from twoway.doors.cli.groups.calendar import aim, calendar, move_post
from twoway.doors.cli.groups.checking import check, similar, tailor
from twoway.doors.cli.groups.feeds import feeds
from twoway.doors.cli.groups.hooks import hooks
from twoway.doors.cli.groups.inbox import inbox, react, reply, search
from twoway.doors.cli.groups.keys import keys
from twoway.doors.cli.groups.knowing import doctor, list_settings, networks, new, rule
from twoway.doors.cli.groups.notices import notices
from twoway.doors.cli.groups.pause import pause
from twoway.doors.cli.groups.people import people
from twoway.doors.cli.groups.personas import personas
from twoway.doors.cli.groups.post import post
from twoway.doors.cli.groups.posts import posts
from twoway.doors.cli.groups.rules import rules
from twoway.doors.cli.groups.running import demo, init, move_database, password, serve, web, worker
from twoway.doors.cli.groups.status import report, status
from twoway.doors.cli.groups.team import team, workspace
from twoway.doors.cli.groups.versions import versions

#: Every command once, in the order in which one needs them.
CHAPTERS: Mapping[str, Sequence[click.Command]] = {
    "Set up and run": (init, serve, web, worker, demo, password, keys, move_database),
    "Accounts and people": (accounts, personas, people, networks, apps, feeds, hooks),
    "Write": (post, posts, versions, check, tailor, similar),
    "Plan, and ask for a yes": (calendar, move_post, aim, approvals, approve),
    "Hear and answer": (inbox, reply, react, search),
    "What became of it": (status, report, notices, pause),
    "Your workspace": (team, workspace, rules),
    "Twoway itself": (doctor, rule, list_settings, new),
}


class InChapters(click.Group):
    """Commands in the order in which one needs them, under the heads of their chapters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they were added."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One list for each chapter, in columns that stand below each other."""
        longest = max(map(len, self.commands))
        room = formatter.width - longest - 6
        for title, commands in CHAPTERS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [((one.name or "").ljust(longest), one.get_short_help_str(room)) for one in commands]
                )


@click.group(
    cls=InChapters,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--as", "email", metavar="EMAIL", help="Act as this member instead of the first owner.")
@click.option("--workspace", metavar="NAME|ID", help="Act in this workspace instead of the first one.")
@click.version_option(version("twoway"), prog_name="Twoway")
@click.pass_context
def main(context: click.Context, email: str | None, workspace: str | None) -> None:
    """Say things on social networks, hear what people answer, and answer them.

    Begin with `twoway serve --demo`, or with `twoway init`.
    """
    context.obj = Caller(email=email or "", workspace=workspace or "")
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for commands in CHAPTERS.values():
    for command in commands:
        main.add_command(command)
