"""`twoway hooks`: networks that call us when there is news."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def hooks(context: click.Context, as_json: bool) -> None:
    """Networks that call us when there is news, so that we need not wait until we ask."""
    if context.invoked_subcommand is None:
        context.invoke(list_hooks, as_json=as_json)


@hooks.command("list")
@JSON
@does("hooks:list_hooks")
def list_hooks() -> None:
    """Every account whose network calls us, and how its calls went.

    \b
    twoway hooks
    """


@hooks.command("open")
@click.argument("account")
@does("hooks:open_hook")
def open_hook() -> None:
    """Let the network of ACCOUNT call us. Given again, both sides get a fresh secret.

    Calls are signed, and only make reading due: what people wrote is fetched as always.

    \b
    twoway hooks open alder.rye
    """


@hooks.command("close")
@click.argument("account")
@does("hooks:close_hook")
def close_hook() -> None:
    """Let the network of ACCOUNT call us no more. It is asked, as before.

    \b
    twoway hooks close alder.rye
    """
