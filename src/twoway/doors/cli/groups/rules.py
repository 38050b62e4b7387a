"""`twoway rules`: what each rule does in the workspace, and the words that rules read."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON

NETWORK = click.option("--network", default="", metavar="NETWORK", help="Only on this network.")
PERSONA = click.option(
    "--persona", default="", metavar="NAME|KIND", help="Only for this persona, or this kind of them."
)


@click.group(invoke_without_command=True)
@click.pass_context
def rules(context: click.Context) -> None:
    """What each rule does in your workspace. `twoway rule NAME` explains one."""
    if context.invoked_subcommand is None:
        context.invoke(list_rules, words=None, network="", persona="", as_json=False)


@rules.command("list")
@click.argument("words", required=False)
@NETWORK
@PERSONA
@JSON
@does("rules_settings:list_rules")
def list_rules() -> None:
    """What every rule does, or those whose name, code or page hold WORDS.

    \b
    twoway rules list hashtag
    """


@rules.command("set")
@click.argument("rule", metavar="CODE|NAME")
@click.argument("weight", type=click.Choice(["stop", "warn", "hint", "off", "usual"]))
@NETWORK
@PERSONA
@does("rules_settings:set_rule")
def set_rule() -> None:
    """Let a rule stop, warn, hint, be off, or do as it usually does.

    \b
    twoway rules set all-caps stop
    twoway rules set hashtag-chain off --network mastodon
    """


@rules.command("words")
@click.argument("name", required=False, metavar="[LIST]")
@click.option("--set", "words", multiple=True, metavar="WORD", help="What stands in LIST from now on.")
@click.option("--clear", is_flag=True, help="Nothing stands in LIST any more.")
@JSON
@does("rules_settings:words")
def words() -> None:
    """The lists that rules read; with LIST that one, which --set replaces.

    \b
    twoway rules words never --set artisanal --set "best in town"
    """


@rules.command("export")
@does("rules_settings:export")
def export() -> None:
    """Print rules and words as a twoway.toml, for `twoway check` elsewhere.

    \b
    twoway rules export
    """


@rules.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@does("rules_settings:take")
def take() -> None:
    """Take the rules and words of a twoway.toml in place of those of the workspace.

    \b
    twoway rules import twoway.toml
    """
