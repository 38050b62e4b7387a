"""A Redis on loopback for tests that let it carry wake-ups; started once per session."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.counterparts.servers import start_redis, temporary_home

PREFIX = "twoway-redis-"


@contextlib.contextmanager
def running() -> Iterator[str]:
    """A Redis that keeps nothing; its address."""
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(temporary_home(PREFIX))
        yield f"redis://127.0.0.1:{start_redis(stack, home)}"


@pytest.fixture(scope="session")
def _redis() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def redis_server(_redis: str) -> str:
    """The address of a Redis."""
    return _redis
