"""The clock: asks the registered questions again and again, so that a lost, late or doubled wake-up does no harm."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("twoway.work")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something to do every so many seconds."""

    seconds: float
    act: Callable[[], object]


_ticks: dict[str, Tick] = {}


def every(seconds: float, act: Callable[[], object]) -> None:
    """Let the clock call `act` every so many seconds; the same function is kept once."""
    _ticks[f"{act.__module__}.{act.__qualname__}"] = Tick(seconds=seconds, act=act)


def ticks() -> dict[str, Tick]:
    """What the clock does, by name."""
    return dict(_ticks)


def run(stop: threading.Event, *, after_each: Callable[[], None] = lambda: None) -> None:
    """Tick until told to stop. A tick that raises is written down and asked again next time."""
    due = dict.fromkeys(_ticks, 0.0)
    while not stop.is_set():
        now = time.monotonic()
        for name, tick in _ticks.items():
            if now >= due.get(name, 0.0):
                due[name] = now + tick.seconds
                _act(name, tick)
        after_each()
        stop.wait(0.25)


def _act(name: str, tick: Tick) -> None:
    try:
        tick.act()
    except Exception:  # the worker's loop: one broken tick must not stop the others
        log.exception("the clock's %s failed", name)
