"""Whether somebody sends: a worker on this machine, by its file, or on another one, by what it wrote where all of them look."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from twoway.work import heartbeat

KEY = "twoway:a-worker-lives"
#: A sign of life is written anew after so long, and counts as gone after the other.
EVERY, GONE_AFTER = timedelta(seconds=10), timedelta(seconds=40)


def tell_others() -> None:
    """Write down for other machines that a worker lives here; nothing where there are none."""
    if settings.TWOWAY_DATABASE.is_shared:
        cache.set(KEY, True, GONE_AFTER.total_seconds())


def worker_runs(now: datetime | None = None) -> bool:
    """Whether a worker runs for this desk, on any machine."""
    if heartbeat.worker_runs(settings.TWOWAY_HOME, now or timezone.now()):
        return True
    return bool(settings.TWOWAY_DATABASE.is_shared and cache.get(KEY))


def forget() -> None:
    """A worker here has ended. Others say so themselves before long."""
    if settings.TWOWAY_DATABASE.is_shared:
        cache.delete(KEY)
