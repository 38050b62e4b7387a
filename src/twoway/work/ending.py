"""Whether this process was asked to end: whoever works through a list looks here before taking the next thing."""

from __future__ import annotations

import threading

_asked = threading.Event()


def ask() -> None:
    """Ask everybody in this process to finish what they are at and take nothing new."""
    _asked.set()


def is_asked() -> bool:
    """Whether nothing new may be taken."""
    return _asked.is_set()


def wait(seconds: float) -> bool:
    """Sleep so long, or until somebody asks for the end; whether somebody did."""
    return _asked.wait(seconds)


def forget() -> None:
    """Begin anew; for a process that runs more than one worker in its life."""
    _asked.clear()
