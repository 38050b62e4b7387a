"""Ports for servers that are told where to listen."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

#: Below those that the system hands out by itself: one of those could be somebody's by the time that a server begins.
FIRST, LAST = 12_000, 31_999
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that nobody is given by chance; never the same one twice in a process."""
    for _ in range(1_000):
        port = random.SystemRandom().randint(FIRST, LAST)
        if port in _given:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port
    raise AssertionError("no port is free")
