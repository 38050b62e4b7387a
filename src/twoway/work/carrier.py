"""What carries wake-ups to the worker's threads: huey or Celery, whichever the settings name, asked the same way."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from django.conf import settings


class Running(Protocol):
    """Threads that follow wake-ups."""

    def look_after(self) -> None:
        """Replace what died of something nobody foresaw."""

    def stop(self, patience: float) -> bool:
        """Take nothing new and wait for what is under way, so many seconds; False when something was left unfinished."""


class Carrier(Protocol):
    """A module of these functions: `by_huey`, `by_celery`."""

    def make_ready(self) -> None:
        """Make what it keeps its wake-ups in, if that is ours to make. Harmless when it is there."""

    def waiting(self) -> int:
        """How many wake-ups nobody has followed yet."""

    def start(self, threads: int) -> Running:
        """Follow wake-ups in so many threads of this process."""


def carrier() -> Carrier:
    """The one that the settings name."""
    return cast(Carrier, import_module(settings.TWOWAY_CARRIER))
