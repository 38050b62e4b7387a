"""Wake-ups carried by Celery, through Redis or RabbitMQ, for those who run one of these already.

One Celery task carries every wake-up: the path of what is to be done and its ids, signed with a key of this installation,
so that whoever can write to the broker cannot make us run anything. Nothing is tried again by Celery and nothing is
acknowledged late: a wake-up that is lost or comes twice does no harm, and the rows know what is due.
"""

from __future__ import annotations

import hmac
import json
import logging
import threading
import time
from functools import cache
from hashlib import sha256
from typing import Any

from celery import Celery
from celery.exceptions import OperationalError
from celery.worker import WorkController, state
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string
from django_tasks.base import Task

from twoway.work.waking import WakeUps

log = logging.getLogger("twoway.work")

QUEUE, NAME = "twoway", "twoway.wake"
#: How long the threads may take to be there; a broker that cannot be reached is told in the log meanwhile.
START_SECONDS = 30.0


@cache
def app() -> Celery:
    """Celery as we use it: JSON only, no results, no retries, no late acknowledgements."""
    made = Celery("twoway", broker=settings.TWOWAY_BROKER, set_as_current=False)
    made.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=False,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_timeout": 10, "socket_connect_timeout": 5},
        timezone="UTC",
    )
    made.task(name=NAME, max_retries=0)(follow)
    return made


def follow(path: str, args: list[Any], kwargs: dict[str, Any], signature: str) -> None:
    """Do what a wake-up asks, if it is one of ours."""
    if not hmac.compare_digest(_sign(path, args, kwargs), signature):
        log.error("a wake-up with a wrong signature was thrown away: somebody else writes to the broker")
        return
    close_old_connections()
    try:
        found = import_string(path)
        # What it raises is written down by Celery, which goes on with the next.
        (found.func if isinstance(found, Task) else found)(*args, **kwargs)
    finally:
        close_old_connections()


def _sign(path: str, args: list[Any], kwargs: dict[str, Any]) -> str:
    words = json.dumps([path, args, kwargs], sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(settings.TWOWAY_QUEUE_KEY.encode(), words, sha256).hexdigest()


class CeleryBackend(WakeUps):
    """Django's Tasks over Celery."""

    def send(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Into the broker, signed."""
        try:
            app().tasks[NAME].apply_async(args=(path, args, kwargs, _sign(path, args, kwargs)), ignore_result=True)
        except OperationalError as error:
            # The row is written, and the clock asks again every second: nobody has to hear of this but the log.
            log.warning("a wake-up could not be sent: %s", error)


def make_ready() -> None:
    """A broker makes its own queues."""


def waiting() -> int:
    """How many wake-ups nobody has followed yet."""
    with app().pool.acquire(block=True, timeout=10) as line, line.channel() as there:
        return int(there.queue_declare(queue=QUEUE, durable=True, auto_delete=False).message_count)


class _Threads:
    """Celery's worker inside this process, without its signal handlers and its command line."""

    def __init__(self, threads: int) -> None:
        self._ready = threading.Event()
        self._worker = _Worker(self._ready, threads)
        self._thread = self._begin()

    def _begin(self) -> threading.Thread:
        thread = threading.Thread(target=self._worker.start, name="celery", daemon=True)
        thread.start()
        return thread

    def look_after(self) -> None:
        """Celery looks after its own threads, and comes back after a broker that went away."""
        if not self._thread.is_alive():
            log.error("the threads that follow wake-ups have ended; they are started again")
            self._worker = _Worker(self._ready, self._worker.concurrency)
            self._thread = self._begin()

    def stop(self, patience: float) -> bool:
        """See `carrier.Running`."""
        state.should_stop = 0
        self._thread.join(patience)
        is_done = not self._thread.is_alive()
        state.should_stop = None
        return is_done


class _Worker(WorkController):  # type: ignore[misc]  # Celery ships no types
    def __init__(self, ready: threading.Event, threads: int) -> None:
        self._ready = ready
        super().__init__(
            app=app(),
            pool_cls="threads",
            concurrency=threads,
            queues=[QUEUE],
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=False,
        )

    def on_consumer_ready(self, consumer: Any) -> None:
        """Celery says that it hears the broker."""
        self._ready.set()


def start(threads: int) -> _Threads:
    """Follow wake-ups in so many threads of this process."""
    state.should_stop = None
    running = _Threads(threads)
    until = time.monotonic() + START_SECONDS
    while not running._ready.wait(0.2) and time.monotonic() < until:
        pass
    return running
