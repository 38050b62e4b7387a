"""How full the queue is. Wake-ups are asked for every second until they are followed, so they must not pile up."""

from __future__ import annotations

from django.conf import settings

from twoway.work.carrier import carrier

#: Each thread can follow a few in the second before the clock asks again. More would only keep those that come later waiting.
FOR_EACH_THREAD = 8


def room(taken: int | None = None) -> int:
    """How many more wake-ups are worth enqueueing now. `taken`: how many wait, where that is known already."""
    return max(0, FOR_EACH_THREAD * int(settings.TWOWAY_WORKERS) - (waiting() if taken is None else taken))


def waiting() -> int:
    """How many wake-ups nobody has followed yet."""
    return carrier().waiting()
