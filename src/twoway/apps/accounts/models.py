"""Connected accounts."""

from __future__ import annotations

from django.db import models

from twoway.apps.people.models import Persona, Workspace


class Health:
    """What an account's `health` may be."""

    GOOD = "good"
    TROUBLE = "trouble"
    RECONNECT = "reconnect"


class Account(models.Model):
    """One connected presence on one network. `sealed` holds its secrets, encrypted; `limits` what its server allows."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="accounts")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="accounts")
    network = models.CharField(max_length=40)
    remote_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300)
    name = models.CharField(max_length=300, blank=True, default="")
    address = models.CharField(max_length=600)
    sealed = models.TextField()
    expires_at = models.DateTimeField(null=True)
    limits = models.JSONField(default=dict)
    may_post = models.BooleanField(default=False)
    health = models.CharField(max_length=20, default=Health.GOOD)
    health_why = models.TextField(blank=True, default="")
    #: When its people were told that it must be connected again; None while it need not, or nobody was told yet.
    told_at = models.DateTimeField(null=True)
    cursor = models.TextField(blank=True, default="")
    read_at = models.DateTimeField(null=True)
    read_due_at = models.DateTimeField(null=True, db_index=True)
    renewing_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """One connection to each presence in a workspace."""

        ordering = ("id",)
        indexes = (
            models.Index(
                fields=("id",),
                name="lost_or_told",
                condition=models.Q(health=Health.RECONNECT) | models.Q(told_at__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("workspace", "network", "remote_id"), name="one_connection_each"),
        )

    def __str__(self) -> str:
        """How a person would point at it."""
        return f"@{self.handle}"

    @property
    def label(self) -> str:
        """The account as command lines name it: handle and network."""
        return f"{self.handle}:{self.network}"
