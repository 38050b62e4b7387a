"""The clock: asks the registered questions again and again, so that a lost, late or doubled wake-up does no harm."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connections

log = logging.getLogger("twoway.work")

#: How long a call that is under way may take after the end was asked for (seconds).
PATIENCE = 30.0
#: A thread looks after its connection this often (seconds).
FRESH = 30.0
#: Between two looks at what is to be asked (seconds).
SHORTEST_NAP, LONGEST_NAP = 0.02, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something to do every so many seconds."""

    seconds: float
    act: Callable[[], object]
    #: How many threads of its own it has; 0: it shares the clock's.
    threads: int = 0


_ticks: dict[str, Tick] = {}


def every(seconds: float, act: Callable[[], object], *, threads: int = 0) -> None:
    """Let the clock call `act` every so many seconds; the same function is kept once.

    With `threads` it gets threads of its own and may take its time: the clock does not wait for it. The first of them asks; each
    further one only while those before it are at something, so that spare threads cost nothing.
    """
    _ticks[f"{act.__module__}.{act.__qualname__}"] = Tick(seconds=seconds, act=act, threads=threads)


def run(
    stop: threading.Event,
    *,
    after_each: Callable[[], None] = lambda: None,
    at_end: Callable[[], None] = lambda: None,
) -> bool:
    """Tick until told to stop. A tick that raises is written down and asked again next time.

    `at_end` asks those beside to finish what they are at; False when one of them had to be left unfinished.
    """
    beside = [
        threading.Thread(target=_beside, args=(name, tick, stop, place, busy), name=name, daemon=True)
        for name, tick in _ticks.items()
        for busy in [[False] * tick.threads]
        for place in range(tick.threads)
    ]
    for thread in beside:
        thread.start()
    due = {name: 0.0 for name, tick in _ticks.items() if not tick.threads}
    while not stop.is_set():
        now = time.monotonic()
        for name, at in due.items():
            if now >= at:
                due[name] = now + _ticks[name].seconds
                _act(name, _ticks[name])
        after_each()
        stop.wait(max(SHORTEST_NAP, min(due.values(), default=now + LONGEST_NAP) - time.monotonic()))
    at_end()
    until = time.monotonic() + PATIENCE
    for thread in beside:
        thread.join(max(0.0, until - time.monotonic()))
    return not any(thread.is_alive() for thread in beside)


def _beside(name: str, tick: Tick, stop: threading.Event, place: int, busy: list[bool]) -> None:
    """One of the threads of a tick; `busy` says of each of them whether it is at something."""
    fresh_at = time.monotonic()
    while not stop.wait(tick.seconds):
        if not all(busy[:place]):
            continue
        busy[place] = True
        _act(name, tick)
        busy[place] = False
        if time.monotonic() - fresh_at > FRESH:
            # A connection that broke is let go of.
            close_old_connections()
            fresh_at = time.monotonic()
    connections.close_all()


def _act(name: str, tick: Tick) -> None:
    safely(f"the clock's {name}", tick.act)


def safely(name: str, act: Callable[[], object]) -> Exception | None:
    """Do it; what it raises is written down, costs nobody else anything, and is given to whoever wants to tell people of it.

    For the worker's loop, its threads, and the things that it works through one by one.
    """
    try:
        act()
    except Exception as error:  # the worker's loop: one broken thing must not stop the others
        log.exception("%s failed", name)
        return error
    return None
