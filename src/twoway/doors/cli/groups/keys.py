"""`twoway keys`: the keys that secrets are sealed with, and those that we sign with."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def keys(context: click.Context, as_json: bool) -> None:
    """The keys that the secrets of accounts are sealed with. They are never shown."""
    if context.invoked_subcommand is None:
        context.invoke(list_keys, as_json=as_json)


@keys.command("list")
@JSON
@does("keys:list_keys")
def list_keys() -> None:
    """Every key by its name, and how many secrets are sealed with it.

    \b
    twoway keys list
    """


@keys.command("rotate")
@JSON
@does("keys:rotate")
def rotate() -> None:
    """Make a new key, seal every secret with it, and throw old keys away.

    Stop Twoway first, on every machine. Cut off in the middle, both keys are kept; run it again.

    \b
    twoway keys rotate
    """


@keys.command("signing")
@JSON
@does("keys:list_signing")
def signing() -> None:
    """The keys with which this installation tells networks who it is, and how many accounts hang on each.

    \b
    twoway keys signing
    """


@keys.command("exchange-signing")
@click.option(
    "--drop-old",
    is_flag=True,
    help="A key got out: throw the old ones away now. Their accounts must be connected again.",
)
@JSON
@does("keys:exchange_signing")
def exchange_signing() -> None:
    """Publish a new signing key beside the old ones; it vouches for new sign-ins an hour later.

    An old key stays published until no account hangs on it: networks end a sign-in whose key is gone. Twoway may run meanwhile.

    \b
    twoway keys exchange-signing
    """
