"""Making the database ready: the same steps for `init`, `serve` and the demo workspace."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending() -> list[str]:
    """Names of the steps that the database has not made yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def make_ready() -> int:
    """Bring the database to this version; gives how many steps that took."""
    settings.TWOWAY_HOME.chmod(0o700)
    steps = len(pending())
    if steps:
        _migrate(steps)
    return steps


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
