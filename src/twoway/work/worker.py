"""The worker: threads that do what was enqueued, and the clock that finds out what is due.

The rows are the truth and the queue only carries wake-ups, so a worker may end at any moment. Asked politely it takes
nothing new, ends what it is at, and gives its lanes back.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from huey import Huey
from huey.consumer import Consumer
from huey.contrib.djhuey import HUEY
from huey.contrib.djhuey.tasks_backend import KEY

from twoway.work import clock, ending, heartbeat

log = logging.getLogger("twoway.work")

#: How long a call that is under way may take after the worker was asked to end.
PATIENCE = 30
#: An idle thread looks for work this often at most (seconds).
LONGEST_NAP = 0.4
HOOK = "twoway.forget_record"


class _Threads(Consumer):  # type: ignore[misc]  # huey ships no types
    """huey's threads without its signal handlers: whoever runs the worker decides when it ends."""

    def _set_signal_handlers(self) -> None:
        """None."""


def run_worker(stop: threading.Event) -> bool:
    """Work until `stop` is set; then end what is under way. False when something had to be left unfinished.

    What is left is no loss: its row says `sending`, and the next worker looks on the network before anything else.
    """
    keep_private(Path(HUEY.storage.filename))
    forget_records(HUEY)
    ending.forget()
    threads = _Threads(
        HUEY,
        workers=settings.TWOWAY_WORKERS,
        periodic=False,
        initial_delay=0.05,
        max_delay=LONGEST_NAP,
        shutdown_timeout=PATIENCE,
    )
    threads.start()
    log.info("the worker runs with %s threads", settings.TWOWAY_WORKERS)
    pulse = _Pulse(threads)
    pulse.beat()
    try:
        clock.run(stop, after_each=pulse.beat)
    finally:
        ending.ask()
        threads.stop(graceful=True)
        heartbeat.clear(settings.TWOWAY_HOME, os.getpid())
    is_done = not any(thread.is_alive() for _, thread in threads.worker_threads)
    log.info("the worker has ended" if is_done else "the worker ends; a call to a network took too long to wait for")
    return is_done


class _Pulse:
    """Writes the sign of life every few seconds, and lets go of connections that broke meanwhile."""

    def __init__(self, threads: _Threads) -> None:
        self._threads = threads
        self._due = 0.0

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
        # A thread that died of something nobody foresaw is replaced.
        self._threads.check_worker_health()
        close_old_connections()


def beat_now() -> heartbeat.Beat:
    """The sign of life of this process."""
    return heartbeat.Beat(
        pid=os.getpid(), at=timezone.now(), version=version("twoway"), threads=settings.TWOWAY_WORKERS
    )


def forget_records(queue: Huey) -> None:
    """Let no record of finished tasks stay in the queue: the rows tell what became of things, and the file would grow."""
    queue.storage.flush_results()

    def forget(task: Any, value: object, failure: Exception | None) -> None:
        if failure is not None:
            log.error("%s failed: %s", _named(task), failure)
        queue.delete(KEY % task.id)
        queue.delete(task.id)

    queue.unregister_post_execute(HOOK)
    queue.post_execute(HOOK)(forget)


def _named(task: Any) -> str:
    """What a task was to do, in words for the log."""
    args = task.args
    return f"{args[0]}{tuple(args[1])}" if len(args) > 1 else str(task)


def keep_private(queue: Path) -> None:
    """Only the owner reads the queue, whatever the umask was when it was made; its side files take after it."""
    for file in (queue, queue.with_name(queue.name + "-wal"), queue.with_name(queue.name + "-shm")):
        if file.exists():
            file.chmod(0o600)
