"""What Twoway knows and says of itself: networks, rules, settings, its health, and where a new part begins."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON


@click.command()
@click.argument("slug", required=False, metavar="[NETWORK]")
@JSON
@does("networks:networks", needs_django=False)
def networks() -> None:
    """What Twoway knows of every network.

    And what it can do there. With NETWORK: everything about that one.

    \b
    twoway networks
    twoway networks linkedin
    """


@click.command()
@click.argument("name", required=False, metavar="[CODE|NAME]")
@JSON
@does("rules:rule", needs_django=False)
def rule() -> None:
    """The help page of a rule.

    It says what the rule looks for, why, and what to do instead. Without a name, list the rules.

    \b
    twoway rule all-caps
    """


@click.command("settings")
@JSON
@does("settings:settings", needs_database=False)
def list_settings() -> None:
    """Every setting with its value and its meaning.

    \b
    twoway settings
    """


@click.command()
@click.argument("account", required=False)
@click.option("--offline", is_flag=True, help="Do not ask any network.")
@JSON
@does("doctor:doctor", needs_django=False)
def doctor() -> None:
    """Find out what is wrong, and how to cure it: with the installation, or with ACCOUNT alone.

    Of an account it looks at access, permissions, clock, limits, reading, sending and what is left of the allowance.
    Ends with 1 when something is broken. Warnings alone end with 0.

    \b
    twoway doctor
    twoway doctor alder.rye
    """


@click.command()
@click.argument("kind", type=click.Choice(["network", "rule", "report"]))
@click.argument("name")
@does("making:new", needs_django=False)
def new() -> None:
    """Begin a network, a rule or a report.

    Writes its module and its test, inside a clone of Twoway; both work already.

    \b
    twoway new rule click-here
    """
