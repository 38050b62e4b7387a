"""Sign-in: nobody makes themselves an account; the owner does, at first run."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up is closed: the first owner is made at first run, others are let in by an owner."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
