"""What the worker does for posts."""

from __future__ import annotations

from twoway.apps.posts import telling


def tell_late() -> int:
    """Let people know, once, when a time passes without the yes that was asked for."""
    return telling.tell_late()
