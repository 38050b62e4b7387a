"""Named moments of a delivery at which a worker may die: nothing happens there, unless settings of tests say what does.

`make torture` kills workers at each of them. No setting that comes from the environment of an installation is read here.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings


class Point(StrEnum):
    """The moments, in their order."""

    BEFORE_INTENT = "before intent"
    AFTER_INTENT = "after intent"
    MADE_READY = "made ready"
    AFTER_SEND = "after send"
    BEFORE_OUTCOME = "before outcome"


def reach(point: Point) -> None:
    """Somebody got here."""
    act = settings.AT_POINT
    if act is not None:
        act(point)
