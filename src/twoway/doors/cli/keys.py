"""What `twoway keys` does: the keys that secrets are sealed with, those that we sign with, and exchanging them."""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from pathlib import Path
from typing import Any

import click
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from twoway.apps.accounts import vouching
from twoway.apps.accounts.queries import place_of
from twoway.domain.errors import NeedsReconnect
from twoway.doors.cli import in_use
from twoway.doors.cli.showing import print_json, print_table, several
from twoway.work.sealing import key_of, sealed_anew

#: The column in which a table keeps secrets, whatever they are for.
COLUMN = "sealed"


def list_keys(as_json: bool) -> None:
    """Every key by its name, never itself, and how much is sealed with it."""
    used = _used()
    rows = [
        {"key": name, "sealed": used[name], "newest": name == list(_ring())[-1]}
        for name in {**_ring(), **used}
        if name
    ]
    if as_json:
        print_json(rows)
        return
    told = [(r["key"], r["sealed"], "seals what is new" if r["newest"] else _state(str(r["key"]))) for r in rows]
    print_table(("key", "secrets", ""), told, right=(1,))


def _state(name: str) -> str:
    return "" if name in _ring() else "MISSING: restore it from your backup"


def rotate(as_json: bool) -> None:
    """A new key for everything; the old ones are thrown away when nothing is sealed with them any more."""
    with in_use.alone():
        ring = _ring()
        name = _next_name(ring)
        ring[name] = secrets.token_urlsafe(32)
        # Written down before anything is sealed with it: whoever is cut off in the middle has both keys.
        _keep(ring)
        done, lost = _seal_anew(ring)
        used = _used()
        dropped = [old for old in ring if old != name and not used[old]]
        _keep({key: words for key, words in ring.items() if key not in dropped})
    if as_json:
        print_json({"key": name, "sealed": done, "lost": lost, "dropped": dropped})
        return
    sealed, away = several(done, "secret is", "secrets are"), ", ".join(dropped) or "none"
    click.echo(f"{sealed} sealed with the new key {name}. Thrown away: {away}.")
    for words in lost:
        click.echo(f"{words} cannot be opened with any key that is here; connect or enter it anew.", err=True)
    click.echo(f"Back up {_file()} now, apart from the database, and copy it to every machine that runs Twoway.")


def list_signing(as_json: bool) -> None:
    """The keys that we sign with, by their public names."""
    rows = [_signing_data(key) for key in vouching.signing_keys()]
    if as_json:
        print_json(rows)
    elif not rows:
        click.echo("There is none: no network has asked for one yet.", err=True)
    else:
        told = [
            (r["key"], r["made_at"], r["accounts"], "vouches for new sign-ins" if r["current"] else "") for r in rows
        ]
        print_table(("key", "made", "accounts", ""), told, right=(2,))


def _signing_data(key: vouching.SigningKey) -> dict[str, Any]:
    made = f"{key.made_at:%Y-%m-%d %H:%M} UTC"
    return {"key": key.name, "made_at": made, "accounts": key.used_by, "current": key.is_current}


def exchange_signing(drop_old: bool, as_json: bool) -> None:
    """A new key to sign with; the old ones stay for as long as accounts hang on them, or go at once."""
    if drop_old:
        _drop_old_signing(as_json)
        return
    fresh = vouching.exchange()
    if as_json:
        print_json({"key": fresh.name, "lost": []})
        return
    minutes = int(vouching.KNOWN_AFTER.total_seconds() // 60)
    when = "at once" if fresh.is_current else f"in {minutes} minutes, when servers know it"
    click.echo(f"{fresh.name} is published, and vouches for new sign-ins {when}.")
    if bound := sum(key.used_by for key in vouching.signing_keys() if key.pk != fresh.pk):
        click.echo(
            f"Accounts that still hang on an older key: {bound}. Connect them again to move them to the new one."
        )


def _drop_old_signing(as_json: bool) -> None:
    lost = [place_of(account) for account in vouching.drop_old()]
    fresh = vouching.signing_keys()[-1]
    if as_json:
        print_json({"key": fresh.name, "lost": lost})
        return
    click.echo(f"{fresh.name} is the only key now; the old ones are thrown away.")
    for words in lost:
        click.echo(f"{words} must be connected again.", err=True)


def _file() -> Path:
    return Path(settings.TWOWAY_HOME) / "sealing-keys.json"


def _ring() -> dict[str, str]:
    return {str(name): str(key) for name, key in json.loads(_file().read_text(encoding="utf-8")).items()}


def _next_name(ring: dict[str, str]) -> str:
    numbers = [int(name[1:]) for name in {*ring, *_used()} if name[:1] == "k" and name[1:].isdigit()]
    return f"k{max(numbers, default=0) + 1}"


def _keep(ring: dict[str, str]) -> None:
    """Put the ring in the place of the old one in one step, on the disk before we go on."""
    beside = _file().with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(ring, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(_file())


def _tables() -> list[Any]:
    """Every table that keeps secrets."""
    return [model for model in apps.get_models() if any(f.name == COLUMN for f in model._meta.get_fields())]


def _rows(model: Any) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = model._default_manager.exclude(**{COLUMN: ""}).order_by("pk")
    return found


def _used() -> Counter[str]:
    """How much is sealed with each key."""
    return Counter(key_of(words) for model in _tables() for words in _rows(model).values_list(COLUMN, flat=True))


def _seal_anew(ring: dict[str, str]) -> tuple[int, list[str]]:
    """Seal everything with the newest key; gives how much it was, and what no key opens."""
    done, lost = 0, []
    for model in _tables():
        for row in _rows(model):
            try:
                words = sealed_anew(getattr(row, COLUMN), ring)
            except NeedsReconnect:
                lost.append(f"{model._meta.verbose_name} {row}")
                continue
            with transaction.atomic():
                done += model._default_manager.filter(pk=row.pk).update(**{COLUMN: words})
    return done, lost
