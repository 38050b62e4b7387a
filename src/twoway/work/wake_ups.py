"""How full the queue is. Wake-ups are asked for every second until they are followed, so they must not pile up."""

from __future__ import annotations

from django.conf import settings

from twoway.work.carrier import carrier


def room() -> int:
    """How many more wake-ups are worth enqueueing now: one for each thread, because one that is awake finds the rest itself."""
    return max(0, int(settings.TWOWAY_WORKERS) - waiting())


def waiting() -> int:
    """How many wake-ups nobody has followed yet."""
    return carrier().waiting()
