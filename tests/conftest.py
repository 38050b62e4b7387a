"""Fixtures for every test: people, and the servers that stand in for networks."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.test import SimpleTestCase
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.counterparts.postgresql",
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

# A busy machine is no fault of the code: no test fails for being slow.
settings.register_profile("twoway", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("twoway")

#: Whoever has one of these keeps something in a database.
KEEPING = frozenset(
    {"db", "transactional_db", "django_db_setup", "installation", "bare", "site", "new_site", "start_site"}
)


#: What takes longest is begun first, so that no process is left alone with it in the end. The rest follows as it comes.
LONG = ("tests/torture/", "tests/flows/pages/test_every_page", "tests/flows/", "tests/doors/cli/", "tests/work/")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Say of each test where it belongs, before anybody reads that: what touches a database runs again on the other one, what is
    about SQLite alone stays there, and of several processes one takes a whole file, or all that speak to whole networks."""
    for item in items:
        if touches_a_database(item):
            item.add_marker("database")
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    yield
    items.sort(key=turn)
    if not os.environ.get("TWOWAY_TEST_DATABASE"):
        return
    left_out = [item for item in items if item.get_closest_marker("sqlite")]
    items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left_out)


def group_of(item: pytest.Item) -> str:
    """What one process takes as a whole: a Bluesky is started once, and a browser and a site once for each file."""
    return "networks" if needs_networks(item) else item.location[0]


def turn(item: pytest.Item) -> int:
    """Small for what is begun early."""
    if needs_networks(item):
        return 0
    return next((n for n, path in enumerate(LONG, 1) if item.nodeid.startswith(path)), len(LONG) + 1)


def needs_networks(item: pytest.Item) -> bool:
    """Whether a whole network has to be started for it."""
    names = ("bluesky", "mastodon")
    asked = {"bluesky", "mastodon_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or any(item.get_closest_marker(name) for name in names)


def touches_a_database(item: pytest.Item) -> bool:
    """By its marker, by what it asks for, or because it is one of Django's own kind of test."""
    if item.get_closest_marker("django_db") or KEEPING & set(getattr(item, "fixturenames", ())):
        return True
    kind = getattr(item, "cls", None)
    return isinstance(kind, type) and issubclass(kind, SimpleTestCase)
