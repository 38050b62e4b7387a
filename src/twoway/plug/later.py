"""Modules that are imported when something of them is needed, and not before.

A worker that waits holds what it has imported for weeks, and most of it never comes into play: reading feeds, cutting
pictures, signing keys. A heavy module that only some of the work needs is named like this:

    if TYPE_CHECKING:
        import feedparser
    else:
        feedparser = later("feedparser")

`tests/work/test_later.py` holds what a worker that waits must not have imported.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module until the first thing of it is asked for; every name is looked up in it once."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            # What looks at modules (inspect, pickle, doctest) must not wake it.
            raise AttributeError(name)
        found = getattr(import_module(self.__name__), name)
        setattr(self, name, found)
        return found


def later(name: str) -> Any:
    """The module of this name, imported when the first thing of it is used. A wrong name is told only then."""
    return _Later(name)
