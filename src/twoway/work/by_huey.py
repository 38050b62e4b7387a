"""Wake-ups carried by huey: in a file, in PostgreSQL or in Redis."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer, Worker
from huey.contrib.djhuey import HUEY
from huey.contrib.djhuey.tasks_backend import _shim

from twoway.work.waking import WakeUps

log = logging.getLogger("twoway.work")

#: While nothing is to be done the queue is looked at this often (seconds).
NAP = 0.2
#: After a queue that could not be read: so long at most, each time so much longer.
LONGEST_NAP, BACK_OFF = 5.0, 1.15
#: Nothing is ever put off in the queue, since the rows say what is due when; huey asks all the same (seconds).
ASK_FOR_LATER = 60
HOOK = "twoway.tell_failures"


class HueyBackend(WakeUps):
    """Django's Tasks over huey, without the records that huey's own backend keeps of each: five writes a wake-up less."""

    def send(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Into huey's queue, signed."""
        HUEY.enqueue(_shim.s(path, args, kwargs))


class _Lookout:
    """huey, for its threads: one of them looks at the queue at a time, and when it has found something the next takes its place.

    So a hundred threads that wait cost no more than one.
    """

    def __init__(self, queue: Huey, stop: threading.Event) -> None:
        self._queue, self._stop, self._place = queue, stop, threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queue, name)

    def dequeue(self) -> Any:
        """The next wake-up, waited for; None when the worker is to end."""
        with self._place:
            while not self._stop.is_set():
                task = self._queue.dequeue()
                if task is not None:
                    return task
                if not self._queue.storage.blocking:
                    self._stop.wait(NAP)
        return None


class _Threads(Consumer):  # type: ignore[misc]  # huey ships no types
    """huey's threads without its signal handlers: whoever runs the worker decides when it ends."""

    def _create_worker(self) -> Worker:
        if not hasattr(self, "_lookout"):
            self._lookout = _Lookout(self.huey, self.stop_flag)
        return Worker(self._lookout, self.stop_flag, NAP, LONGEST_NAP, BACK_OFF)

    def _set_signal_handlers(self) -> None:
        """None."""

    def look_after(self) -> None:
        """A thread that died of something nobody foresaw is replaced."""
        self.check_worker_health()

    def stop(self, patience: float = 0, graceful: bool = True) -> bool:
        """See `carrier.Running`."""
        self.shutdown_timeout = patience
        super().stop(graceful=graceful)
        return not any(thread.is_alive() for _, thread in self.worker_threads)


def make_ready() -> None:
    """Make the tables of a queue that lies in PostgreSQL."""
    if isinstance(HUEY, PostgresHuey):
        HUEY.storage.initialize_schema()


def waiting() -> int:
    """How many wake-ups nobody has followed yet."""
    return int(HUEY.pending_count())


def start(threads: int) -> _Threads:
    """Follow wake-ups in so many threads of this process."""
    if isinstance(HUEY, SqliteHuey):
        keep_private(Path(HUEY.storage.filename))
    make_ready()
    tell_failures(HUEY)
    running = _Threads(HUEY, workers=threads, periodic=False, scheduler_interval=ASK_FOR_LATER)
    running.start()
    return running


def tell_failures(queue: Huey) -> None:
    """Write down what a task raised that nobody foresaw, and keep no record of it."""
    queue.storage.flush_results()

    def tell(task: Any, value: object, failure: Exception | None) -> None:
        if failure is not None:
            log.error("%s failed: %s", _named(task), failure)
            queue.delete(task.id)

    queue.unregister_post_execute(HOOK)
    queue.post_execute(HOOK)(tell)


def _named(task: Any) -> str:
    """What a task was to do, in words for the log."""
    args = task.args
    return f"{args[0]}{tuple(args[1])}" if len(args) > 1 else str(task)


def keep_private(queue: Path) -> None:
    """Only the owner reads the queue, whatever the umask was when it was made; its side files take after it."""
    for file in (queue, queue.with_name(queue.name + "-wal"), queue.with_name(queue.name + "-shm")):
        if file.exists():
            file.chmod(0o600)
