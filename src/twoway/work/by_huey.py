"""Wake-ups carried by huey: in a file, in PostgreSQL or in Redis."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer
from huey.contrib.djhuey import HUEY
from huey.contrib.djhuey.tasks_backend import _shim

from twoway.work.waking import WakeUps

log = logging.getLogger("twoway.work")

#: An idle thread looks for work this often at most (seconds), and all of them together so often in a second: many threads that
#: ask again and again keep the clock from enqueueing.
LONGEST_NAP = 0.4
MOST_LOOKS = 40
HOOK = "twoway.tell_failures"


class HueyBackend(WakeUps):
    """Django's Tasks over huey, without the records that huey's own backend keeps of each: five writes a wake-up less."""

    def send(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Into huey's queue, signed."""
        HUEY.enqueue(_shim.s(path, args, kwargs))


class _Threads(Consumer):  # type: ignore[misc]  # huey ships no types
    """huey's threads without its signal handlers: whoever runs the worker decides when it ends."""

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
    running = _Threads(
        HUEY, workers=threads, periodic=False, initial_delay=0.1, max_delay=max(LONGEST_NAP, threads / MOST_LOOKS)
    )
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
