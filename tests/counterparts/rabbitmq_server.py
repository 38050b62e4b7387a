"""A RabbitMQ on loopback for tests that let it carry wake-ups; started once per session, and only where it is asked for.

Erlang is big (57 MB), so it is not among what every test run needs: `make test RABBITMQ=1` installs it and runs these as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.counterparts.servers import has_rabbitmq, start_rabbitmq, temporary_home

PREFIX = "twoway-rabbitmq-"


@contextlib.contextmanager
def running() -> Iterator[str]:
    """A RabbitMQ that is thrown away; its address."""
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(temporary_home(PREFIX))
        yield f"amqp://guest:guest@127.0.0.1:{start_rabbitmq(stack, home)}//"


@pytest.fixture(scope="session")
def _rabbitmq() -> Iterator[str]:
    if not has_rabbitmq():
        pytest.skip("RabbitMQ is not installed. Run: make test RABBITMQ=1")
    with running() as address:
        yield address


@pytest.fixture
def rabbitmq_server(_rabbitmq: str) -> str:
    """The address of a RabbitMQ."""
    return _rabbitmq
