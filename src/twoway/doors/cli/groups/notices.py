"""`twoway notices`: what the desk has to tell, and where it is told besides."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON

URGENT = click.option("--only-urgent/--everything", "only_urgent", default=None, help="What goes out there.")
QUIET = click.option(
    "--quiet", metavar="FROM-UNTIL", help='Hours in which it is left in peace, such as "21:00-07:00".'
)
NIGHT = click.option(
    "--urgent-at-night/--never-at-night",
    "urgent_at_night",
    default=None,
    help="Whether what is urgent goes all the same.",
)


@click.group(invoke_without_command=True)
@click.option("--settled", is_flag=True, help="What was settled lately, too.")
@JSON
@click.pass_context
def notices(context: click.Context, settled: bool, as_json: bool) -> None:
    """What needs somebody, each with its cure."""
    if context.invoked_subcommand is None:
        context.invoke(list_notices, settled=settled, as_json=as_json)


@notices.command("list")
@click.option("--settled", is_flag=True, help="What was settled lately, too.")
@JSON
@does("notices:list_notices")
def list_notices() -> None:
    """What is open, urgent ones first.

    \b
    twoway notices
    """


@notices.command("settle")
@click.argument("numbers", nargs=-1, type=int, required=True, metavar="NOTICE...")
@does("notices:settle")
def settle() -> None:
    """Nothing more is to be done about NOTICE.

    \b
    twoway notices settle 12
    """


@notices.group("route", invoke_without_command=True)
@JSON
@click.pass_context
def route(context: click.Context, as_json: bool) -> None:
    """Where notices are told besides: e-mail and webhooks."""
    if context.invoked_subcommand is None:
        context.invoke(list_routes, as_json=as_json)


@route.command("list")
@JSON
@does("notices:list_routes")
def list_routes() -> None:
    """Every route of the workspace, and your own.

    \b
    twoway notices route
    """


@route.group("add")
def add() -> None:
    """Tell notices somewhere else, too."""


@add.command("email")
@click.argument("address", required=False)
@URGENT
@QUIET
@NIGHT
@JSON
@does("notices:add_email")
def add_email() -> None:
    """By e-mail: to yourself, or to ADDRESS for the workspace.

    \b
    twoway notices route add email team@example.org --only-urgent
    """


@add.command("webhook")
@click.argument("address")
@URGENT
@QUIET
@NIGHT
@JSON
@does("notices:add_webhook")
def add_webhook() -> None:
    """To a server of yours at ADDRESS, over https.

    Prints the secret that its calls are signed with. It is shown this once.

    \b
    twoway notices route add webhook https://example.org/notices
    """


@route.command("change")
@click.argument("number", type=int, metavar="ROUTE")
@URGENT
@QUIET
@click.option("--no-quiet", is_flag=True, help="No quiet hours any more.")
@NIGHT
@click.option("--on/--off", "is_on", default=None, help="Whether it is used.")
@does("notices:change")
def change() -> None:
    """Other wishes for ROUTE; what is not given stays.

    \b
    twoway notices route change 2 --quiet 21:00-07:00
    """


@route.command("test")
@click.argument("number", type=int, metavar="ROUTE")
@does("notices:test")
def test() -> None:
    """Send a test on ROUTE now; ends with 4 when it did not go.

    \b
    twoway notices route test 2
    """


@route.command("secret")
@click.argument("number", type=int, metavar="ROUTE")
@does("notices:secret")
def secret() -> None:
    """Give a webhook another secret, and print it.

    \b
    twoway notices route secret 3
    """


@route.command("remove")
@click.argument("number", type=int, metavar="ROUTE")
@does("notices:remove")
def remove() -> None:
    """No more notices go to ROUTE.

    \b
    twoway notices route remove 3
    """
