"""What is asked before each request to a network: whoever speaks for somebody has to be sure that they still may.

A sending can take many requests, and a machine can be put to sleep between two of them. Nothing is asked unless somebody
(`before_each`) wants it asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_check: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


@contextmanager
def before_each(check: Callable[[], None]) -> Iterator[None]:
    """Let this thread ask `check` before each of its requests meanwhile; what it raises is raised instead of the request."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def ask() -> None:
    """A request is about to be made."""
    check = _check.get()
    if check is not None:
        check()
