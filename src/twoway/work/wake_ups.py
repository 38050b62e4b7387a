"""How full the queue is. Wake-ups are asked for every second until they are followed, so they must not pile up."""

from __future__ import annotations

from django.conf import settings

from twoway.work.carrier import carrier

#: Each thread can follow so many in the second before the clock asks again; more would only wait for nothing.
FOR_EACH_THREAD = 50


def room() -> int:
    """How many more wake-ups are worth enqueueing now."""
    return max(0, FOR_EACH_THREAD * int(settings.TWOWAY_WORKERS) - waiting())


def waiting() -> int:
    """How many wake-ups nobody has followed yet."""
    return carrier().waiting()
