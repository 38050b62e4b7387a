"""`twoway apps`: what has to be set up at a network before a program may speak there."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def apps(context: click.Context, as_json: bool) -> None:
    """Developer apps: what to click at each network, what it costs, and whether the keys look right."""
    if context.invoked_subcommand is None:
        context.invoke(list_apps, as_json=as_json)


@apps.command("list")
@JSON
@does("apps:list_apps", needs_django=False)
def list_apps() -> None:
    """Every network that wants a developer app of your own, with what it costs and who must allow it.

    \b
    twoway apps
    """


@apps.command("show")
@click.argument("slug", metavar="NETWORK")
@JSON
@does("apps:show")
def show() -> None:
    """What to click at NETWORK, step by step, and what will not work.

    \b
    twoway apps show linkedin
    """


@apps.command("check")
@click.argument("slug", metavar="NETWORK")
@click.option("--key", "keys", multiple=True, metavar="NAME=VALUE", help="A key that the network gave to the app.")
@click.option(
    "--key-file",
    "key_files",
    multiple=True,
    metavar="NAME=PATH",
    help="The same, read from a file; for secrets, which other people on this computer could otherwise see.",
)
@JSON
@does("apps:check", needs_django=False)
def check() -> None:
    """Look whether the keys of an app at NETWORK can be right. Nothing is kept, and nobody is asked.

    What is not given is asked for. Ends with 2 when one cannot be right.

    \b
    twoway apps check linkedin
    """
