"""Who may sign up: nobody from outside. The owner lets people in."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by address and password; accounts are made at first run and by the owner."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a desk is not open to the street."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing: that one is signed in is plain to see."""
