"""Connected accounts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from twoway.apps.people.models import Persona, User, Workspace


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
    #: When its server was last asked for them.
    limits_read_at = models.DateTimeField(null=True, db_index=True)
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

    #: What was sealed, and what it says, once somebody needed it; never written anywhere.
    opened: tuple[str, Mapping[str, str]] | None = None

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


class SignIn(models.Model):
    """A sign-in on a network's own page that somebody has begun and not come back from, or has.

    The state that comes back in the address is kept as a hash only, and what the network wants kept is sealed; both are
    of use once. `answers` hold no secret: what is asked before somebody goes there never is one.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    address = models.CharField(max_length=600)
    answers = models.JSONField(default=dict)
    #: The account that is to be connected again; None for whichever comes back.
    expected = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    may_post = models.BooleanField(null=True)
    #: The origin under which the person had our page open: their browser is signed in there, and maybe not elsewhere.
    came_from = models.CharField(max_length=300, blank=True, default="")
    state_hash = models.CharField(max_length=64, unique=True)
    sealed = models.TextField(blank=True, default="")
    began_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    #: The account that it connected.
    made = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        """For lists of what is sealed."""
        return f"to {self.network}, begun at {self.began_at:%Y-%m-%d %H:%M}"


class ClientKey(models.Model):
    """A key with which this installation vouches for itself where a network wants that; `public` is for everybody."""

    public = models.JSONField()
    sealed = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """For lists of what is sealed."""
        return f"made at {self.made_at:%Y-%m-%d}"
