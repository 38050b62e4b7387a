"""Fixtures for every test: people, and the servers that stand in for networks."""

from __future__ import annotations

pytest_plugins = [
    "tests.people",
    "tests.browser",
    "tests.counterparts.bluesky_server",
    "tests.counterparts.mastodon_server",
    "tests.counterparts.proxy",
]
