"""Making the database ready: the same steps for `init`, `serve` and the demo workspace."""

from __future__ import annotations

import fcntl
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from twoway.domain.errors import BadInput
from twoway.doors.cli.database_faults import NEWER, NOT_SET_UP
from twoway.plug.later import later
from twoway.work.carrier import carrier

if TYPE_CHECKING:
    from django.db.migrations import executor as migrating
else:
    migrating = later("django.db.migrations.executor")

#: The table that stands in a database as long as a move into it is not over.
UNFINISHED = "twoway_unfinished"
#: What the lock is called under which a shared database is set up; any number of our own.
SETTING_UP = 7_320_001


def pending(alias: str = "default") -> list[str]:
    """Names of the steps that the database has not made yet."""
    executor = migrating.MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def lacks(alias: str = "default") -> bool:
    """Whether the database lacks a step. Told from the names alone where none is missing: a worker runs for weeks, and would keep
    every step that it has read.
    """
    return bool(_steps_here() - _steps_done(alias)) and bool(pending(alias))


def require_this_version() -> None:
    """BadInput when the database was set up by another version: it lacks a step of this one, or has made later ones."""
    require_no_newer()
    if lacks():
        raise BadInput(NOT_SET_UP)


def require_no_newer() -> None:
    """BadInput when a newer version has set the database up: nobody here knows what it keeps where."""
    latest: dict[str, str] = {}
    for label, name in _steps_here():
        latest[label] = max(latest.get(label, ""), name)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("twoway.")}
    if any(name[:4] > latest[label][:4] for label, name in _steps_done("default") if label in ours & set(latest)):
        raise BadInput(NEWER)


def _steps_done(alias: str) -> set[tuple[str, str]]:
    return set(MigrationRecorder(connections[alias]).applied_migrations())


def _steps_here() -> set[tuple[str, str]]:
    folders = ((app.label, Path(app.path) / "migrations") for app in apps.get_app_configs())
    return {(label, file.stem) for label, folder in folders for file in folder.glob("[!_~]*.py")}


def make_ready() -> int:
    """Bring the database to this version; gives how many steps that took. Several machines may ask at once."""
    settings.TWOWAY_HOME.chmod(0o700)
    with _one_at_a_time():
        require_no_newer()
        steps = len(pending())
        if steps:
            _migrate(steps)
        # What several web processes agree on, and where wake-ups wait, where these lie in the database.
        call_command("createcachetable", verbosity=0)
        carrier().make_ready()
    return steps


def mark_unfinished(alias: str) -> None:
    """From here on nobody starts on this database, until `mark_finished`."""
    with connections[alias].cursor() as line:
        line.execute(f"CREATE TABLE {UNFINISHED} (since varchar(40) NOT NULL)")


def mark_finished(alias: str) -> None:
    """Everything is there."""
    with connections[alias].cursor() as line:
        line.execute(f"DROP TABLE {UNFINISHED}")


def require_finished(alias: str = "default") -> None:
    """BadInput when a move into this database broke off."""
    line = connections[alias]
    if line.vendor == "sqlite" and not Path(str(line.settings_dict["NAME"])).exists():
        return
    question = (
        "SELECT to_regclass(%s)" if line.vendor == "postgresql" else "SELECT 1 FROM sqlite_master WHERE name = %s"
    )
    with line.cursor() as cursor:
        cursor.execute(question, [UNFINISHED])
        row = cursor.fetchone()
    if row is not None and row[0] is not None:
        raise BadInput(
            "A move into this database was begun and did not end, so not everything is there. Set TWOWAY_DATABASE back "
            "to the old one, give `twoway move-database` again, and start on this one when it says that all is there."
        )


def wipe(alias: str) -> None:
    """Away with what a move that broke off has left; never called on a database without that mark."""
    line = connections[alias]
    names = [name for name in line.introspection.table_names() if name != UNFINISHED]
    with line.constraint_checks_disabled(), line.cursor() as cursor:
        for name in [*names, UNFINISHED]:
            cascade = " CASCADE" if line.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE IF EXISTS {line.ops.quote_name(name)}{cascade}")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait while another process, or another machine, sets the same database up."""
    if connection.vendor != "postgresql":
        database = Path(str(connection.settings_dict["NAME"]))
        with database.with_name(f"{database.name}.setting-up").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as line:
        line.execute("SET lock_timeout = 0")
        line.execute("SELECT pg_advisory_lock(%s)", [SETTING_UP])
    try:
        yield
    finally:
        with connection.cursor() as line:
            line.execute("SELECT pg_advisory_unlock(%s)", [SETTING_UP])
            line.execute("RESET lock_timeout")


def _migrate(steps: int) -> None:
    if not sys.stderr.isatty():
        call_command("migrate", interactive=False, verbosity=0)
        return
    progress = import_module("rich.progress")
    console = import_module("rich.console").Console(stderr=True)
    with progress.Progress(console=console, transient=True) as bar:
        task = bar.add_task("Setting up the database", total=steps)
        call_command("migrate", interactive=False, no_color=True, stdout=_Listener(lambda: bar.advance(task)))


class _Listener(io.StringIO):
    """Hears every step that Django reports as done."""

    def __init__(self, heard: Callable[[], object]) -> None:
        super().__init__()
        self._heard = heard

    def write(self, text: str) -> int:
        """Count what is done; keep nothing."""
        if " OK" in text:
            self._heard()
        return len(text)
