"""Options that many commands take, and what several groups of commands have in common."""

from __future__ import annotations

import click

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script.")
YES = click.option("--yes", is_flag=True, help="Do not ask.")
WAIT = click.option(
    "--wait",
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    default=30.0,
    show_default=True,
    help="How long to wait for the outcome.",
)
FILE = click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), help="Read the text from a file."
)
#: What a moment may look like.
WHEN = '"2026-11-28 09:30", "09:30", or "+2h".'


class NumberFirst(click.Group):
    """A group in which a number alone means `show NUMBER`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Put the word in that was left out."""
        return super().resolve_command(ctx, ["show", *args] if args[0].isdecimal() else args)
