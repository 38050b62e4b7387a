"""Apps of others as we install them: without what they import for others again. A worker that waits holds that for weeks.

`tests/work/test_later.py` holds what must not come in.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from django.apps import AppConfig
from django.utils.connection import BaseConnectionHandler


@contextmanager
def stood_in(standing: Mapping[str, ModuleType]) -> Iterator[None]:
    """What is imported meanwhile gets these modules under these names; who imports them later gets the real ones."""
    ours = {name: module for name, module in standing.items() if name not in sys.modules}
    sys.modules.update(ours)
    try:
        yield
    finally:
        for name in ours:
            sys.modules.pop(name, None)


def _generics() -> ModuleType:
    """What django-tasks wants of django-stubs-ext, which makes all of Django generic and imports the admin for it: one class."""

    def monkeypatch() -> None:
        if not hasattr(BaseConnectionHandler, "__class_getitem__"):
            BaseConnectionHandler.__class_getitem__ = classmethod(lambda cls, *_: cls)  # type: ignore[attr-defined]  # that it is not there

    made = ModuleType("django_stubs_ext")
    made.monkeypatch = monkeypatch  # type: ignore[attr-defined]  # it is made here
    return made


def _bring_tasks() -> None:
    try:
        # All that it takes from typing_extensions is in typing by now.
        with stood_in({"django_stubs_ext": _generics(), "typing_extensions": typing}):
            import_module("django_tasks")
    except (ImportError, AttributeError, TypeError):
        # A newer one wants more of them: then it gets them.
        for name in [name for name in sys.modules if name.partition(".")[0] == "django_tasks"]:
            del sys.modules[name]


_bring_tasks()


class Tasks(AppConfig):
    """django-tasks, with its checks and signals."""

    name = "django_tasks"

    def ready(self) -> None:
        """As its own configuration does."""
        for name in ("checks", "signals"):
            import_module(f"django_tasks.{name}")


class Partials(AppConfig):
    """django-template-partials; the settings name its loader and its tags, and its own configuration imports the admin."""

    name = "template_partials"


class Cotton(AppConfig):
    """django-cotton, likewise."""

    name = "django_cotton"

    def ready(self) -> None:
        """As its own configuration does."""
        import_module("django_cotton.nested_tag_support").enable_nested_tag_support()
