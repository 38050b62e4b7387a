"""What `twoway doctor ACCOUNT` does: one account from end to end, each thing told as soon as it was looked at."""

from __future__ import annotations

from dataclasses import asdict

import click

from twoway.apps.accounts.queries import account_named, place_of
from twoway.apps.doctor.actions import examine
from twoway.apps.doctor.queries import told, worst
from twoway.domain.permission import Verb
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.showing import print_json
from twoway.doors.cli.whose import actor
from twoway.plug.signing_in import Check, Verdict

SIGNS = {
    Verdict.GOOD: ("ok  ", "green"),
    Verdict.WARN: ("warn", "yellow"),
    Verdict.BAD: ("bad ", "red"),
    Verdict.UNKNOWN: ("?   ", None),
}


def account(words: str, *, offline: bool, as_json: bool) -> None:
    """Examine the account that `words` point at; ends with 1 when something keeps it from working."""
    who = actor()
    who.require(Verb.READ)
    found = account_named(who, words)
    seen: list[Check] = []
    for check in examine(who, found.pk, offline=offline):
        seen.append(check)
        if not as_json:
            _show(check)
    is_good = worst(seen) is not Verdict.BAD
    if as_json:
        checks = [asdict(check) for check in seen]
        print_json({"account": found.label, "network": found.network, "is_good": is_good, "checks": checks})
    else:
        click.echo(f"{place_of(found)}: {told(seen)}")
    if not is_good:
        raise Ends(Exit.STOPPED)


def _show(check: Check) -> None:
    sign, colour = SIGNS[check.verdict]
    click.echo(f"{click.style(sign, fg=colour)}  {check.name}: {check.told}")
    if check.cure:
        click.echo(f"      next: {check.cure}")
