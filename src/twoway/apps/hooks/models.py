"""Where a network may call us for an account, and how its calls went."""

from __future__ import annotations

from django.db import models

from twoway.apps.accounts.models import Account


class Hook(models.Model):
    """The address that an account's network calls. `token` is its secret part; `sealed` holds what calls are signed with.

    `taken` calls were what they said they were, `refused` were not; `refused_why` says what was wrong with the last of
    those. `count` calls came in the window that began at `window_at`.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="hook")
    token = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    taken = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    refused_why = models.TextField(blank=True, default="")
    window_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Whose it is."""
        return f"What calls us for {self.account}"
