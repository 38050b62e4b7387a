"""What happens between the reading of a command and its doing: Django is set up, and who acts is known."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twoway.domain.errors import BadInput
from twoway.plug.later import later
from twoway.work.log_lines import OneLine

if TYPE_CHECKING:
    import click
else:
    click = later("click")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who acts, as the command line says: an e-mail address and a workspace, both empty for the first owner."""

    email: str = ""
    workspace: str = ""


def does(
    place: str, *, needs_django: bool = True, needs_database: bool = True, stays: bool = False
) -> Callable[[Callable[..., None]], Callable[..., Any]]:
    """Let a command do what `module:function` of this folder does; it is imported only then, so that help is quick.

    A command that `stays` shows its log where it was started; the others leave stderr to their own words.
    """

    def wrap(told: Callable[..., None]) -> Callable[..., Any]:
        @wraps(told)
        def acting(**answers: object) -> object:
            return act(place, needs_django=needs_django, needs_database=needs_database, stays=stays, **answers)

        acting.place = place  # type: ignore[attr-defined]  # read by the test that compares signatures
        return acting

    return wrap


def act(
    place: str, *, needs_django: bool = True, needs_database: bool = True, stays: bool = False, **answers: object
) -> object:
    """Do what `module:function` of this folder does, with these answers; see `does`."""
    if needs_django:
        set_up(stays=stays)
    if needs_django and needs_database:
        import_module("twoway.doors.cli.database_faults").require_usable()
    return doing(place)(**answers)


def doing(place: str) -> Callable[..., object]:
    """The function that a command names."""
    module, _, name = place.partition(":")
    function: Callable[..., object] = getattr(import_module(f"twoway.doors.cli.{module}"), name)
    return function


def set_up(*, stays: bool = False) -> None:
    """Make Django ready, once; BadInput in plain words when a setting or a key file makes no sense."""
    django, registry = import_module("django"), import_module("django.apps").apps
    if registry.ready:
        return
    # Whatever is written from here on belongs to its owner alone: keys, secrets, other people's words.
    os.umask(0o077)
    exceptions = import_module("django.core.exceptions")
    try:
        django.setup()
    except exceptions.ImproperlyConfigured as error:
        raise BadInput(f"The settings cannot be used: {error}") from error
    except ValueError as error:
        raise BadInput(str(error)) from error
    except sqlite3.Error as error:
        raise BadInput(
            f"The file queue.sqlite3 in the folder for everything that is kept cannot be used: {error}. It holds only "
            "wake-ups: make it writable for this user, or delete it while nothing runs."
        ) from error
    except OSError as error:
        raise BadInput(
            f"The folder for everything that is kept cannot be used: {error.strerror} ({error.filename}). "
            "Name another one in TWOWAY_HOME."
        ) from error
    if not stays:
        _log_to_a_file(Path(import_module("django.conf").settings.TWOWAY_HOME))


def _log_to_a_file(home: Path) -> None:
    """Let the log go to a file instead of stderr, where a script reads our errors. The file is made when it is needed."""
    logs = home / "logs"
    with suppress(OSError):
        logs.mkdir(exist_ok=True)
    handler = RotatingFileHandler(
        logs / "commands.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8", errors="replace", delay=True
    )
    handler.setFormatter(OneLine())
    for logger in (logging.getLogger(), logging.getLogger("twoway")):
        logger.handlers = [handler]


def caller() -> Caller:
    """Who acts, as the command line says."""
    found = click.get_current_context().find_root().obj
    return found if isinstance(found, Caller) else Caller()
