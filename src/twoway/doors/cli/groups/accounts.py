"""`twoway accounts`: the accounts you speak through."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON, YES


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def accounts(context: click.Context, as_json: bool) -> None:
    """The accounts you speak through."""
    if context.invoked_subcommand is None:
        context.invoke(list_accounts, as_json=as_json)


@accounts.command("list")
@JSON
@does("accounts:list_accounts")
def list_accounts() -> None:
    """Every connected account, with its persona and how it is doing.

    \b
    twoway accounts
    """


@accounts.command()
@click.argument("network")
@click.option("--answer", "answers", multiple=True, metavar="NAME=VALUE", help="An answer to one of its questions.")
@click.option(
    "--answer-file",
    "answer_files",
    multiple=True,
    metavar="NAME=PATH",
    help="The same, read from a file; for passwords, which other people on this computer could otherwise see.",
)
@click.option("--persona", metavar="NAME", help="The persona that this account speaks for.")
@click.option("--posting/--look-only", "posting", default=None, help="Whether it may post, or only look for now.")
@click.option("--again", metavar="ACCOUNT", help="Connect this account again; another one is refused.")
@click.option(
    "--page/--here",
    "page",
    default=None,
    help="Sign in on the network's own page (usual where it has one and you sit at a terminal), or answer its questions here.",
)
@click.option(
    "--paste", is_flag=True, help="Sign in on its page on another computer, and paste the address you land on."
)
@click.option(
    "--seconds",
    type=click.IntRange(1, 900),
    default=900,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for you to come back.",
)
@JSON
@does("accounts:connect")
def connect() -> None:
    """Connect an account on NETWORK. What is not given is asked.

    Every account belongs to a persona: work, personal or double duty. Where the network has a page for signing in, its
    address is shown (and opened, where there is a window to open it in), and you come back by yourself.

    \b
    twoway accounts connect NETWORK --persona Work
    twoway accounts connect NETWORK --here --persona Work   # with an app password, or what else it asks
    """


@accounts.command("check")
@click.argument("account", required=False)
@JSON
@does("accounts:check")
def check_accounts() -> None:
    """Ask the networks whether accounts still work: all of them, or ACCOUNT alone.

    \b
    twoway accounts check
    """


@accounts.command()
@click.argument("account")
@click.argument("switch", type=click.Choice(["on", "off"]))
@does("accounts:posting")
def posting() -> None:
    """Let ACCOUNT post, or only look. What is scheduled stays scheduled, and is held when due while this is off.

    \b
    twoway accounts posting alder.rye on
    """


@accounts.command("persona")
@click.argument("account")
@click.argument("name")
@does("accounts:persona")
def persona_of_account() -> None:
    """Put ACCOUNT under another persona.

    \b
    twoway accounts persona alder.rye "Alder & Rye"
    """


@accounts.command()
@click.argument("account")
@YES
@does("accounts:remove")
def remove() -> None:
    """Forget the secrets of ACCOUNT and stop speaking through it. What it sent stays on record.

    \b
    twoway accounts remove alder.rye
    """
