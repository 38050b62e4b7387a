"""Making the database ready: the same steps for `init`, `serve` and the demo workspace."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from twoway.work.carrier import carrier

#: What the lock is called under which a shared database is set up; any number of our own.
SETTING_UP = 7_320_001


def pending() -> list[str]:
    """Names of the steps that the database has not made yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def make_ready() -> int:
    """Bring the database to this version; gives how many steps that took. Several machines may ask at once."""
    settings.TWOWAY_HOME.chmod(0o700)
    with _one_at_a_time():
        steps = len(pending())
        if steps:
            _migrate(steps)
        # What several web processes agree on, and where wake-ups wait, where these lie in the database.
        call_command("createcachetable", verbosity=0)
        carrier().make_ready()
    return steps


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait while another machine sets the same database up. A SQLite file is guarded by `serve` itself."""
    if connection.vendor != "postgresql":
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
