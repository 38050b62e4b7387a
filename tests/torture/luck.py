"""Bad luck, as settings name it: a worker that dies at a named moment, and wake-ups that are dropped, doubled and late."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend

#: The backend that the wake-ups really go through.
BELOW = ""
#: Of a hundred wake-ups so many are dropped, so many come twice, and so many a second late.
DROPPED = DOUBLED = DELAYED = 10


def dying_at(words: str) -> Callable[[str], None]:
    """What happens at a point: `after send:3` dies there the third time. Nothing, without words."""
    wanted, _, times = words.partition(":")
    left = [int(times or 0)]
    lock = threading.Lock()

    def reached(point: str) -> None:
        if point != wanted:
            return
        with lock:
            left[0] -= 1
            if left[0] == 0:
                # As the operating system would: nothing is closed, flushed or said.
                os.kill(os.getpid(), signal.SIGKILL)

    return reached


class Careless(BaseTaskBackend):
    """Carries wake-ups like the one below, but for those it does not."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self._below: BaseTaskBackend = import_string(BELOW)(alias, params)
        self.supports_defer = self._below.supports_defer
        self.supports_get_result = self._below.supports_get_result

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Perhaps."""
        fate = random.randrange(100)
        if fate < DROPPED:
            return None
        if fate < DROPPED + DOUBLED:
            self._below.enqueue(task, args, kwargs)
        elif fate < DROPPED + DOUBLED + DELAYED:
            later = threading.Timer(1.0, self._below.enqueue, (task, args, kwargs))
            later.daemon = True
            later.start()
            return None
        return self._below.enqueue(task, args, kwargs)


def hurry() -> None:
    """Shorten the waits that are there for real networks' slowness: what runs here answers within milliseconds."""
    from twoway.apps.delivery import sending, settling

    sending.FIRST_LOOK = timedelta(seconds=1)
    sending.SLOW_LOOK = settling.ARRIVING = timedelta(seconds=3)
