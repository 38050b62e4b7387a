"""The stage of the practice network in this process; all processes of an installation share its file."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import timezone

from twoway.rehearsal.server import Stage


@cache
def stage() -> Stage:
    """The practice network's world."""
    return Stage(
        settings.TWOWAY_HOME / "rehearsal.sqlite3",
        clock=timezone.now,
        address=settings.TWOWAY_ADDRESS,
        pace=1 / settings.TWOWAY_STAGE_HURRY,
    )
