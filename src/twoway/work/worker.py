"""The worker: threads that do what was enqueued, and the clock that finds out what is due.

The rows are the truth and the queue only carries wake-ups, so a worker may end at any moment. Asked politely it takes
nothing new, ends what it is at, and gives its lanes back.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from importlib.metadata import version

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from twoway.work import clock, ending, heartbeat, presence
from twoway.work.carrier import Running, carrier

log = logging.getLogger("twoway.work")

#: Reading it takes a file.
_VERSION = version("twoway")

#: How long a call that is under way may take after the worker was asked to end.
PATIENCE = int(clock.PATIENCE)


def run_worker(stop: threading.Event) -> bool:
    """Work until `stop` is set; then end what is under way. False when something had to be left unfinished.

    What is left is no loss: its row says `sending`, and the next worker looks on the network before anything else.
    """
    ending.forget()
    threads = carrier().start(settings.TWOWAY_WORKERS)
    log.info("the worker runs with %s threads", settings.TWOWAY_WORKERS)
    pulse = _Pulse(threads)
    pulse.beat()
    is_done = False
    try:
        is_done = clock.run(stop, after_each=pulse.beat, at_end=ending.ask)
    finally:
        ending.ask()
        is_done = threads.stop(PATIENCE) and is_done
        heartbeat.clear(settings.TWOWAY_HOME, os.getpid())
        with suppress(DatabaseError):
            presence.forget()
    log.info("the worker has ended" if is_done else "the worker ends; a call to a network took too long to wait for")
    return is_done


class _Pulse:
    """Writes the sign of life every few seconds, and lets go of connections that broke meanwhile."""

    def __init__(self, threads: Running) -> None:
        self._threads = threads
        self._due = self._told_due = 0.0
        self._fresh_at = 0.0

    def beat(self) -> None:
        """Write, if it is time."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + heartbeat.EVERY.total_seconds()
        try:
            heartbeat.write(settings.TWOWAY_HOME, beat_now())
        except OSError as error:
            log.warning("the sign of life could not be written: %s", error)
        self._threads.look_after()
        if now >= self._fresh_at:
            self._fresh_at = now + clock.FRESH
            close_old_connections()
        self._tell_others(now)

    def _tell_others(self, now: float) -> None:
        """Where several machines share a database; everywhere else it costs nothing."""
        if now < self._told_due:
            return
        self._told_due = now + presence.EVERY.total_seconds()
        try:
            presence.tell_others()
        except DatabaseError as error:
            log.warning("other machines could not be told that a worker lives here: %s", error)


def beat_now() -> heartbeat.Beat:
    """The sign of life of this process."""
    return heartbeat.Beat(pid=os.getpid(), at=timezone.now(), version=_VERSION, threads=settings.TWOWAY_WORKERS)
