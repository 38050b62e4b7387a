"""Fixtures for every test: people, and the servers that stand in for networks."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.blog",
    "tests.people",
    "tests.browser",
    "tests.counterparts.bluesky_server",
    "tests.counterparts.mastodon_server",
    "tests.counterparts.proxy",
    "tests.flows.there",
]

# A busy machine is no fault of the code: no test fails for being slow.
settings.register_profile("twoway", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("twoway")
