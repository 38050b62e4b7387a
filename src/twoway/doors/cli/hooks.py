"""What `twoway hooks` does: networks that call us."""

from __future__ import annotations

import click

from twoway.apps.accounts.queries import account_named, place_of
from twoway.apps.hooks import actions
from twoway.apps.hooks.queries import hooks_of
from twoway.doors.cli.showing import print_json, print_table, waiting
from twoway.doors.cli.whose import actor


def list_hooks(as_json: bool) -> None:
    """All of them, and how their calls went; the address is a secret and not shown."""
    rows = [
        {
            "account": hook.account.label,
            "taken": hook.taken,
            "taken_at": hook.taken_at,
            "refused": hook.refused,
            "refused_at": hook.refused_at,
            "refused_why": hook.refused_why,
        }
        for hook in hooks_of(actor())
    ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo("No network calls us. `twoway hooks open ACCOUNT` lets one.", err=True)
        return
    told = [(row["account"], row["taken"], row["refused"], row["refused_why"]) for row in rows]
    print_table(("account", "taken", "refused", "why"), told, right=(1, 2))


def open_hook(account: str) -> None:
    """Let the network of an account call us."""
    who = actor()
    found = account_named(who, account)
    with waiting(f"Asking the network of {found}"):
        actions.open_hook(who, found.pk)
    click.echo(f"The network of {place_of(found)} calls us now when there is news.")


def close_hook(account: str) -> None:
    """Let it call us no more."""
    who = actor()
    found = account_named(who, account)
    actions.close_hook(who, found.pk)
    click.echo(f"The network of {place_of(found)} calls us no more. It is asked, as before.")
