"""The event log: append-only, and free of links to other tables so that it outlives them."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing somebody did. `why` holds the reason where one was asked for."""

    workspace_id = models.BigIntegerField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    summary = models.TextField()
    why = models.TextField(blank=True, default="")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        """Newest last, as things happened."""

        ordering = ("at", "id")

    def __str__(self) -> str:
        """What a person reads in a list."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.summary}"
