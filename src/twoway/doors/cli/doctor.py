"""`twoway doctor`: what is wrong, and the cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from twoway.domain.errors import TwowayError
from twoway.doors.cli.begin import set_up
from twoway.doors.cli.diagnosis import Diagnosis, Level, broken, machine
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.showing import print_json

SIGNS = {Level.GOOD: ("ok  ", "green"), Level.WARNING: ("warn", "yellow"), Level.BROKEN: ("bad ", "red")}


def doctor(account: str | None, offline: bool, as_json: bool) -> None:
    """Look at everything, or at one account, and tell it in the order it was looked at."""
    if account is not None:
        set_up()
        import_module("twoway.doors.cli.database_faults").require_usable()
        import_module("twoway.doors.cli.examining").account(account, offline=offline, as_json=as_json)
        return
    told: list[Diagnosis] = []
    for one in look(offline=offline):
        told.append(one)
        if not as_json:
            _show(one)
    worst = Level.BROKEN if any(one.level is Level.BROKEN for one in told) else Level.GOOD
    if as_json:
        print_json({"is_good": worst is Level.GOOD, "home": _home(), "checks": [asdict(one) for one in told]})
    if worst is Level.BROKEN:
        raise Ends(Exit.STOPPED)


def look(*, offline: bool) -> Iterator[Diagnosis]:
    """The machine first; then the installation, as far as its settings can be read."""
    try:
        set_up()
    except TwowayError as error:
        yield from machine(None, datetime.now(UTC))
        yield broken("settings", error.for_people, "Change the setting, or take it out of the environment.")
        return
    yield from machine(Path(_home()), datetime.now(UTC))
    try:
        import_module("twoway.doors.cli.database_faults").require_usable()
    except TwowayError as error:
        yield broken("database", error.for_people, "Start the database, or change TWOWAY_DATABASE.")
        return
    yield from import_module("twoway.doors.cli.desk").installation(offline=offline)


def _home() -> str:
    settings = import_module("django.conf").settings
    return str(settings.TWOWAY_HOME) if settings.configured else ""


def _show(one: Diagnosis) -> None:
    sign, colour = SIGNS[one.level]
    click.echo(f"{click.style(sign, fg=colour)}  {one.name}: {one.words}")
    if one.cure:
        click.echo(f"      cure: {one.cure}")
