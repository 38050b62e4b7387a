"""Modules that are imported when something of them is needed, and not before; or not at all.

A worker that waits holds what it has imported for weeks, and most of it never comes into play: reading feeds, cutting
pictures, signing keys. A heavy module that only some of the work needs is named like this:

    if TYPE_CHECKING:
        import feedparser
    else:
        feedparser = later("feedparser")

`tests/work/test_later.py` holds what a worker that waits must not have imported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """What is imported meanwhile does not find these modules, as if they were not installed.

    For packages that import every driver there is, wanted or not. Who has imported one of them already keeps it.
    """
    hidden = [name for name in names if name not in sys.modules]
    # None in the list of modules is how Python itself says that there is no such module.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # typeshed knows modules only
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
