"""Threads that listen to several things at once, each until it ends; what ended is listened to again after a rest."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connections

from twoway.work.clock import safely

#: Whoever listened for so long (seconds) had a good connection, and may begin anew at once.
LONG_ENOUGH = 60.0
#: The first rest, doubled with each failure up to the last one (seconds).
FIRST_REST, LONGEST_REST = 2.0, 300.0
#: How long the threads may take to end when they are asked to (seconds).
PATIENCE = 10.0

#: Listens until it ends, or until what it is given says yes; gives how many seconds to rest, None for as usual.
Listen = Callable[[int, Callable[[], bool]], float | None]


@dataclass(kw_only=True)
class _Ear:
    """One thing that is, was or will be listened to."""

    asked: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    began_at: float = 0.0
    failures: int = 0
    rests_until: float = 0.0
    wish: float | None = None


class Ears:
    """Whoever calls `tend` every few seconds keeps them open; used by one thread."""

    def __init__(self, listen: Listen, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._listen = listen
        self._clock = clock
        self._ears: dict[int, _Ear] = {}

    def tend(self, wanted: Sequence[int], most: int) -> None:
        """Begin with those of the wanted ones that have rested, up to so many at once; end with what nobody wants."""
        for key in set(self._ears) - set(wanted):
            self._ears[key].asked.set()
        for key, ear in list(self._ears.items()):
            if ear.thread is not None and not ear.thread.is_alive():
                self._note_end(ear)
            if ear.thread is None and key not in wanted:
                del self._ears[key]
        for key in wanted:
            if self.open() >= most:
                break
            self._begin(key)

    def open(self) -> int:
        """How many are listened to."""
        return sum(ear.thread is not None for ear in self._ears.values())

    def close(self, patience: float = PATIENCE) -> bool:
        """Ask all of them to end and wait for it, so many seconds; False when one takes longer."""
        for ear in self._ears.values():
            ear.asked.set()
        until = time.monotonic() + patience
        threads = [ear.thread for ear in self._ears.values() if ear.thread is not None]
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _begin(self, key: int) -> None:
        ear = self._ears.setdefault(key, _Ear())
        if ear.thread is not None or self._clock() < ear.rests_until:
            return
        ear.asked.clear()
        ear.wish, ear.began_at = None, self._clock()
        ear.thread = threading.Thread(target=self._run, args=(key, ear), name=f"listening-{key}", daemon=True)
        ear.thread.start()

    def _run(self, key: int, ear: _Ear) -> None:
        def listen() -> None:
            ear.wish = self._listen(key, ear.asked.is_set)

        safely(f"listening for {key}", listen)
        connections.close_all()

    def _note_end(self, ear: _Ear) -> None:
        """It ended; how long it rests depends on what it wished for, else on how well it went."""
        now = self._clock()
        ear.thread = None
        if ear.wish is not None:
            ear.failures, rest = 0, ear.wish
        elif now - ear.began_at >= LONG_ENOUGH:
            ear.failures, rest = 0, FIRST_REST
        else:
            ear.failures += 1
            rest = min(FIRST_REST * 2.0 ** min(ear.failures - 1, 10), LONGEST_REST)
        # Many that were cut at once do not all come back at once.
        ear.rests_until = now + rest * (0.75 + random.random() / 2)  # noqa: S311 - nobody gains from guessing it
