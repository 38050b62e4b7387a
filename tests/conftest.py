"""Fixtures for every test: people, and the servers that stand in for networks."""

from __future__ import annotations

import os

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
SERVED = frozenset({"site", "new_site", "start_site", "chromium", "open_tab"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what touches a database, so that it can run again on the other one; what is about SQLite alone stays there."""
    for item in items:
        if touches_a_database(item):
            item.add_marker("database")
        if needs_servers(item):
            # One process takes all of them that look at pages, and one all that speak to whole networks, so that a browser and
            # a Bluesky are started once.
            item.add_marker(pytest.mark.xdist_group("networks" if needs_networks(item) else "pages"))
    if not os.environ.get("TWOWAY_TEST_DATABASE"):
        return
    left_out = [item for item in items if item.get_closest_marker("sqlite")]
    items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left_out)


def needs_networks(item: pytest.Item) -> bool:
    """Whether a whole network has to be started for it."""
    names = ("bluesky", "mastodon")
    asked = {"bluesky", "mastodon_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or any(item.get_closest_marker(name) for name in names)


def needs_servers(item: pytest.Item) -> bool:
    """Whether somebody big has to be started for it: a browser and what it looks at, or a whole network."""
    is_looked_at = item.get_closest_marker("browser") or SERVED & set(getattr(item, "fixturenames", ()))
    return bool(is_looked_at) or needs_networks(item)


def touches_a_database(item: pytest.Item) -> bool:
    """By its marker, by what it asks for, or because it is one of Django's own kind of test."""
    if item.get_closest_marker("django_db") or KEEPING & set(getattr(item, "fixturenames", ())):
        return True
    kind = getattr(item, "cls", None)
    return isinstance(kind, type) and issubclass(kind, SimpleTestCase)
