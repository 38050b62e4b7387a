"""What `twoway apps` does: developer apps, and whether their keys look right."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings
from django.urls import reverse

from twoway.domain.app_keys import look, missing, tidy
from twoway.domain.errors import BadInput
from twoway.domain.facts import AppFacts
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import ask, is_asked, pairs
from twoway.doors.cli.showing import print_json, print_table
from twoway.plug import finder
from twoway.plug.network import Network
from twoway.plug.network_pages import NOT_OUTSIDE
from twoway.work.outside import can_be_reached


def known() -> dict[str, AppFacts]:
    """The networks that want an app, by name."""
    return {n.facts.name: n.facts.app for n in finder.networks().values() if n.facts.app is not None}


def wanted(slug: str) -> tuple[Network, AppFacts]:
    """One of them; BadInput for a network that wants none."""
    network = finder.network(slug)
    if network.facts.app is None:
        raise BadInput(
            f"{network.facts.name} wants no developer app of yours. Connect it under Accounts.", field="network"
        )
    return network, network.facts.app


def list_apps(as_json: bool) -> None:
    """All of them."""
    rows = [(n, n.facts.app) for n in finder.networks().values() if n.facts.app is not None]
    told = [
        {
            "network": network.facts.slug,
            "costs": app.costs,
            "review": app.review,
            "minutes": app.minutes,
            "can_be_connected": network.is_connectable,
        }
        for network, app in rows
    ]
    if as_json:
        print_json(told)
        return
    print_table(
        ("network", "minutes", "costs", "who must allow it"),
        [(r["network"], r["minutes"], r["costs"], r["review"]) for r in told],
        right=(1,),
    )
    click.echo("`twoway apps show NETWORK` says what to click.", err=True)


def show(slug: str, as_json: bool) -> None:
    """One of them, step by step."""
    network, app = wanted(slug)
    back = address_to_paste(app)
    if as_json:
        print_json(
            {
                "network": slug,
                "can_be_connected": network.is_connectable,
                "console": app.console,
                "redirect_address": back or None,
                "steps": list(app.steps),
                "fields": [
                    {"name": f.name, "label": f.label, "where": f.where, "secret": f.secret} for f in app.fields
                ],
                "costs": app.costs,
                "review": app.review,
                "will_not": list(app.will_not),
                "source": app.source,
                "checked_on": app.checked_on.isoformat(),
            }
        )
        return
    if not network.is_connectable:
        click.echo(
            f"{network.facts.name} accounts cannot be connected yet. Texts are tailored and checked for it already."
        )
    click.echo(f"It takes about {app.minutes} minutes. It costs: {app.costs}. Who must allow it: {app.review}\n")
    for number, step in enumerate(app.steps, 1):
        click.echo(f"{number:>3}  {step}")
    if back:
        click.echo(f"\nThe address to paste: {back}")
    if back and not can_be_reached(back):
        click.echo(NOT_OUTSIDE)
    click.echo("\nWhat will not work:")
    for one in app.will_not:
        click.echo(f"  - {one}")
    click.echo(f"\nRead at {app.source} on {app.checked_on} ({app.standing}).")


def address_to_paste(app: AppFacts) -> str:
    """Where people come back to; "" where no network wants to know."""
    return f"{settings.TWOWAY_ADDRESS}{reverse('connect-back')}" if app.takes_address else ""


def check(slug: str, keys: tuple[str, ...], key_files: tuple[str, ...], as_json: bool) -> None:
    """Look at what was given, and ask for the rest; a secret is never printed."""
    network, app = wanted(slug)
    given = pairs(keys, "--key") | {name: _read(path) for name, path in pairs(key_files, "--key-file").items()}
    names = [field.name for field in app.fields]
    for name in given:
        if name not in names:
            raise BadInput(f"{network.facts.name} has no key “{name}”. It has: {', '.join(names)}.", field=name)
    if is_asked():
        given |= {f.name: ask(f.label, help_=f"{f.where}.", secret=f.secret) for f in missing(app, given)}
    found = look(app, given, known())
    left = [field.name for field in missing(app, given)]
    if as_json:
        rows = [{"key": one.field, "is_right": one.is_right, "told": one.told} for one in found]
        print_json({"network": slug, "keys": rows, "missing": left})
    else:
        for one in found:
            click.echo(f"{'ok  ' if one.is_right else 'bad '}  {one.field}: {one.told}")
        for name in left:
            click.echo(f"      {name}: nothing was given.")
    if not found or not all(one.is_right for one in found):
        raise Ends(Exit.BAD_INPUT)


def _read(path: str) -> str:
    try:
        return tidy(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}", field="key-file") from error
