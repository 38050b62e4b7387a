"""Deliveries: the rows that are the truth about what was sent, by whom, and what came back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from twoway.apps.accounts.models import Account
from twoway.apps.people.models import User, Workspace
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState, is_final, may_become
from twoway.domain.versions import Picture, Version, from_data


class StoredPicture(models.Model):
    """A picture on the shelf; its bytes lie under their hash."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="pictures")
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Kept once in a workspace."""

        constraints = (models.UniqueConstraint(fields=("workspace", "sha256"), name="kept_once"),)

    def __str__(self) -> str:
        """The file's name."""
        return self.name or self.sha256[:12]

    def with_alt(self, alt: str) -> Picture:
        """The picture as a version carries it."""
        return Picture(
            sha256=self.sha256, mime=self.mime, size=self.size, width=self.width, height=self.height, alt=alt
        )


class Lane(models.Model):
    """The right to speak for one account at one urgency: one worker at a time, by a lease that runs out."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="lanes")
    urgency = models.CharField(max_length=20)
    owner = models.CharField(max_length=64, blank=True, default="")
    leased_until = models.DateTimeField(null=True)

    class Meta:
        """One lane of each urgency."""

        constraints = (models.UniqueConstraint(fields=("account", "urgency"), name="one_lane_each"),)

    def __str__(self) -> str:
        """Which lane."""
        return f"{self.account} ({self.urgency})"


class Delivery(models.Model):
    """One text to one account. `frozen` is the version exactly as it will be sent; only `become` writes the state."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deliveries")
    urgency = models.CharField(max_length=20, default=Urgency.SCHEDULED.value)
    state = models.CharField(max_length=20, default=DeliveryState.WAITING.value)
    frozen = models.JSONField()
    key = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField()
    latest_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    needs_person = models.BooleanField(default=False)
    why = models.TextField(blank=True, default="")
    remote_id = models.CharField(max_length=600, blank=True, default="")
    address = models.CharField(max_length=1000, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    refs = models.JSONField(default=dict)
    sending_at = models.DateTimeField(null=True)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The clock's questions each have an index that holds only the rows they ask for."""

        ordering = ("due_at", "id")
        indexes = (
            models.Index(fields=("next_at",), name="waiting_next", condition=Q(state=DeliveryState.WAITING.value)),
            models.Index(
                fields=("account", "urgency"), name="sending_now", condition=Q(state=DeliveryState.SENDING.value)
            ),
            models.Index(fields=("next_at",), name="unsure_next", condition=Q(state=DeliveryState.UNSURE.value)),
            models.Index(fields=("account", "remote_id"), name="sent_as"),
            models.Index(fields=("account", "due_at"), name="account_due"),
        )

    def __str__(self) -> str:
        """What and where to."""
        return f"{self.account}: {self.text[:40]}"

    @property
    def text(self) -> str:
        """The words."""
        return str(self.frozen.get("text", ""))

    @property
    def version(self) -> Version:
        """The frozen version."""
        return from_data(self.frozen)

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen to it any more."""
        return is_final(DeliveryState(self.state))

    def become(self, new: DeliveryState, **fields: Any) -> bool:
        """Move to `new` and write `fields` with it, if the row still is where it was read. False: somebody was first."""
        old = DeliveryState(self.state)
        if not may_become(old, new):
            return False
        if Delivery.objects.filter(pk=self.pk, state=old).update(state=new, **fields) != 1:
            return False
        self.state = new
        for name, value in fields.items():
            setattr(self, name, value)
        return True


class Attempt(models.Model):
    """One call to the network, or one look for what is unsure, with what came back."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    kind = models.CharField(max_length=20, default="send")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    words = models.TextField(blank=True, default="")
    log = models.TextField(blank=True, default="")

    class Meta:
        """As they happened."""

        ordering = ("started_at", "id")

    def __str__(self) -> str:
        """When and what came of it."""
        return f"{self.started_at:%H:%M:%S} {self.outcome or 'under way'}"
