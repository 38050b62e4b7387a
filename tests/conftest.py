"""Fixtures for every test: people, and the servers that stand in for networks."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import SimpleTestCase
from hypothesis import HealthCheck, settings

from tests.side_by_side import Shares, turn

pytest_plugins = [
    "tests.counterparts.postgresql",
    "tests.installation",
    "tests.blog",
    "tests.people",
    "tests.browser",
    "tests.counterparts.bluesky_server",
    "tests.counterparts.hub",
    "tests.counterparts.mastodon_server",
    "tests.counterparts.post_office",
    "tests.counterparts.proxy",
    "tests.counterparts.rabbitmq_server",
    "tests.counterparts.redis_server",
    "tests.flows.there",
]

# Ten thousand tests are collected, and nothing of that is garbage: to look for some would take a quarter of the time.
gc.disable()

# A busy machine is no fault of the code: no test fails for being slow.
settings.register_profile("twoway", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("twoway")

#: Installations whose commands are processes of their own.
INSTALLED = frozenset({"installation", "unowned", "bare"})
#: Whoever has one of these keeps something in a database.
KEEPING = INSTALLED | {"db", "transactional_db", "django_db_setup", "site", "new_site", "start_site"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares | None:
    """Whole shares, where `--dist loadfile` asks for them."""
    return Shares(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Say of each test what it touches, before anybody reads that: what touches a database runs again on the other one, and what
    is about SQLite alone stays there."""
    for item in items:
        if touches_a_database(item):
            item.add_marker("database")
        if item.location[0].startswith("tests/doors/cli/") and INSTALLED & set(getattr(item, "fixturenames", ())):
            item.add_marker("commands")
    yield
    items.sort(key=lambda item: turn(item.location[0]))
    if not os.environ.get("TWOWAY_TEST_DATABASE"):
        return
    left_out = [item for item in items if item.get_closest_marker("sqlite")]
    items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish() -> None:
    """What was collected stays until the end, and is a lot: nobody looks again and again whether it can go."""
    gc.freeze()
    gc.enable()


def touches_a_database(item: pytest.Item) -> bool:
    """By its marker, by what it asks for, or because it is one of Django's own kind of test."""
    if item.get_closest_marker("django_db") or KEEPING & set(getattr(item, "fixturenames", ())):
        return True
    kind = getattr(item, "cls", None)
    return isinstance(kind, type) and issubclass(kind, SimpleTestCase)
